"""Inserting many rows of one shape with one prepared statement: three times as fast as a statement built for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from peewee import Model, __exception_wrapper__

from crm_mobile.core import database
from crm_mobile.core.fields import Json


def insert(kind: type[Model], found: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as field name → value, all with the same fields. Defaults of the model are not filled in."""
    if not found:
        return
    meta = kind._meta
    fields = [meta.fields[name] for name in found[0]]
    mark = "?" if database.is_sqlite() else "%s"
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    sql = f'INSERT INTO "{meta.table_name}" ({columns}) VALUES ({", ".join(mark for _field in fields)})'
    stored = [(field.name, field._dumps if isinstance(field, Json) else field.db_value) for field in fields]
    values = [[convert(row[name]) for name, convert in stored] for row in found]
    with __exception_wrapper__:
        database.db.cursor().executemany(sql, values)
