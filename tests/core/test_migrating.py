"""Migrating: all or nothing, one process at a time, after a copy, on both databases."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from crm_mobile.core import migrating
from crm_mobile.core.database import open_postgres, open_sqlite
from crm_mobile.core.errors import Misconfigured
from tests.postgres import server

TABLES = '''
"""Shops and their doors."""
from peewee import ForeignKeyField, Model, TextField


def up(migrator, db):
    class Shop(Model):
        name = TextField()

        class Meta:
            database, table_name = db, "shop"

    class Door(Model):
        shop = ForeignKeyField(Shop, on_delete="CASCADE")

        class Meta:
            database, table_name = db, "door"

    db.create_tables([Shop, Door])
'''
ROWS = '''
"""One shop with a door."""


def up(migrator, db):
    db.execute_sql("INSERT INTO shop (id, name) VALUES (1, 'First')")
    db.execute_sql("INSERT INTO door (id, shop_id) VALUES (1, 1)")
'''
REQUIRED = '''
"""Every shop has a town."""
from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("shop", "town", TextField(default="Springfield")))
'''
BROKEN = '''
"""Breaks half way."""


def up(migrator, db):
    db.execute_sql("UPDATE shop SET name = 'Second'")
    raise RuntimeError("the power went")
'''
SLOW = '''
"""Takes its time, so that a second process meets it."""
import time


def up(migrator, db):
    time.sleep(0.5)
    db.execute_sql("CREATE TABLE once (id INTEGER)")
'''


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_shops.py").write_text(TABLES)
    (folder / "0002_first_shop.py").write_text(ROWS)
    return folder


@pytest.fixture
def address(pytestconfig, tmp_path):
    """The file or the URL of an empty database of the kind that this run is about."""
    if pytestconfig.getoption("--database", default="sqlite") != "postgresql":
        yield str(tmp_path / "crm.sqlite3")
        return
    name = f"migrating_{uuid4().hex}"
    with server() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield dsn.rpartition("/")[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(address):
    opened = open_postgres(address) if "://" in address else open_sqlite(address)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path):
    opened = open_sqlite(str(tmp_path / "crm.sqlite3"))
    yield opened
    opened.close()


def test_pending_files_run_once_and_in_order(database, folder):
    assert migrating.pending(database, folder) == ["0001_shops", "0002_first_shop"]
    assert migrating.migrate(database, folder) == ["0001_shops", "0002_first_shop"]
    assert migrating.pending(database, folder) == []
    assert migrating.migrate(database, folder) == []
    assert database.execute_sql("SELECT count(*) FROM door").fetchone()[0] == 1


def test_a_file_that_fails_takes_back_all_of_them(database, folder):
    migrating.migrate(database, folder)
    (folder / "0003_towns.py").write_text(REQUIRED)
    (folder / "0004_broken.py").write_text(BROKEN)
    with pytest.raises(RuntimeError):
        migrating.migrate(database, folder)
    assert migrating.pending(database, folder) == ["0003_towns", "0004_broken"]
    assert {column.name for column in database.get_columns("shop")} == {"id", "name"}
    assert database.execute_sql("SELECT name FROM shop").fetchone()[0] == "First"


def test_rebuilding_a_table_keeps_the_rows_that_name_it(database, folder):
    migrating.migrate(database, folder)
    (folder / "0003_towns.py").write_text(REQUIRED)
    migrating.migrate(database, folder)
    assert database.execute_sql("SELECT town FROM shop").fetchone()[0] == "Springfield"
    assert database.execute_sql("SELECT count(*) FROM door").fetchone()[0] == 1
    with pytest.raises(Exception, match="(?i)foreign key"), database.atomic():
        database.execute_sql("INSERT INTO door (id, shop_id) VALUES (2, 99)")


def test_a_migration_that_orphans_rows_is_taken_back(sqlite, folder):
    migrating.migrate(sqlite, folder)
    (folder / "0003_orphans.py").write_text('def up(migrator, db):\n    db.execute_sql("DELETE FROM shop")\n')
    with pytest.raises(Misconfigured, match="door"):
        migrating.migrate(sqlite, folder)
    assert sqlite.execute_sql("SELECT count(*) FROM shop").fetchone()[0] == 1


def test_of_two_processes_one_does_the_work_and_both_succeed(address, database, folder, tmp_path):
    (folder / "0003_slow.py").write_text(SLOW)
    script = tmp_path / "migrate.py"
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from crm_mobile.core import migrating\n"
        "from crm_mobile.core.database import open_postgres, open_sqlite\n"
        "address, folder = sys.argv[1:]\n"
        "database = open_postgres(address) if '://' in address else open_sqlite(address)\n"
        "print(len(migrating.migrate(database, Path(folder))))\n"
    )
    command = [sys.executable, str(script), address, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(migrating.__file__).parents[2])}
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    assert sorted(out.strip() for out, _ in ended) == ["0", "3"]
    assert migrating.pending(database, folder) == []


def test_a_copy_is_saved_before_an_old_file_is_changed(sqlite, folder, tmp_path):
    migrating.migrate(sqlite, folder)
    assert list(tmp_path.glob("*-before-*")) == []
    (folder / "0003_towns.py").write_text(REQUIRED)
    migrating.migrate(sqlite, folder)
    (copy,) = tmp_path.glob("crm-before-0003_towns-*.sqlite3")
    assert copy.stat().st_mode & 0o777 == 0o600
    saved = sqlite3.connect(copy)
    assert saved.execute("SELECT name FROM shop").fetchall() == [("First",)]
    assert "town" not in saved.execute("SELECT sql FROM sqlite_master WHERE name = 'shop'").fetchone()[0]
    saved.close()


def test_old_copies_are_removed(sqlite, folder, tmp_path):
    migrating.migrate(sqlite, folder)
    for number in range(3, 9):
        (folder / f"{number:04}_next.py").write_text("def up(migrator, db):\n    pass\n")
        migrating.migrate(sqlite, folder)
    names = {path.name.split("-")[2] for path in tmp_path.glob("crm-before-*.sqlite3")}
    assert names == {"0006_next", "0007_next", "0008_next"}


def test_a_full_disk_is_noticed_before_anything_changes(sqlite, folder, monkeypatch):
    migrating.migrate(sqlite, folder)
    (folder / "0003_towns.py").write_text(REQUIRED)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 30, 1 << 30, 1 << 20))
    with pytest.raises(Misconfigured, match="free"):
        migrating.migrate(sqlite, folder)
    assert migrating.pending(sqlite, folder) == ["0003_towns"]


def test_an_older_release_knows_that_the_database_is_newer(database, folder):
    migrating.migrate(database, folder)
    (folder / "0002_first_shop.py").unlink()
    assert migrating.unknown(database, folder) == ["0002_first_shop"]
    assert migrating.pending(database, folder) == []


def test_a_file_without_up_is_refused_with_a_sentence(database, folder):
    (folder / "0003_empty.py").write_text('"""Nothing."""\n')
    with pytest.raises(Misconfigured, match="0003_empty"):
        migrating.migrate(database, folder)
    assert migrating.pending(database, folder) == ["0001_shops", "0002_first_shop", "0003_empty"]
