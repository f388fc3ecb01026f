"""What tasks do by the clock."""

from datetime import timedelta

from crm_mobile.core.clock import now
from crm_mobile.tasks import tasks

UNDO = timedelta(days=30)


def forget_deleted() -> None:
    tasks.forget_deleted_before(now() - UNDO)
