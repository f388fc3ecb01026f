"""The columns that mean the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from peewee import Field, FieldDatabaseHook, JSONField, PostgresqlDatabase, TextField

MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def moment_text(moment: datetime) -> str:
    """A moment as fixed-width UTC text, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    utc = moment.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def moment_from(text: str) -> datetime:
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)


class _PerDatabase(FieldDatabaseHook, Field):
    """A field whose stored form depends on the database that it is bound to."""

    on_sqlite = True

    def _db_hook(self, database: Any) -> None:
        bound = getattr(database, "obj", database)
        self.on_sqlite = not isinstance(bound, PostgresqlDatabase)


class Id(_PerDatabase):
    """A UUID: BLOB(16) on SQLite, uuid on PostgreSQL."""

    field_type = "ID"

    def db_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bytes):
            return value
        value = value if isinstance(value, UUID) else UUID(str(getattr(value, "id", value)))
        return value.bytes if self.on_sqlite else value

    def python_value(self, value: Any) -> UUID | None:
        return UUID(bytes=bytes(value)) if isinstance(value, (bytes, memoryview)) else value


class Moment(_PerDatabase):
    """An aware moment: timestamptz on PostgreSQL, fixed-width UTC text on SQLite. Naive values are refused."""

    field_type = "MOMENT"

    def db_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        text = moment_text(value)
        return text if self.on_sqlite else value

    def python_value(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            return moment_from(value)
        return value.astimezone(UTC) if value is not None else None


class Json(JSONField):
    """JSON that keeps Chinese readable."""

    def __init__(self, **options: Any) -> None:
        super().__init__(dumps=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")), **options)


class Key(TextField):
    """Text that sorts by code point on both databases."""

    field_type = "KEY"
