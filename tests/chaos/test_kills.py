"""Web processes are killed while people save: what was answered is there, and everything is there once."""

import os
import random
import signal
import threading
import time
from collections import Counter

import pytest

from crm_mobile.core import rows
from tests.chaos.conftest import id_in
from tests.host.conftest import children_of


@pytest.fixture
def size(pytestconfig):
    """How many people save how much, and how often somebody is killed."""
    return (8, 250, 100) if pytestconfig.getoption("--long") else (4, 15, 5)


def test_chaos_of_kills_loses_and_doubles_nothing(migrated, phone, size):
    people, each, kills = size
    answered: dict[str, str] = {}

    def work(person: int) -> None:
        for number in range(each):
            name = f"Customer {person}-{number}"
            answered[name] = phone.send_until_answered("/customers", {"name": name})

    threads = [threading.Thread(target=work, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    killed = _kill_now_and_then(migrated.started[0].pid, kills, threads)
    for thread in threads:
        thread.join()

    assert killed
    saved = dict(rows.execute("SELECT name, id FROM customer WHERE name LIKE 'Customer %'").fetchall())
    count = rows.scalar("SELECT count(*) FROM customer WHERE name LIKE 'Customer %'")
    assert count == len(saved) == len(answered) == people * each
    ids = {name: id_in(location) for name, location in answered.items()}
    assert {name: _uuid_bytes(id) for name, id in saved.items()} == {name: id.bytes for name, id in ids.items()}
    events = Counter(
        _uuid_bytes(row[0]) for row in rows.execute("SELECT subject_id FROM event WHERE verb = 'customer.created'")
    )
    assert set(events.values()) == {1}
    assert len(events) == people * each


def _kill_now_and_then(supervisor: int, kills: int, threads: list[threading.Thread]) -> int:
    """Kill a web process, or the whole web now and then, at moments of chance while there is work."""
    chance, killed = random.Random(3), 0
    while killed < kills and any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0.1, 0.5))
        masters = [pid for pid, name in children_of(supervisor).items() if "gunicorn" in name]
        workers = [pid for master in masters for pid in children_of(master)]
        # The whole web a few times only: after each such death the supervisor waits longer.
        victims = masters if killed % 30 == 2 else workers
        if victims:
            try:
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
    return killed


def _uuid_bytes(value) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else value.bytes


def test_two_taps_at_once_save_one_customer(phone):
    form = {"operation": "01890000-0000-7000-8000-000000000001", "name": "Tapped Twice"}
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(phone.send("/customers", form))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _, _ in answers} == {303}
    assert len({location for _, location, _ in answers}) == 1
    assert rows.scalar("SELECT count(*) FROM customer WHERE name = 'Tapped Twice'") == 1
