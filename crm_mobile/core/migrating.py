"""Brings the tables up to date: one process at a time, all pending files or none, after a copy of an SQLite file."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee
from playhouse.migrations import MigrationError, Runner

from crm_mobile.core.errors import Misconfigured
from crm_mobile.core.paths import migrations_folder

# Who finds another process migrating waits this long for it; the longest migration of a full database takes less.
LOCK_SECONDS = 600

# The copy, the rewritten tables and the write-ahead log each may be as large as the file; the rest is for the system.
DISK_FACTOR = 3
DISK_RESERVE = 64 << 20

# Copies made before migrations; older ones are removed, each may be gigabytes.
COPIES_KEPT = 3


def pending(database: peewee.Database, folder: Path | None = None) -> list[str]:
    """The names of the migrations that this database has not had yet, in order."""
    with _connected(_unwrapped(database)) as opened:
        return _pending(_runner(opened, folder))


def unknown(database: peewee.Database, folder: Path | None = None) -> list[str]:
    """The names of the migrations that this database has had and this release does not know: it is too old for it."""
    with _connected(_unwrapped(database)) as opened:
        return [migration.name for migration in _runner(opened, folder).status() if migration.path is None]


def migrate(database: peewee.Database, folder: Path | None = None) -> list[str]:
    """Apply all pending migrations in one transaction and give their names; a second process waits and finds none."""
    with _connected(_unwrapped(database)) as opened:
        runner = _runner(opened, folder)
        if not _pending(runner):
            return []
        if isinstance(opened, peewee.SqliteDatabase):
            with _locked_sqlite(opened):
                return _apply_to_sqlite(opened, runner)
        with _locked_postgres(opened, runner):
            return _apply(runner)


def _apply_to_sqlite(database: peewee.SqliteDatabase, runner: Runner) -> list[str]:
    names = _pending(runner)
    file = Path(database.database)
    if names and database.get_tables():
        _require_disk(file)
        _copy(file, names[0])
    applied = _apply(runner)
    broken = database.execute_sql("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise Misconfigured(f"A migration left rows of {broken[0]} pointing to nothing. Nothing was changed.")
    return applied


def _apply(runner: Runner) -> list[str]:
    try:
        return list(runner.up())
    except MigrationError as fault:
        raise Misconfigured(f"A migration cannot be run: {fault}") from fault


def _pending(runner: Runner) -> list[str]:
    return [migration.name for migration in runner.status() if not migration.applied]


def _runner(database: peewee.Database, folder: Path | None) -> Runner:
    return Runner(database, str(folder or migrations_folder()))


def _unwrapped(database: Any) -> peewee.Database:
    return database.obj if isinstance(database, peewee.Proxy) else database


@contextmanager
def _connected(database: peewee.Database) -> Iterator[peewee.Database]:
    opened = database.connect(reuse_if_open=True)
    try:
        yield database
    finally:
        if opened:
            database.close()


@contextmanager
def _locked_sqlite(database: peewee.SqliteDatabase) -> Iterator[None]:
    """Hold the whole file. Foreign keys are off meanwhile, or rebuilding a table would delete the rows that name it."""
    # With a write-ahead log others can read the file while it is held: the copy needs that.
    database.pragma("journal_mode", "wal")
    enforced = database.pragma("foreign_keys")
    database.pragma("foreign_keys", 0)
    try:
        with _patiently(database):
            yield
    finally:
        database.pragma("foreign_keys", enforced)


@contextmanager
def _patiently(database: peewee.SqliteDatabase) -> Iterator[None]:
    usual = database.pragma("busy_timeout")
    database.pragma("busy_timeout", LOCK_SECONDS * 1000)
    try:
        with database.atomic("EXCLUSIVE"):
            yield
    finally:
        database.pragma("busy_timeout", usual)


@contextmanager
def _locked_postgres(database: peewee.Database, runner: Runner) -> Iterator[None]:
    """Hold the history table against other migrations; reading it, as every start does, goes on."""
    _make_history(runner)
    with database.atomic():
        database.execute_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        database.execute_sql(f'LOCK TABLE "{runner.table_name}" IN SHARE ROW EXCLUSIVE MODE')
        yield


def _make_history(runner: Runner) -> None:
    # CREATE TABLE IF NOT EXISTS fails in PostgreSQL when another process creates the same one at the same time.
    for attempt in range(5):
        try:
            runner.History.create_table()
            return
        except (peewee.IntegrityError, peewee.ProgrammingError, peewee.OperationalError):
            if attempt == 4:
                raise
            time.sleep(0.2)


def _require_disk(file: Path) -> None:
    needed = file.stat().st_size * DISK_FACTOR + DISK_RESERVE
    free = shutil.disk_usage(file.parent).free
    if free < needed:
        raise Misconfigured(
            f"Migrating needs {needed >> 20} MB free in {file.parent}, there are {free >> 20} MB. "
            "Nothing was changed; free some space and start again."
        )


def _copy(file: Path, first: str) -> Path:
    """Save the database as it is by SQLite's online backup, which is right also while other processes read it."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = file.with_name(f"{file.stem}-before-{first}-{moment}{file.suffix}")
    copy.touch(mode=0o600)
    # A connection of its own: SQLite refuses a backup through the one that holds the write lock.
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    kept = sorted(file.parent.glob(f"{file.stem}-before-*{file.suffix}"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-COPIES_KEPT]:
        old.unlink(missing_ok=True)
    return copy
