"""Statements that are asked all day: one row by equal columns, one new row. Their SQL is made once and kept.

Building a statement afresh costs peewee four times what SQLite needs to answer it; half of a check-in's time was that.
Whatever is not this simple goes the usual way.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from peewee import OP, Expression, Field, Model, Node, PostgresqlDatabase

from crm_mobile.core.fields import Json


class Prepared(Model):
    """A model whose simplest reads and inserts use kept SQL."""

    @classmethod
    def get(cls, *conditions: Any, **filters: Any) -> Any:
        """The one row that meets the conditions; DoesNotExist otherwise."""
        simple = None if filters else _equalities(cls, conditions)
        if simple is None:
            return super().get(*conditions, **filters)
        fields, values = simple
        model: Any = cls
        database = model._meta.database
        sql = _select(model, tuple(field.name for field in fields), _mark(database))
        stored = [field.db_value(value) for field, value in zip(fields, values, strict=True)]
        row = database.execute_sql(sql, stored).fetchone()
        if row is None:
            raise cls.DoesNotExist(f"no {cls.__name__} with these values")
        return instance(cls, row)

    def save(self, force_insert: bool = False, only: Any = None) -> Any:
        """Insert with kept SQL when the row is new and holds nothing but values."""
        if not force_insert or only is not None or any(_is_expression(value) for value in self.__data__.values()):
            return super().save(force_insert=force_insert, only=only)
        return _insert(self)


def instance(model: Any, row: Sequence[Any]) -> Any:
    """A model instance of a whole row as the driver gives it, in the order of the model's fields."""
    made = model(__no_default__=True)
    made.__data__ = {name: convert(value) for (name, convert), value in zip(_readers(model), row, strict=True)}
    return made


def columns(model: Any) -> str:
    """All columns of a model for a SELECT, in the order that `instance` expects."""
    return ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)


def _equalities(model: type[Model], conditions: Sequence[Any]) -> tuple[list[Field], list[Any]] | None:
    """The fields and values when every condition is a field of the model that equals a plain value."""
    if not conditions:
        return None
    fields, values = [], []
    for condition in conditions:
        plain = isinstance(condition, Expression) and condition.op == OP.EQ and isinstance(condition.lhs, Field)
        if not plain or condition.lhs.model is not model or _is_expression(condition.rhs):
            return None
        fields.append(condition.lhs)
        values.append(condition.rhs)
    return fields, values


def _is_expression(value: Any) -> bool:
    return isinstance(value, Node) and not isinstance(value, Model)


def _mark(database: Any) -> str:
    return "%s" if isinstance(getattr(database, "obj", database), PostgresqlDatabase) else "?"


@cache
def _select(model: Any, names: tuple[str, ...], mark: str) -> str:
    meets = " AND ".join(f'"{model._meta.fields[name].column_name}" = {mark}' for name in names)
    return f'SELECT {columns(model)} FROM "{model._meta.table_name}" WHERE {meets} LIMIT 1'


@cache
def _readers(model: Any) -> list[tuple[str, Callable[[Any], Any]]]:
    return [
        (field.name, _as_it_is if _reads_plainly(field) else field.python_value) for field in model._meta.sorted_fields
    ]


def _reads_plainly(field: Field) -> bool:
    return type(field).python_value is Field.python_value and type(field).adapt is Field.adapt


def _as_it_is(value: Any) -> Any:
    return value


def _insert(row: Model) -> int:
    meta, database = row._meta, row._meta.database
    row._populate_unsaved_relations(row.__data__)
    is_numbered = meta.auto_increment and row._pk is None
    names = tuple(name for name in row.__data__ if not (is_numbered and name == meta.primary_key.name))
    model: Any = type(row)
    sql = _insert_into(model, names, is_numbered, _mark(database))
    values = [write(row.__data__[name]) for name, write in zip(names, _writers(model, names), strict=True)]
    cursor = database.execute_sql(sql, values)
    if is_numbered:
        row._pk = cursor.fetchone()[0]
    row._dirty.clear()
    return 1


@cache
def _insert_into(model: Any, names: tuple[str, ...], is_numbered: bool, mark: str) -> str:
    meta = model._meta
    into = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
    sql = f'INSERT INTO "{meta.table_name}" ({into}) VALUES ({", ".join(mark for _ in names)})'
    return f'{sql} RETURNING "{meta.primary_key.column_name}"' if is_numbered else sql


@cache
def _writers(model: Any, names: tuple[str, ...]) -> list[Callable[[Any], Any]]:
    return [
        _json_text(field) if isinstance(field, Json) else field.db_value for field in map(model._meta.fields.get, names)
    ]


def _json_text(field: Json) -> Callable[[Any], Any]:
    # As text both databases take it for their JSON columns.
    return lambda value: None if value is None else field._dumps(value)
