"""The supervisor alone, with small children: deaths, signals, and its own end."""

import os
import signal
import subprocess
import sys

import pytest

from crm_mobile.host.supervisor import LONGEST_PAUSE, Child
from tests.host.conftest import ROOT, children_of, is_alive, until

SUPERVISE = """
import sys
from crm_mobile.host.supervisor import Child, supervise
sys.exit(supervise([Child(f"child {n}", [sys.executable, "-c", code]) for n, code in enumerate(sys.argv[1:])]))
"""
SLEEP = "import time; time.sleep(300)"


@pytest.fixture
def supervised():
    started = []

    def begin(*codes: str) -> subprocess.Popen:
        command = [sys.executable, "-c", SUPERVISE, *codes]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_dead_child_is_started_again(supervised):
    supervisor = supervised(SLEEP, SLEEP)
    until(lambda: len(children_of(supervisor.pid)) == 2)
    first, other = children_of(supervisor.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(children_of(supervisor.pid).keys() - {first}) == 2)
    assert is_alive(other), "the other child was left alone"


def test_children_end_with_a_supervisor_that_is_killed(supervised):
    supervisor = supervised(SLEEP, SLEEP)
    until(lambda: len(children_of(supervisor.pid)) == 2)
    children = list(children_of(supervisor.pid))
    supervisor.kill()
    supervisor.wait(10)
    until(lambda: not any(map(is_alive, children)), seconds=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_reaches_the_children_and_the_end_is_clean(supervised, number, tmp_path):
    said = tmp_path / "said"
    polite = (
        "import pathlib, signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(said)!r}).write_text('bye'), sys.exit(0)))\n"
        f"pathlib.Path({str(said)!r}).write_text('here')\n"
        "time.sleep(300)"
    )
    supervisor = supervised(polite)
    until(lambda: said.exists() and said.read_text() == "here")
    supervisor.send_signal(number)
    assert supervisor.wait(10) == 0
    assert said.read_text() == "bye"


def test_a_child_that_ignores_the_stop_is_killed_when_asked_twice(supervised, tmp_path):
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(300)"
    )
    supervisor = supervised(deaf)
    until(ready.exists)
    (child,) = children_of(supervisor.pid)
    supervisor.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(1)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(5) == 0
    assert not is_alive(child)


def test_each_death_makes_the_pause_longer_up_to_a_limit():
    child = Child("weak", ["false"])
    child.start()
    pauses = [child.pause() for _ in range(12)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 0.5
    assert pauses[-1] == LONGEST_PAUSE
    child.process.wait()
