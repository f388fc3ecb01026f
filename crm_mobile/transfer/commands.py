"""The command line's import: `crm-mobile import customers FILE --map column=field --key column`."""

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import click

from crm_mobile.core import database, migrating
from crm_mobile.core.clock import now
from crm_mobile.core.errors import CrmError, Invalid
from crm_mobile.core.language import _, ngettext
from crm_mobile.core.settings import Settings
from crm_mobile.customers.models import TIERS
from crm_mobile.team import queries as people
from crm_mobile.transfer import columns, queries, reading
from crm_mobile.transfer.checking import Rules
from crm_mobile.transfer.customers import bring_in
from crm_mobile.transfer.items import Outcome, Wishes
from crm_mobile.transfer.reading import Line, TextTable


class Rejects:
    """The rows that stay behind, written beside the file as soon as there is one, with line and reason in front."""

    def __init__(self, table: TextTable, chosen: Path | None) -> None:
        self.table, self.path, self.count = table, chosen or _beside(table.path), 0

    def add(self, line: Line, reasons: Sequence[str]) -> None:
        begun, self.count = self.count > 0, self.count + 1
        with self.path.open("a" if begun else "w", encoding="utf-8-sig" if not begun else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if not begun:
                writer.writerow(["line", "reason", *self.table.header])
            writer.writerow([line.number, " ".join(reasons), *line.values])


def _beside(path: Path) -> Path:
    name = path.name.removesuffix(".gz").removesuffix(".csv") + ".errors.csv"
    # A file on a read-only medium gets its errors where the command was given.
    probe = path.with_name(name)
    try:
        with probe.open("ab"):
            pass
        if probe.stat().st_size == 0:
            probe.unlink()
    except OSError:
        return Path.cwd() / name
    return probe


@click.command("customers", short_help="Bring customers in from a CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Which column is which field; repeat it.")
@click.option("--key", default="", metavar="COLUMN", help="The column by which a second run finds what it brought in.")
@click.option("--owner", default="", metavar="EMAIL", help="Whose the new customers are.")
@click.option("--territory", default="", metavar="NAME", help="The territory of the new customers.")
@click.option("--encoding", default="", metavar="NAME", help="When the file's own is guessed wrong.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where the wrong rows go.")
@click.option("--dry-run", is_flag=True, help="Check every row and change nothing.")
@click.pass_obj
def customers(
    settings: Settings,
    file: Path,
    maps: tuple[str, ...],
    key: str,
    owner: str,
    territory: str,
    encoding: str,
    errors: Path | None,
    dry_run: bool,
) -> None:
    """Bring customers in from a CSV file, zipped or not. Fields: name, reference, phone, email, website, address, city,
    region, postcode, country, latitude, longitude, stage, tier, tags, notes, kind, contact."""
    try:
        if migrating.pending(database.db):
            raise Invalid(_("The tables are not up to date. Run crm-mobile migrate first."))
        table = reading.open_table(file, encoding)
        wishes = Wishes(
            columns.plan(table.header, maps, key),
            Rules(settings.region, queries.stages(), TIERS),
            _owner_id(owner),
            _territory_id(territory),
            dry_run,
        )
        if not maps:
            click.echo(_understood(table, wishes))
        rejects = Rejects(table, errors)
        began = time.monotonic()
        outcome = _run(table, wishes, rejects)
    except Invalid as wrong:
        raise click.ClickException("\n".join(s for sentences in wrong.errors.values() for s in sentences)) from wrong
    except CrmError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    _tell(outcome, time.monotonic() - began, rejects, dry_run)


def _understood(table: TextTable, wishes: Wishes) -> str:
    """Which columns were taken for which fields, when nobody has said so."""
    found = ", ".join(
        f"{table.header[column]} = {field}" for field, columns in wishes.plan.positions.items() for column in columns
    )
    return _("Columns understood by their names: %(columns)s.", columns=found)


def _run(table: TextTable, wishes: Wishes, rejects: Rejects) -> Outcome:
    outcome, began = Outcome(), time.monotonic()

    def speed(_item: object) -> str:
        return _("%(n)d rows/s", n=int(outcome.rows / max(0.001, time.monotonic() - began)))

    with click.progressbar(length=table.lines, label=table.path.name, item_show_func=speed) as bar:
        landing = bring_in(table.rows(), len(table.header), wishes, by=None, clock=now, reject=rejects.add)
        shown = 0
        for outcome in landing:
            bar.update(outcome.rows - shown, outcome)
            shown = outcome.rows
    return outcome


def _tell(outcome: Outcome, seconds: float, rejects: Rejects, dry_run: bool) -> None:
    click.echo(
        _(
            "%(added)d added, %(changed)d changed, %(unchanged)d as they were, %(wrong)d wrong; %(speed)d rows/s.",
            added=outcome.added,
            changed=outcome.changed,
            unchanged=outcome.unchanged,
            wrong=outcome.wrong,
            speed=int(outcome.rows / max(0.001, seconds)),
        )
    )
    if outcome.wrong:
        click.echo(
            ngettext(
                "%(num)d row stayed behind, with the reason: %(file)s",
                "%(num)d rows stayed behind, each with the reason: %(file)s",
                outcome.wrong,
                file=rejects.path,
            )
        )
    if dry_run:
        click.echo(_("This was a dry run: nothing was changed."))


def _owner_id(email: str) -> UUID | None:
    if not email:
        return None
    found = people.by_email(email.strip().casefold())
    if found is None or found.ended_at is not None:
        raise Invalid(_("Nobody signs in as %(email)s.", email=email))
    return found.id


def _territory_id(name: str) -> UUID | None:
    if not name:
        return None
    found = queries.territory_named(name)
    if found is None:
        names = ", ".join(queries.territory_names())
        raise Invalid(_("There is no territory %(name)s. There are: %(names)s.", name=name, names=names or "–"))
    return found.id
