"""The connection to SQLite or PostgreSQL, the base of all models, and the transaction that opens every verb."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import peewee
from peewee import DatabaseProxy, IntegrityError, Model, OperationalError

from crm_mobile.core.errors import CrmError
from crm_mobile.core.settings import Settings
from crm_mobile.core.statements import Prepared

db = DatabaseProxy()
Result = TypeVar("Result")

# How long a writer waits for another one before it says that the database is busy.
BUSY_SECONDS = 10
# A PostgreSQL connection that was idle for longer is asked whether it still lives: servers are started again at night.
IDLE_SECONDS = 20.0
_used = threading.local()

COLUMN_TYPES = {"ID": "BLOB", "MOMENT": "TEXT", "KEY": "TEXT"}
POSTGRES_COLUMN_TYPES = {"ID": "UUID", "MOMENT": "TIMESTAMPTZ", "KEY": 'TEXT COLLATE "C"'}


class Busy(CrmError):
    """The database could not take the change in time. Nothing was written; the same request may be sent again."""


class Sqlite(peewee.SqliteDatabase):
    field_types = {**peewee.SqliteDatabase.field_types, **COLUMN_TYPES}

    def rollback(self) -> None:
        """SQLite rolls back by itself when the disk is full; a second time would hide that reason."""
        if self.connection().in_transaction:
            super().rollback()


class Postgres(peewee.PostgresqlDatabase):
    field_types = {**peewee.PostgresqlDatabase.field_types, **POSTGRES_COLUMN_TYPES}


class Table(Prepared):
    """The base of every model."""

    class Meta:
        database = db
        legacy_table_names = False


def connect(settings: Settings) -> peewee.Database:
    """Point `db` at the configured database; connections are opened per thread when first used."""
    database = open_postgres(settings.database_url) if settings.database_url else open_sqlite(str(settings.sqlite_file))
    db.initialize(database)
    return database


def open_sqlite(file: str) -> Sqlite:
    # synchronous=FULL: with NORMAL a power cut lost commits that had been acknowledged.
    pragmas = {
        "journal_mode": "wal",
        "synchronous": "full",
        "foreign_keys": 1,
        "temp_store": "memory",
        "cache_size": -16000,
        "mmap_size": 256 << 20,
    }
    return Sqlite(file, pragmas=pragmas, lock_type="IMMEDIATE", timeout=BUSY_SECONDS)


def open_postgres(url: str) -> Postgres:
    # prepare_threshold=None keeps it working behind PgBouncer.
    return Postgres(url, prefer_psycopg3=True, prepare_threshold=None)


def drop_lost() -> bool:
    """Give up a connection that the database server has ended, so that the next statement opens a new one."""
    if is_sqlite() or db.is_closed() or not db.connection().closed:
        return False
    # peewee would roll back first, on a connection that is gone.
    db.obj._state.reset()
    return True


def look_alive() -> None:
    """Before a request: find out whether a connection that was idle for long still lives, and else open a new one."""
    if is_sqlite() or db.is_closed():
        return
    idle, _used.at = time.monotonic() - getattr(_used, "at", 0.0), time.monotonic()
    if idle > IDLE_SECONDS:
        try:
            db.execute_sql("SELECT 1")
        except (OperationalError, peewee.InterfaceError):
            drop_lost()


def is_sqlite() -> bool:
    return isinstance(db.obj, Sqlite)


@contextmanager
def writing(*rows: Model) -> Iterator[None]:
    """Open the transaction of a verb, or join the one that is open; lock the named rows against other writers.

    SQLite begins IMMEDIATE, so there is one writer; PostgreSQL locks the rows in id order, which cannot dead-lock.
    A failure inside undoes the outermost transaction: verbs that call verbs succeed or fail as one.
    """
    try:
        with db.transaction():
            if not is_sqlite():
                for row in sorted(rows, key=lambda row: (row._meta.table_name, str(row._pk))):
                    locked = type(row).select(type(row)._meta.primary_key).where(row._pk_expr()).for_update()
                    list(locked.tuples())
            yield
    except OperationalError as fault:
        if is_passing(fault):
            raise Busy("The database is busy. Nothing was changed; please try again in a moment.") from fault
        raise


def note(statement: peewee.Query) -> bool:
    """Run a write that nobody waits for; says whether it took. A locked database or a full disk is no reason to fail."""
    try:
        statement.execute()
    except OperationalError as fault:
        if is_passing(fault) or "full" in str(fault):
            return False
        raise
    return True


def is_passing(fault: OperationalError) -> bool:
    """Whether the same transaction may succeed when it is run again: a lock, a serialization failure or a dead-lock."""
    cause = fault.__cause__ or fault.__context__
    return (
        "locked" in str(fault)
        or "busy" in str(fault)
        or getattr(cause, "sqlstate", None) in ("40001", "40P01", "55P03")
    )


def is_duplicate(fault: IntegrityError) -> bool:
    """Whether a unique constraint refused the row, because another transaction had written it meanwhile."""
    cause = fault.__cause__ or fault.__context__
    return "UNIQUE" in str(fault) or getattr(cause, "sqlstate", None) == "23505"


def persistently(run: Callable[[], Result], attempts: int = 3) -> Result:
    """Run a whole transaction again when the database was busy, a few times."""
    began = time.monotonic()
    for attempt in range(1, attempts + 1):
        try:
            return run()
        except Busy:
            # Who has waited for a lock already is told: a phone gives up after 15 s.
            if attempt == attempts or db.in_transaction() or time.monotonic() - began > BUSY_SECONDS / 2:
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("unreachable")
