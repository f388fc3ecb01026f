"""The product as an operator runs it: start, restart, refusal and end."""

import http.client
import os
import re
import signal
import socket
import time
from pathlib import Path

from tests.host.conftest import children_of, is_alive, until


def family(pid: int) -> set[int]:
    """All processes below one."""
    below = set(children_of(pid))
    return below.union(*(family(child) for child in below))


def test_it_serves_and_ends_with_its_children(migrated):
    began = time.monotonic()
    process = migrated.start("serve")
    migrated.wait_until_ready()
    # The goal is 3 s on a quiet machine, measured by make bench; here others are at work beside it.
    assert time.monotonic() - began < 15
    names = children_of(process.pid).values()
    assert any("gunicorn" in name for name in names)
    assert any("crm_mobile.host.worker" in name for name in names)
    below = family(process.pid)
    assert len(below) == 4, "two web processes, their master and the worker"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not [pid for pid in below if is_alive(pid)]


def test_all_of_it_ends_when_the_supervisor_is_killed(migrated):
    process = migrated.start("serve")
    migrated.wait_until_ready()
    until(lambda: len(family(process.pid)) == 4)
    below = family(process.pid)
    process.kill()
    until(lambda: not [pid for pid in below if is_alive(pid)], seconds=20)


def test_a_killed_web_process_comes_back_on_the_same_address(migrated):
    process = migrated.start("serve")
    migrated.wait_until_ready()
    (web,) = [pid for pid, name in children_of(process.pid).items() if "gunicorn" in name]
    os.kill(web, signal.SIGKILL)
    until(lambda: [pid for pid, name in children_of(process.pid).items() if "gunicorn" in name and pid != web])
    migrated.wait_until_ready()


def test_a_burst_of_connections_is_shared_by_the_processes(migrated):
    process = migrated.start("serve")
    migrated.wait_until_ready()
    (master,) = [pid for pid, name in children_of(process.pid).items() if "gunicorn" in name]
    workers = list(children_of(master))
    # The second process may still be starting when the first one answers.
    until(lambda: min(shares(migrated.port, workers)) >= 2)


def shares(port: int, workers: list[int]) -> list[int]:
    """How many of eight connections, opened at once, each process has taken."""
    before = [connections_of(pid) for pid in workers]
    opened = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(8)]
    for connection in opened:
        connection.connect()
    for connection in opened:
        connection.request("GET", "/healthz")
    for connection in opened:
        assert connection.getresponse().read()
    after = [connections_of(pid) for pid in workers]
    for connection in opened:
        connection.close()
    return [now - then for now, then in zip(after, before, strict=True)]


def connections_of(pid: int) -> int:
    return sum(str(file.readlink()).startswith("socket:") for file in Path(f"/proc/{pid}/fd").iterdir())


def test_it_refuses_to_serve_before_the_migrations(installation):
    done = installation.run("serve")
    assert done.returncode == 1
    assert "crm-mobile migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_in_a_sentence(migrated):
    with socket.create_server(("127.0.0.1", migrated.port)):
        done = migrated.run("serve")
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_refuses_a_wrong_setting(migrated):
    done = migrated.run("serve", CRM_ENV="production", CRM_ORIGIN="http://crm.example.com")
    assert done.returncode == 1
    assert "https" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_of_a_request_reaches_the_output(migrated):
    process = migrated.start("serve")
    migrated.wait_until_ready()
    migrated.status("/customers?near=31.2304,121.4737")
    process.send_signal(signal.SIGTERM)
    written, _ = process.communicate(timeout=20)
    assert "31.2304" not in written


def test_a_person_is_added_with_a_link_that_opens(migrated):
    done = migrated.run("user", "add", "ana@example.com", "Ana Prieto", "--role", "manager")
    assert done.returncode == 0, done.stderr
    link = re.search(r"/set-up/\S+", done.stdout)
    assert link
    migrated.start("serve")
    migrated.wait_until_ready()
    assert migrated.status(link.group()) == 200
    assert migrated.status("/set-up/another") != 200


def test_a_wrong_address_is_refused_with_a_sentence(migrated):
    done = migrated.run("user", "add", "ana", "Ana Prieto")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_two_migrations_at_once_both_succeed(installation):
    both = [installation.start("migrate") for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("migrated 0001" in text for text in said) == 1
    assert not list(Path(installation.home).glob("*-before-*"))
