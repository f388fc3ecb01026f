"""docs/OPERATIONS.md says what is true: every setting is in it, and its backups can be restored."""

import re
import shlex
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import psycopg
import pytest

from crm_mobile import cli
from crm_mobile.core.settings import Settings
from tests.host.conftest import ROOT
from tests.postgres import programs

TEXT = (ROOT / "docs" / "OPERATIONS.md").read_text()


def documented() -> dict[str, tuple[set[str], str]]:
    """Each setting's field → its names and its default, as the page gives them."""
    found = {}
    for names, default, _meaning in re.findall(r"^\| (`[A-Z].*?) \| ?(.*?) \| (.*) \|$", TEXT, re.MULTILINE):
        every = set(re.findall(r"`(\w+)`", names))
        field = min(every, key=lambda name: not name.startswith("CRM_")).removeprefix("CRM_").lower()
        found[field] = (every, default.strip("` "))
    return found


def test_every_setting_is_documented_and_no_other():
    assert documented().keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_documented_default_is_the_real_one(name):
    default = Settings.model_fields[name].default
    assert documented()[name][1] == ("" if default == "" else str(default))


@pytest.mark.parametrize("name", ["host", "port", "database_url", "workers"])
def test_the_documented_names_are_read(name, tmp_path, monkeypatch):
    samples = {"host": "127.0.0.9", "port": "8123", "database_url": "postgresql:///crm", "workers": "7"}
    for variable in documented()[name][0]:
        with monkeypatch.context() as environment:
            for other in documented()[name][0]:
                environment.delenv(other, raising=False)
            environment.setenv(variable, samples[name])
            assert str(getattr(Settings(home=tmp_path), name)) == samples[name], variable


COMMANDS = sorted(set(re.findall(r"(?:^|bin/|`)crm-mobile ([a-z].*?)(?:`|$)", TEXT, re.MULTILINE)))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_exists(line):
    command, context = cli.main, click.Context(cli.main)
    words = [word for word in shlex.split(line) if word != "…"]
    while isinstance(command, click.Group):
        command = command.get_command(context, words.pop(0))
        assert command is not None
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


def test_a_backup_is_restored_with_what_was_in_it(migrated, tmp_path):
    migrated.run("user", "add", "ana@example.com", "Ana Prieto")
    if migrated.environment["DATABASE_URL"]:
        restored = _through_pg_dump(migrated.environment["DATABASE_URL"], tmp_path / "crm.dump")
        environment = {"DATABASE_URL": restored}
    else:
        environment = {"CRM_HOME": str(_through_sqlite(migrated.home, tmp_path))}
    assert migrated.run("user", "add", "ana@example.com", "Ana Prieto", **environment).returncode == 1
    assert migrated.run("doctor", **environment).returncode == 0


def _through_sqlite(home: Path, folder: Path) -> Path:
    """As the page says where there is no sqlite3 program."""
    (line,) = [line for line in TEXT.splitlines() if "sqlite3.connect(sys.argv[1])" in line]
    restored = folder / "restored"
    restored.mkdir()
    _program, option, code, _source, _target = shlex.split(line)
    files = [home / "crm.sqlite3", restored / "crm.sqlite3"]
    subprocess.run([sys.executable, option, code, *files], check=True, timeout=60)
    return restored


def _through_pg_dump(address: str, file: Path) -> str:
    found, (server, _, name) = programs(), address.rpartition("/")
    dump = ["--format=custom", f"--file={file}", f"--dbname={address}"]
    subprocess.run([found / "pg_dump", *dump], check=True, timeout=60)
    with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    subprocess.run([found / "pg_restore", f"--dbname={address}", "--no-owner", file], check=True, timeout=60)
    return address
