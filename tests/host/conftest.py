"""An installation of its own for each test: a home folder, a free port, and the command run as an operator runs it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.postgres import server

ROOT = Path(__file__).parents[2]
PATIENCE = 30


class Installation:
    """Settings in the environment, and what may be done with them."""

    def __init__(self, home: Path, database_url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        self.environment = {
            **inherited,
            "CRM_HOME": str(home),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(ROOT),
        }
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crm_mobile.cli", *words]
        environment = {**self.environment, **more}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "crm_mobile.cli", *words],
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def status(self, path: str = "/readyz") -> int:
        """The status that the web answers with; 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        until(lambda: self.status() == 200)

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
            process.communicate()


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    latest = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < latest, "waited in vain"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> dict[int, str]:
    """The processes that one has started, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and is_alive(int(folder.name)):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@pytest.fixture
def database_url(pytestconfig: pytest.Config) -> Iterator[str]:
    if pytestconfig.getoption("--database") != "postgresql":
        yield ""
        return
    name = f"host_{uuid4().hex}"
    with server() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield dsn.rpartition("/")[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    made = Installation(tmp_path / "home", database_url)
    yield made
    made.end()


@pytest.fixture
def migrated(installation: Installation) -> Installation:
    done = installation.run("migrate")
    assert done.returncode == 0, done.stderr
    return installation
