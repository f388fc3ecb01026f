"""`crm-mobile worker`: APScheduler as the clock, the jobs of `schedule.py`, and a watch over both."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crm_mobile import reactions, schedule
from crm_mobile.core import clock, database, logs
from crm_mobile.core import settings as settings_module
from crm_mobile.core.jobs import Job
from crm_mobile.core.settings import Settings

log = structlog.get_logger()

# Jobs share few threads: on SQLite there is one writer anyway, and the web comes first.
THREADS = 4
# How often the worker looks whether the clock jumped and whether its supervisor still lives.
LOOK_EVERY = 2.0
# The system clock and the steady one may drift apart by this much between two looks; more is a jump.
# APScheduler plans by the system clock: set back an hour, it would stay silent for that hour.
JUMP = 30.0


def main() -> None:
    """Work until a signal says stop or the parent is gone."""
    settings = settings_module.load()
    logs.configure(settings.log_level)
    clock.run_at(settings.clock_rate)
    database.connect(settings)
    reactions.register()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    work(schedule.JOBS, settings, stop)


def work(jobs: Sequence[Job], settings: Settings, stop: threading.Event) -> None:
    """Run the jobs in their rhythm until told to stop."""
    parent = os.getppid()
    scheduler = begin(jobs, settings)
    watch = ClockWatch()
    while not stop.wait(LOOK_EVERY) and os.getppid() == parent:
        if watch.has_jumped():
            log.warning("clock jumped; the schedule starts anew")
            scheduler.shutdown(wait=False)
            scheduler = begin(jobs, settings)
    scheduler.shutdown(wait=True)


def begin(jobs: Sequence[Job], settings: Settings) -> BackgroundScheduler:
    options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    pool = {"class": "apscheduler.executors.pool:ThreadPoolExecutor", "max_workers": THREADS}
    scheduler = BackgroundScheduler(job_defaults=options, executors={"default": pool}, timezone="UTC")
    for job in jobs:
        scheduler.add_job(guarded(job), trigger(job, settings.clock_rate), name=job.name)
    scheduler.start()
    return scheduler


def trigger(job: Job, rate: float) -> IntervalTrigger | CronTrigger:
    if job.seconds:
        return IntervalTrigger(seconds=max(job.seconds / rate, 0.1), timezone="UTC")
    # Spread over a minute, so that several machines do not knock at the same second.
    return CronTrigger(hour=job.hour, minute=job.minute, timezone="UTC", jitter=60)


def guarded(job: Job) -> Callable[[], None]:
    """The job with a connection of its own; a failure is logged and the next time comes all the same."""

    def run() -> None:
        began = time.monotonic()
        try:
            with database.db.connection_context():
                job.function()
        except Exception:
            log.exception("job failed", job=job.name)
        else:
            log.debug("job done", job=job.name, seconds=round(time.monotonic() - began, 3))

    return run


class ClockWatch:
    """Compares the system clock with the steady one."""

    def __init__(self) -> None:
        self.offset = self._offset()

    def has_jumped(self) -> bool:
        before, self.offset = self.offset, self._offset()
        return abs(self.offset - before) > JUMP

    @staticmethod
    def _offset() -> float:
        return time.time() - time.monotonic()


if __name__ == "__main__":
    main()
