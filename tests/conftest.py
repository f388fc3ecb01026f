"""The fixtures of all tests: a database of its own for each, the cast, and clients that review what they get.

`--database sqlite` (the default) uses files with the production pragmas, `--database postgresql` a real server.
Nothing wraps a test in a transaction; each begins with a copy of one template database that holds the cast.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as properties

from crm_mobile import reactions
from crm_mobile.app import create_app
from crm_mobile.core import database, language, migrating
from crm_mobile.core.clock import now
from crm_mobile.core.settings import Settings
from crm_mobile.team import sessions
from crm_mobile.team.models import User
from crm_mobile.web.security import SESSION_COOKIE
from tests import world as cast
from tests.reviewing import ReviewingClient
from tests.world import World

# The first example of a property pays for what is imported when it is needed; a slow machine is no wrong answer.
properties.register_profile("unhurried", deadline=None)
properties.register_profile("long", deadline=None, max_examples=3_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the tests store")
    parser.addoption("--variants", choices=("two", "all"), default="two", help="how many variants of each screen")
    parser.addoption("--long", action="store_true", help="the long form of chaos, races and properties")


def pytest_configure(config: pytest.Config) -> None:
    properties.load_profile("long" if config.getoption("--long") else "unhurried")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database alone."""
    other = "sqlite_only" if config.getoption("--database") == "postgresql" else "postgres_only"
    apart = [item for item in items if item.get_closest_marker(other)]
    if apart:
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.fixture(scope="session")
def on_postgres(request: pytest.FixtureRequest) -> bool:
    return request.config.getoption("--database") == "postgresql"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def english() -> None:
    """Whatever a request of the test before spoke, each test begins in English."""
    language.speak("en")


class Templates:
    """One migrated database with the cast, copied for each test."""

    def __init__(self, home: Path, server: str = "") -> None:
        self.home, self.server = home, server
        self.file = home / "template.sqlite3"
        self.name = f"template_{uuid.uuid4().hex[:12]}"

    def build(self) -> World:
        if self.server:
            self._administer(f'CREATE DATABASE "{self.name}"')
        opened = self.open(self.name, self.file)
        migrating.migrate(opened)
        built = cast.build()
        opened.close()
        if not self.server:
            # The copy is of one file: what is still in the write-ahead log has to be in it.
            opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            opened.close()
        return built

    def open(self, name: str, file: Path):
        opened = (
            database.open_postgres(f"{self.server.rpartition('/')[0]}/{name}")
            if self.server
            else database.open_sqlite(str(file))
        )
        database.db.initialize(opened)
        return opened

    def copy(self, folder: Path):
        name = f"test_{uuid.uuid4().hex[:12]}"
        if self.server:
            self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}" STRATEGY FILE_COPY')
        else:
            shutil.copyfile(self.file, folder / "crm.sqlite3")
        return self.open(name, folder / "crm.sqlite3"), name

    def drop(self, name: str) -> None:
        if self.server:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        administered = database.open_postgres(self.server)
        administered.execute_sql(statement)
        administered.close()


@pytest.fixture(scope="session")
def templates(home: Path, on_postgres: bool) -> Iterator[tuple[Templates, World]]:
    reactions.register()
    if not on_postgres:
        made = Templates(home)
        yield made, made.build()
        return
    from tests.postgres import server

    with server() as address:
        made = Templates(home, address)
        yield made, made.build()


@pytest.fixture
def db(templates: tuple[Templates, World], tmp_path: Path) -> Iterator[object]:
    """A database of this test's own, with the cast in it."""
    made, _world = templates
    opened, name = made.copy(tmp_path)
    yield opened
    opened.close()
    made.drop(name)


@pytest.fixture
def world(db: object, templates: tuple[Templates, World]) -> World:
    return templates[1]


@pytest.fixture(scope="session")
def shared_app(home: Path) -> Flask:
    app = create_app(Settings(home=home, env="test", database_url=""))
    app.testing = True
    app.test_client_class = ReviewingClient
    return app


@pytest.fixture
def app(shared_app: Flask, db: object, tmp_path: Path) -> Flask:
    database.db.initialize(db)  # create_app() pointed it elsewhere when it was first made
    shared_app.config.pop("DEMO", None)
    shared_app.config["CRM"] = Settings(home=tmp_path, env="test", database_url="")
    return shared_app


@pytest.fixture
def client(app: Flask) -> ReviewingClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], ReviewingClient]:
    """A client of this person's device: `sign_in(world.rosa).get("/today")`."""

    def begin(user: User) -> ReviewingClient:
        client = app.test_client()
        token = sessions.begin(user, device_name="Test phone", at=now())
        client.set_cookie(SESSION_COOKIE, token, secure=True)
        return client

    return begin


@pytest.fixture
def count_queries(db) -> Callable:
    """`with count_queries() as queries:` then `len(queries)`."""
    from contextlib import contextmanager

    @contextmanager
    def counting():
        seen: list[str] = []
        original = db._execute_cursor if hasattr(db, "_execute_cursor") else db.execute_sql

        def noting(sql, *arguments, **named):
            seen.append(sql)
            return original(sql, *arguments, **named)

        name = "_execute_cursor" if hasattr(db, "_execute_cursor") else "execute_sql"
        setattr(db, name, noting)
        try:
            yield seen
        finally:
            delattr(db, name)

    return counting
