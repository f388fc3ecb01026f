"""`crm-mobile doctor`: looks at what a healthy installation needs, and says what to do about the rest."""

import os
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AliasChoices

from crm_mobile.core import database, migrating, paths, preferences, rows
from crm_mobile.core import settings as settings_module
from crm_mobile.core.errors import Misconfigured
from crm_mobile.core.settings import Settings

# Photos of a busy day, a copy before a migration and the logs fit into this.
LEAST_FREE = 1 << 30
# A phone's fix counts as stale when the clocks differ by more; people notice reminders that are later than this.
MOST_CLOCK_ERROR = 60.0
FIRST_ANSWER_SECONDS = 5.0

PUSH_KEYS = ("CRM_VAPID_PRIVATE_KEY", "CRM_VAPID_SUBJECT")
GOOD, WARNING, BAD = "ok", "look", "BAD"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do when it is not well."""

    state: str
    about: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.state:>4}  {self.about}" + (f"\n      → {self.advice}" if self.advice else "")


def examine(environment: Mapping[str, str]) -> int:
    """Print all findings; the exit code is 1 when something is bad."""
    try:
        settings = settings_module.load()
    except Misconfigured as wrong:
        print(Finding(BAD, str(wrong), "Correct the environment; docs/OPERATIONS.md lists every setting."))
        return 1
    found = list(findings(settings, environment))
    print("\n".join(map(str, found)))
    return int(any(finding.state == BAD for finding in found))


def findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything, in the order in which one thing needs another."""
    yield from settings_are_known(environment)
    home_is_well = home(settings)
    yield home_is_well
    yield disk(settings)
    yield time_zones()
    yield system_clock(settings)
    yield folders()
    yield push_keys(environment)
    if home_is_well.state != BAD:
        yield from tables(settings)


def settings_are_known(environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {name.upper() for field in Settings.model_fields for name in _names(field)} | set(PUSH_KEYS)
    strange = sorted(name for name in environment if name.startswith("CRM_") and name not in known)
    if strange:
        yield Finding(
            WARNING, f"Unknown settings: {', '.join(strange)}", "Look for a slip of the pen; they do nothing."
        )
    else:
        yield Finding(GOOD, "Settings are valid.")


def _names(field: str) -> list[str]:
    """Under which names a setting is read from the environment."""
    alias = Settings.model_fields[field].validation_alias
    return [str(name) for name in alias.choices] if isinstance(alias, AliasChoices) else [f"CRM_{field}"]


def home(settings: Settings) -> Finding:
    about = f"Data folder {settings.home}"
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.home) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        return Finding(
            BAD, f"{about} cannot be written: {fault.strerror}.", "Set CRM_HOME to a folder that this user owns."
        )
    if settings.home.stat().st_mode & 0o007 and settings.env == "production":
        return Finding(WARNING, f"{about} can be read by every user of this machine.", f"chmod 750 {settings.home}")
    return Finding(GOOD, f"{about} can be written.")


def disk(settings: Settings) -> Finding:
    folder = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    about = f"{free / (1 << 30):.1f} GB free in {folder}"
    if free < LEAST_FREE:
        return Finding(BAD, f"{about}.", "Free some space: without it nothing can be saved or migrated.")
    return Finding(GOOD, f"{about}.")


def time_zones() -> Finding:
    try:
        shanghai = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai")).hour
        chicago = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo("America/Chicago")).hour
    except (KeyError, OSError):
        return Finding(BAD, "There is no time zone data.", "Install it: pip install tzdata")
    if (shanghai, chicago) != (8, 19):
        return Finding(BAD, "The time zone data is wrong.", "Renew it: pip install --upgrade tzdata")
    return Finding(GOOD, "Time zone data is there.")


def system_clock(settings: Settings) -> Finding:
    """Compare with the Date header of the public address, the one clock of others that we may ask without asking anew."""
    if not settings.origin.startswith("https://"):
        return Finding(GOOD, f"The clock says {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; compare it with your watch.")
    try:
        with urllib.request.urlopen(f"{settings.origin}/healthz", timeout=FIRST_ANSWER_SECONDS) as answer:
            told = parsedate_to_datetime(answer.headers["Date"])
    except (OSError, TypeError, ValueError):
        return Finding(
            WARNING,
            f"{settings.origin} does not answer from here.",
            "Start the server and the proxy in front of it, or correct CRM_ORIGIN.",
        )
    apart = abs(time.time() - told.timestamp())
    if apart > MOST_CLOCK_ERROR:
        return Finding(BAD, f"This clock and the proxy's are {apart:.0f} s apart.", "timedatectl set-ntp true")
    return Finding(GOOD, "The clock agrees with the proxy's.")


def folders() -> Finding:
    missing = [
        str(folder)
        for folder in (paths.templates_folder(), paths.static_folder(), paths.migrations_folder())
        if not folder.is_dir()
    ]
    if missing:
        return Finding(BAD, f"Missing: {', '.join(missing)}", "Install the package again; it carries them.")
    return Finding(GOOD, "Templates, static files and migrations are there.")


def push_keys(environment: Mapping[str, str]) -> Finding:
    given = [name for name in PUSH_KEYS if environment.get(name)]
    if len(given) == 1:
        return Finding(WARNING, f"Only {given[0]} is set.", "Push needs the private key and the subject; set both.")
    if not given:
        return Finding(GOOD, "No VAPID keys: nothing is pushed to phones, and nothing needs them yet.")
    return Finding(GOOD, "VAPID key and subject are set.")


def tables(settings: Settings) -> Iterator[Finding]:
    kind = "PostgreSQL" if settings.database_url else f"SQLite file {settings.sqlite_file}"
    try:
        opened = database.connect(settings)
        with opened.connection_context():
            rows.scalar("SELECT 1")
            waiting, newer = migrating.pending(opened), migrating.unknown(opened)
            is_demo = not waiting and bool(preferences.get("demo"))
    except Exception as fault:  # the driver's own words are what helps here
        yield Finding(BAD, f"{kind} does not answer: {fault}", "Start it, or correct DATABASE_URL.")
        return
    yield Finding(GOOD, f"{kind} answers.")
    yield from _migrations(waiting, newer)
    if is_demo and settings.env == "production":
        yield Finding(BAD, "This is the demo company.", "Use another CRM_HOME or DATABASE_URL in production.")
    elif is_demo:
        yield Finding(GOOD, "This is the demo company.")
    if not settings.database_url:
        yield _file_rights(settings.sqlite_file)


def _migrations(waiting: list[str], newer: list[str]) -> Iterator[Finding]:
    if newer:
        yield Finding(
            BAD, f"The database is newer than this release ({newer[-1]}).", "Install the newer release again."
        )
    if waiting:
        yield Finding(BAD, f"{len(waiting)} migrations are pending.", "crm-mobile migrate")
    if not newer and not waiting:
        yield Finding(GOOD, "The tables are up to date.")


def _file_rights(file: Path) -> Finding:
    if file.exists() and file.stat().st_mode & 0o007:
        return Finding(WARNING, f"{file} can be read by every user of this machine.", f"chmod 640 {file}")
    return Finding(GOOD, "The database file is not open to everybody.")


if __name__ == "__main__":
    sys.exit(examine(os.environ))
