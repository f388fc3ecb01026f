"""What runs when, and why: every job of the product with its rhythm. Each may run twice without harm."""

from datetime import timedelta

from crm_mobile.core import limits, operations
from crm_mobile.core.clock import now
from crm_mobile.core.jobs import Job
from crm_mobile.customers import jobs as customer_jobs
from crm_mobile.events import work
from crm_mobile.field import jobs as field_jobs
from crm_mobile.tasks import jobs as task_jobs
from crm_mobile.team import sessions

# Retention, in one place. Positions are kept exact for 60 days and rounded until 13 months (field.retention).
OPERATIONS_KEPT = timedelta(days=90)
SESSIONS_KEPT = timedelta(days=90)
REACTIONS_KEPT = timedelta(days=14)


def respond_to_events() -> None:
    while work.respond():
        pass


def forget_old_operations() -> None:
    operations.forget_before(now() - OPERATIONS_KEPT)


def forget_old_sessions() -> None:
    sessions.forget_before(now() - SESSIONS_KEPT)


def forget_old_reactions() -> None:
    work.forget_before(now() - REACTIONS_KEPT)


def forget_old_attempts() -> None:
    limits.forget_before(now() - timedelta(days=1))


JOBS = [
    Job("respond to events", respond_to_events, seconds=2, reason="reactions follow their event within seconds"),
    Job(
        "find places by address",
        customer_jobs.locate,
        seconds=60,
        reason="an address server's rate lets few through a minute",
    ),
    Job(
        "forget deleted contacts",
        customer_jobs.forget_deleted_contacts,
        hour=2,
        minute=30,
        reason="undo ends after 30 days",
    ),
    Job(
        "round old positions",
        field_jobs.round_old_positions,
        hour=2,
        minute=40,
        reason="exact for 60 days, a kilometre for 13 months, then gone",
    ),
    Job(
        "drop files without a photo",
        field_jobs.drop_files_without_photo,
        hour=3,
        reason="a crash between a photo's file and its row leaves the file",
    ),
    Job("forget deleted tasks", task_jobs.forget_deleted, hour=2, minute=50, reason="undo ends after 30 days"),
    Job("forget old operations", forget_old_operations, hour=2, reason="a phone sends again for at most 90 days"),
    Job("forget old reactions", forget_old_reactions, hour=2, minute=15, reason="done work is of use to nobody"),
    Job("forget old sessions", forget_old_sessions, hour=2, minute=10, reason="a device list is about the present"),
    Job(
        "forget old attempts",
        forget_old_attempts,
        hour=2,
        minute=20,
        reason="a guesser's counter is needed for an hour",
    ),
]
