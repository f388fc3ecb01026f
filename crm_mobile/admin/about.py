"""What an admin is asked about when something does not work: versions, database, space."""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from crm_mobile.core import database, migrating, rows
from crm_mobile.core.language import _
from crm_mobile.core.settings import Settings

# With less than this the disk will be full before anybody looks again.
LEAST_FREE = 1 << 30


class Fact(NamedTuple):
    """One line: what, its value, and what to do when it is not as it should be."""

    name: str
    value: str
    advice: str = ""


def facts(settings: Settings) -> list[Fact]:
    """The state of this installation."""
    return [
        _version(),
        _database(settings),
        _migrations(),
        _disk(settings),
        _address(settings),
        *_environment(settings),
    ]


def _version() -> Fact:
    try:
        number = version("crm-mobile")
    except PackageNotFoundError:
        number = _("from a checkout")
    return Fact(_("Version"), f"{number} · Python {platform.python_version()}")


def _database(settings: Settings) -> Fact:
    if database.is_sqlite():
        size = settings.sqlite_file.stat().st_size if settings.sqlite_file.exists() else 0
        number = rows.scalar("SELECT sqlite_version()")
        return Fact(_("Database"), _("SQLite %(version)s, %(mb)d MB", version=number, mb=size >> 20))
    size = int(rows.scalar("SELECT pg_database_size(current_database())") or 0)
    number = str(rows.scalar("SHOW server_version")).split()[0]
    return Fact(_("Database"), _("PostgreSQL %(version)s, %(mb)d MB", version=number, mb=size >> 20))


def _migrations() -> Fact:
    waiting = migrating.pending(database.db)
    if waiting:
        return Fact(_("Tables"), _("%(n)d changes are waiting", n=len(waiting)), _("Run crm-mobile migrate."))
    return Fact(_("Tables"), _("up to date"))


def _disk(settings: Settings) -> Fact:
    free = shutil.disk_usage(settings.home).free
    advice = _("Make room: photos and the database will not fit much longer.") if free < LEAST_FREE else ""
    return Fact(_("Free disk"), _("%(gb).1f GB", gb=free / (1 << 30)), advice)


def _address(settings: Settings) -> Fact:
    if settings.origin.startswith("https://"):
        return Fact(_("Address"), settings.origin)
    advice = _("Phones need https for position, camera and work without a signal. Set CRM_ORIGIN behind a proxy.")
    return Fact(_("Address"), settings.origin or f"http://{settings.host}:{settings.port}", advice)


def _environment(settings: Settings) -> list[Fact]:
    if settings.env == "production":
        return []
    advice = _("Set CRM_ENV=production where people work with it.") if settings.env == "development" else ""
    return [Fact(_("Environment"), settings.env, advice)]
