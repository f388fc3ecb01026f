"""The database is held by somebody else, or the disk is full: a sentence that helps, or it simply works."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

import psycopg
import pytest

from crm_mobile.core import database, rows


def hold(address: str, file: str, seconds: float, held: threading.Event) -> None:
    """Hold the database as another program would."""
    if address:
        with closing(psycopg.connect(address)) as connection:
            connection.execute("LOCK TABLE customer IN ACCESS EXCLUSIVE MODE")
            held.set()
            time.sleep(seconds)
            connection.rollback()
    else:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")


def test_chaos_of_a_database_locked_for_five_seconds_is_waited_out(migrated, phone):
    held, url = threading.Event(), migrated.environment["DATABASE_URL"]
    holder = threading.Thread(target=hold, args=(url, str(migrated.home / "crm.sqlite3"), 5, held))
    holder.start()
    held.wait(10)
    began = time.monotonic()
    status, location, text = phone.send("/customers", {"name": "Patient"})
    holder.join()
    assert status == 303, text[:500]
    assert time.monotonic() - began > 3
    assert rows.scalar("SELECT count(*) FROM customer WHERE name = 'Patient'") == 1


@pytest.mark.sqlite_only
def test_chaos_of_a_lock_that_does_not_end_is_said_in_a_sentence(migrated, phone):
    seconds = database.BUSY_SECONDS * 4
    with closing(
        sqlite3.connect(migrated.home / "crm.sqlite3", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        status, _, text = phone.send("/customers", {"name": "Impatient"}, seconds=seconds)
        other.execute("ROLLBACK")
    assert status == 503
    assert time.monotonic() - began < 14, "the phone gives up after 15 s"
    assert "busy" in text
    assert "Traceback" not in text
    assert rows.scalar("SELECT count(*) FROM customer WHERE name = 'Impatient'") == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes where the installation lives."""
    home = tmp_path / "home"
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", home], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"only root can make a small disk: {mounted.stderr}")
    yield home
    subprocess.run(["umount", "--lazy", home], check=True)


@pytest.mark.sqlite_only
def test_chaos_of_a_full_disk_says_so_and_saves_nothing_half(small_disk, migrated, phone):
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(os.urandom(1 << 16))
        except OSError:
            pass
    notes = "x" * 4000
    form = {"operation": "01890000-0000-7000-8000-000000000002", "name": "Full", "notes": notes}
    answers = [phone.send("/customers", {**form, "operation": ""} if number else form) for number in range(5)]
    refused = [text for status, _, text in answers if status != 303]
    assert refused, "the disk was not full"
    assert {status for status, _, _ in answers} <= {303, 507}
    assert all("disk is full" in text and "Traceback" not in text for text in refused)
    saved = rows.scalar("SELECT count(*) FROM customer WHERE name = 'Full'")
    assert saved == len(answers) - len(refused)
    filler.unlink()
    status, _, text = phone.send("/customers", {**form, "operation": "01890000-0000-7000-8000-000000000003"})
    assert status == 303, text[:300]
    assert rows.scalar("PRAGMA integrity_check") == "ok"


@pytest.mark.sqlite_only
def test_what_was_answered_needs_no_tidy_end(migrated, phone):
    """A commit is on the disk before the answer: synchronous=FULL on every connection, in a write-ahead log."""
    assert rows.scalar("PRAGMA synchronous") == 2
    assert rows.scalar("PRAGMA journal_mode") == "wal"
    phone.send("/customers", {"name": "Lasting"})
    # What a power cut leaves: the files as they are, without any process to tidy up.
    left = migrated.home.parent / "left"
    left.mkdir()
    for file in migrated.home.glob("crm.sqlite3*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, left / file.name)
    with closing(sqlite3.connect(left / "crm.sqlite3")) as found:
        assert found.execute("SELECT count(*) FROM customer WHERE name = 'Lasting'").fetchone()[0] == 1
