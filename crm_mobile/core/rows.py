"""Reading lists: plain SQL into typed rows, three to six times as fast as model instances.

Statements are written once for both databases with `?` for parameters. A row type is a NamedTuple; its annotations say
what each column is, and here it is converted from what the driver gives.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints
from uuid import UUID, SafeUUID

from crm_mobile.core import database
from crm_mobile.core.fields import moment_from, moment_text

Row = TypeVar("Row", bound=NamedTuple)


def _uuid(value: bytes) -> UUID:
    """A UUID of sixteen bytes from the database, without the checks for what people hand in."""
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int.from_bytes(value))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


FROM_SQLITE: dict[Any, Callable[[Any], Any]] = {
    UUID: _uuid,
    dt.datetime: moment_from,
    dt.date: dt.date.fromisoformat,
    bool: bool,
    dict: json.loads,
    list: json.loads,
}
FROM_POSTGRES: dict[Any, Callable[[Any], Any]] = {dt.datetime: lambda value: value.astimezone(dt.UTC)}


def sqlite_parameter(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _kind(hint: Any) -> Any:
    """What a column holds: `datetime | None` is a datetime, `dict[str, Any]` a dict."""
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return getattr(hint, "__origin__", hint)


@cache
def _converters(row: type, sqlite: bool) -> list[tuple[int, Callable[[Any], Any]]]:
    known, hints = FROM_SQLITE if sqlite else FROM_POSTGRES, get_type_hints(row)
    kinds = [_kind(hints[name]) for name in row._fields]  # type: ignore[attr-defined]
    return [(position, known[kind]) for position, kind in enumerate(kinds) if kind in known]


@cache
def _for_postgres(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def execute(sql: str, *parameters: Any) -> Any:
    """Run one statement and give its cursor."""
    if database.is_sqlite():
        return database.db.execute_sql(sql, [sqlite_parameter(p) for p in parameters])
    return database.db.execute_sql(_for_postgres(sql), parameters)


def fetch(row: type[Row], sql: str, *parameters: Any) -> list[Row]:
    """All rows of a SELECT whose columns are the fields of `row`, in order."""
    found = execute(sql, *parameters).fetchall()
    converters = _converters(row, database.is_sqlite())
    if not converters or not found:
        return [row._make(values) for values in found]
    # Column by column: one loop per converted column instead of one per value.
    columns = list(zip(*found, strict=True))
    for position, convert in converters:
        columns[position] = tuple(None if value is None else convert(value) for value in columns[position])
    return [row._make(values) for values in zip(*columns, strict=True)]


def fetch_one(row: type[Row], sql: str, *parameters: Any) -> Row | None:
    """The first row of a SELECT, or nothing."""
    return next(iter(fetch(row, sql, *parameters)), None)


def scalar(sql: str, *parameters: Any) -> Any:
    """The first column of the first row as the driver gives it: counts, sums and flags."""
    found = execute(sql, *parameters).fetchone()
    return found[0] if found else None


def ids(sql: str, *parameters: Any) -> list[UUID]:
    """The first column of every row as UUIDs."""
    found = (values[0] for values in execute(sql, *parameters).fetchall())
    return [UUID(bytes=value) if isinstance(value, bytes) else value for value in found]


def marks(values: Iterable[Any]) -> str:
    """`?, ?, ?` for an IN list; `NULL` for an empty one, which matches nothing."""
    return ", ".join("?" for _ in values) or "NULL"
