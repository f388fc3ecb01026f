"""The commands of `crm-mobile`. Each one imports what it needs when it is called, so that none waits for the others."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from crm_mobile.core import database
from crm_mobile.core import settings as settings_module
from crm_mobile.core.errors import CrmError
from crm_mobile.core.settings import Settings


class Command(click.Command):
    """A command that ends with a sentence, not a traceback, when something is wrong that a person can put right."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except CrmError as wrong:
            raise click.ClickException(str(wrong)) from wrong


class Commands(click.Group):
    command_class = Command
    group_class = type


class Imports(Commands):
    """The importers live in their slice; it is loaded when one of them is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return ["customers"]

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        return getattr(importlib.import_module("crm_mobile.transfer.commands"), name, None)

    def invoke(self, context: click.Context) -> Any:
        try:
            context.obj = connected()
            # What comes in has the same consequences as what is typed.
            importlib.import_module("crm_mobile.reactions").register()
            return super().invoke(context)
        except CrmError as wrong:
            raise click.ClickException(str(wrong)) from wrong


@click.group(cls=Commands)
@click.version_option(package_name="crm-mobile")
def main() -> None:
    """A CRM for people on the road. Settings come from the environment; see docs/OPERATIONS.md."""
    # Customers, photos and keys are files: what this command writes is for its own user.
    os.umask(0o077)


def connected() -> Settings:
    """The settings, with the database they name."""
    settings = settings_module.load()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database.connect(settings)
    return settings


@main.command()
@click.option("--host", help="Address to listen on; HOST or 127.0.0.1 otherwise.")
@click.option("--port", type=int, help="Port to listen on; PORT or 8000 otherwise.")
@click.option("--workers", type=int, help="Web processes; CRM_WORKERS or 2 otherwise.")
@click.option("--certificate", type=click.Path(exists=True, path_type=Path), help="Certificate chain, for https.")
@click.option("--key", type=click.Path(exists=True, path_type=Path), help="The certificate's private key.")
def serve(host: str | None, port: int | None, workers: int | None, certificate: Path | None, key: Path | None) -> None:
    """Serve: web and worker under one supervisor."""
    from crm_mobile.host import serve as serving

    if bool(certificate) != bool(key):
        raise click.UsageError("--certificate and --key belong together.")
    given = {name: value for name, value in (("host", host), ("port", port), ("workers", workers)) if value is not None}
    sys.exit(serving.serve(settings_module.load(**given), certificate, key))


@main.command()
def worker() -> None:
    """Run the scheduled jobs alone, where the web runs elsewhere."""
    from crm_mobile.host import worker as working

    working.main()


@main.command()
def migrate() -> None:
    """Bring the tables up to date."""
    from crm_mobile.core import migrating

    connected()
    names = migrating.migrate(database.db)
    click.echo("\n".join(f"migrated {name}" for name in names) or "The tables are up to date.")


@main.command()
def demo() -> None:
    """Load the demo company into an empty database."""
    from crm_mobile.demo import loading

    settings = connected()
    loading.load(settings)
    click.echo(sign_ins(settings))


@main.command()
def run() -> None:
    """Migrate, load the demo company the first time, and serve: what make run does."""
    from crm_mobile.core import migrating
    from crm_mobile.host import serve as serving

    settings = connected()
    migrating.migrate(database.db)
    prepare(settings)
    where = (
        settings.origin or f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
    )
    sys.exit(serving.serve(settings, greeting=f"\n{welcome(settings, where)}\n\nCtrl-C stops it.\n"))


@main.command()
def phone() -> None:
    """The same over https in the local network, for a real phone: what make phone does."""
    from crm_mobile.core import migrating
    from crm_mobile.host import phone as phones

    settings = connected()
    migrating.migrate(database.db)
    prepare(settings)
    sys.exit(phones.serve(settings, welcome))


def prepare(settings: Settings) -> None:
    """Give an empty database something to look at, and an older demo a fresh day; production is left as it is."""
    from crm_mobile.demo import loading
    from crm_mobile.team import queries

    if settings.env != "production":
        if queries.nobody_yet():
            click.echo("Making the demo company; this happens once.")
        loading.load(settings)


def welcome(settings: Settings, where: str) -> str:
    """Where it is and how to come in."""
    from crm_mobile.core import preferences
    from crm_mobile.team import users

    lines = [f"crm_mobile: {where}"]
    if preferences.get("demo"):
        lines += ["", sign_ins(settings)]
    elif code := users.first_admin_code():
        lines += ["", f"Nobody can sign in yet. Open {where}/first-admin and give this code: {code}"]
    return "\n".join(lines)


def sign_ins(settings: Settings) -> str:
    from crm_mobile.demo import loading

    lines = [f"  {email:<24} {what}" for email, what in loading.SIGN_INS]
    return "\n".join(["Demo sign-ins:", *lines, f"  password: {loading.password(settings)}"])


@main.group(cls=Commands)
def user() -> None:
    """People who can sign in."""


@user.command()
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(["rep", "manager", "office", "admin"]), default="rep", show_default=True)
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), default="en", show_default=True)
def add(email: str, name: str, role: str, language: str) -> None:
    """Add a person and print the link with which she chooses her password."""
    from crm_mobile.core.clock import now
    from crm_mobile.team import users

    settings = connected()
    with database.writing():
        added = users.add(email=email, name=name, role=role, by=None, language=language)
        token = users.make_setup_link(added, by=None, at=now())
    where = settings.origin or f"http://{settings.host}:{settings.port}"
    hours = int(users.LINK_LIFE.total_seconds() // 3600)
    click.echo(f"{added.name} can choose a password here, once, within {hours} hours:\n{where}/set-up/{token}")


@main.command()
def doctor() -> None:
    """Look at settings, database, disk and the rest, and say what to do."""
    from crm_mobile.host import doctor as doctors

    sys.exit(doctors.examine(os.environ))


main.add_command(Imports("import", help="Bring in lists from other systems."))


if __name__ == "__main__":
    main()
