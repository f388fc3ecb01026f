"""The migrated schema is that of the models, on both databases."""

import importlib
import pkgutil

import pytest

import crm_mobile
from crm_mobile.core import database, migrating
from crm_mobile.core.database import Table

FTS = ("search_index",)


def models() -> list[type[Table]]:
    for module in pkgutil.walk_packages(crm_mobile.__path__, "crm_mobile."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)

    def below(kind: type[Table]) -> list[type[Table]]:
        return [found for sub in kind.__subclasses__() for found in ([sub] if sub._meta.fields else []) + below(sub)]

    return [
        model for model in below(Table) if model.__module__.startswith("crm_mobile") and model.__name__ != "Claimable"
    ]


def shape(db, tables: set[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for table in sorted(tables):
        columns = {c.name: (str(c.data_type).upper(), c.null, c.primary_key) for c in db.get_columns(table)}
        indexes = sorted(
            (index.name, tuple(index.columns), index.unique, _condition(index.sql))
            for index in db.get_indexes(table)
            if not index.name.endswith("_pkey") and not index.name.startswith("sqlite_auto")
        )
        keys = sorted((key.column, key.dest_table, key.dest_column) for key in db.get_foreign_keys(table))
        found[table] = (columns, indexes, keys)
    return found


def _condition(sql: str | None) -> str:
    return (sql or "").partition(" WHERE ")[2].replace('"', "").replace("(", "").replace(")", "")


def test_migrations_make_the_schema_of_the_models(db, tmp_path, templates):
    tables = {model._meta.table_name for model in models()}
    assert len(tables) > 25
    migrated = shape(db, tables)
    # The generated column of the search index belongs to PostgreSQL alone and to no model.
    migrated["search_row"][0].pop("lexemes", None)
    migrated["search_row"] = (
        migrated["search_row"][0],
        [i for i in migrated["search_row"][1] if i[0] != "search_row_lexemes"],
        migrated["search_row"][2],
    )
    made, _world = templates
    if made.server:
        made._administer(f'CREATE DATABASE "models_{made.name}"')
        fresh = database.open_postgres(f"{made.server.rpartition('/')[0]}/models_{made.name}")
    else:
        fresh = database.open_sqlite(str(tmp_path / "models.sqlite3"))
    database.db.initialize(fresh)
    try:
        fresh.create_tables(models())
        assert shape(fresh, tables) == migrated
    finally:
        fresh.close()
        made.drop(f"models_{made.name}")
        database.db.initialize(db)


def test_every_table_belongs_to_a_model(db):
    known = {model._meta.table_name for model in models()} | {"schema_migration"}
    assert {table for table in db.get_tables() if not table.startswith(FTS)} == known


def test_nothing_is_pending_in_a_migrated_database(db):
    assert migrating.pending(db) == []


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_nouns_have_ids_made_by_whoever_creates_them(model):
    key = model._meta.primary_key
    if hasattr(key, "name") and key.name == "id" and key.field_type == "ID" and model.__name__ != "Operation":
        assert key.default().version == 7
