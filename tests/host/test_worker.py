"""The worker: jobs in their rhythm, failures survived, the clock watched."""

import threading
import time
from types import SimpleNamespace

import pytest
from apscheduler.triggers.cron import CronTrigger

from crm_mobile.core.jobs import Job
from crm_mobile.core.settings import Settings
from crm_mobile.host import worker
from crm_mobile.schedule import JOBS


@pytest.fixture
def fast(tmp_path):
    return Settings(home=tmp_path, env="test", clock_rate=20)


def run_for(jobs, settings, seconds):
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.start()
    worker.work(jobs, settings, stop)
    timer.join()


def test_a_job_runs_again_after_it_failed(db, fast):
    runs = []

    def fail() -> None:
        runs.append(time.monotonic())
        raise RuntimeError("once more")

    run_for([Job("failing", fail, seconds=4, reason="test")], fast, 1.2)
    assert len(runs) >= 3


def test_a_job_has_a_connection_and_leaves_none_open(db, fast):
    seen = []

    def look() -> None:
        seen.append(db.is_closed())

    job = worker.guarded(Job("look", look, seconds=1, reason="test"))
    thread = threading.Thread(target=lambda: (job(), seen.append(db.is_closed())))
    thread.start()
    thread.join()
    assert seen == [False, True]


def test_a_slow_job_does_not_run_beside_itself(db, fast):
    running, most = [], []

    def slow() -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.5)
        running.pop()

    run_for([Job("slow", slow, seconds=2, reason="test")], fast, 1.3)
    assert max(most) == 1


def test_the_schedule_starts_anew_when_the_clock_jumps(monkeypatch, db, fast):
    begun = []
    real = worker.begin
    monkeypatch.setattr(worker, "begin", lambda *arguments: begun.append(1) or real(*arguments))
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.1)
    offset = [0.0]
    clocks = SimpleNamespace(time=lambda: time.time() + offset[0], monotonic=time.monotonic)
    monkeypatch.setattr(worker, "time", clocks)
    threading.Timer(0.4, lambda: offset.__setitem__(0, -3600.0)).start()
    run_for([], fast, 1.0)
    assert len(begun) == 2


def test_every_job_of_the_product_has_a_rhythm_and_a_reason():
    assert JOBS
    for job in JOBS:
        assert (job.seconds is None) != (job.hour is None), job.name
        assert len(job.reason) > 10, job.name
        assert worker.trigger(job, 1.0)
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_a_daily_job_is_planned_by_the_clock():
    assert isinstance(worker.trigger(Job("daily", print, hour=2, reason="test"), 1.0), CronTrigger)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name.replace(" ", "-"))
def test_every_job_of_the_product_may_run_twice(world, job):
    job.function()
    job.function()
