"""A throw-away PostgreSQL server for the tests: one per run, shared by all test processes, gone at the end."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# Debian keeps the programs of each version here and off the PATH; what else is called postgres may be anything.
VERSIONS = Path("/usr/lib/postgresql")

# Where the processes of a run tell each other which server is theirs.
STATES = Path(tempfile.gettempdir())

# Nothing in it outlives the run, so nothing has to reach the disk.
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
LASTING = {"max_connections": "200", "shared_buffers": "256MB", "log_min_messages": "fatal", "timezone": "UTC"}


def programs() -> Path | None:
    """The folder of the newest installed version, or nothing."""
    versions = [folder for folder in VERSIONS.glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def server(durable: bool = False) -> Iterator[str]:
    """The address of the run's server: started by the first process that asks, stopped by the last one that leaves.

    `durable` is for measuring: what was committed is on the disk, as in production.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alone-{os.getpid()}"
    _sweep()
    shared = STATES / f"crm-postgres-{os.getuid()}-{run}.json"
    with _state(shared) as state:
        if not state:
            state.update(_start(LASTING if durable else FLEETING), users=[])
        state["users"].append(os.getpid())
        dsn = state["dsn"]
    try:
        yield dsn
    finally:
        with _state(shared) as state:
            state["users"].remove(os.getpid())
            if not state["users"]:
                _stop(Path(state["folder"]))
                shared.unlink()


def _sweep() -> None:
    """Stop the servers of runs that were killed and could not do it themselves."""
    for shared in STATES.glob(f"crm-postgres-{os.getuid()}-*.json"):
        with _state(shared) as state:
            if not any(Path(f"/proc/{pid}").exists() for pid in state.get("users", [])):
                if "folder" in state:
                    _stop(Path(state["folder"]))
                shared.unlink()


@contextmanager
def _state(shared: Path) -> Iterator[dict]:
    """What the processes of a run know together; held by one of them at a time."""
    with _held(shared) as file:
        state = json.loads(file.read() or "{}")
        try:
            yield state
        finally:
            file.seek(0)
            file.truncate()
            json.dump(state, file)


def _held(shared: Path) -> IO[str]:
    while True:
        file = os.fdopen(os.open(shared, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        fcntl.flock(file, fcntl.LOCK_EX)
        # The last one to leave removes the file; who waited for that one starts again with a new one.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), shared.stat()):
                return file
        file.close()


def _start(settings: dict[str, str]) -> dict:
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed; run: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="crm-postgres-"))
    if os.getuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    _run(found / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "-N")
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    listen = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    start = ("start", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", f"{options} {listen}")
    _run(found / "pg_ctl", *start)
    return {"folder": str(folder), "dsn": f"postgresql://postgres@127.0.0.1:{port}/postgres"}


def _stop(folder: Path) -> None:
    found = programs()
    if found:
        with suppress(subprocess.CalledProcessError):
            _run(found / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate", "-w")
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def _run(*command: object) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    words = [*user, *map(str, command)]
    done = subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, words, done.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
