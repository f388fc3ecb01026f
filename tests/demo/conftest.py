"""The demo company made once on each database and copied for every test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from crm_mobile import reactions
from crm_mobile.app import create_app
from crm_mobile.core import clock, database, migrating
from crm_mobile.core.settings import Settings
from crm_mobile.demo import loading
from crm_mobile.team import sessions
from crm_mobile.team.models import User
from crm_mobile.web.security import SESSION_COOKIE
from tests.conftest import Templates
from tests.reviewing import ReviewingClient

PASSWORD = "four words on a lantern"


class DemoTemplates(Templates):
    """A migrated database with the demo company in it; its photos lie in the home folder."""

    def build(self) -> None:
        if self.server:
            self._administer(f'CREATE DATABASE "{self.name}"')
        opened = self.open(self.name, self.file)
        migrating.migrate(opened)
        loading.load(self.settings)
        if not self.server:
            opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.close()

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, env="development", demo_password=PASSWORD, database_url="")


@dataclass
class Demo:
    """A demo company of this test's own."""

    settings: Settings
    app: Flask

    def person(self, who: str) -> User:
        return User.get(User.email == f"{who}@demo.example")

    def sign_in(self, who: str) -> ReviewingClient:
        client = self.app.test_client()
        token = sessions.begin(self.person(who), device_name="Test phone", at=clock.now())
        client.set_cookie(SESSION_COOKIE, token, secure=True)
        return client


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, on_postgres: bool) -> Iterator[DemoTemplates]:
    reactions.register()
    home = tmp_path_factory.mktemp("demo")
    if not on_postgres:
        templates = DemoTemplates(home)
        templates.build()
        yield templates
        return
    from tests.postgres import server

    with server() as address:
        templates = DemoTemplates(home, address)
        templates.build()
        yield templates


@pytest.fixture(scope="session")
def demo_app(made: DemoTemplates) -> Flask:
    app = create_app(made.settings)
    app.testing = True
    app.test_client_class = ReviewingClient
    return app


@pytest.fixture
def demo(made: DemoTemplates, demo_app: Flask, tmp_path: Path) -> Iterator[Demo]:
    opened, name = made.copy(tmp_path)
    database.db.initialize(opened)
    yield Demo(made.settings, demo_app)
    opened.close()
    made.drop(name)


@pytest.fixture
def empty(made: DemoTemplates, tmp_path: Path) -> Iterator[Callable[[], Settings]]:
    """A migrated database with nobody in it."""
    fresh = Templates(tmp_path, made.server)
    if fresh.server:
        fresh._administer(f'CREATE DATABASE "{fresh.name}"')
    opened = fresh.open(fresh.name, fresh.file)
    migrating.migrate(opened)
    yield Settings(home=tmp_path, env="development", database_url="")
    opened.close()
    fresh.drop(fresh.name)
