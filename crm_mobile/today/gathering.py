"""What the first screen shows of a rep's day, gathered in a handful of statements whatever the day holds."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from crm_mobile.customers import queries as customers
from crm_mobile.field import queries as field_queries
from crm_mobile.field.queries import LastVisit, StopRow
from crm_mobile.tasks import queries as tasks
from crm_mobile.tasks.queries import TaskRow
from crm_mobile.team.models import User

# How many tasks and suggestions fit on the first screen; the rest is one tap away.
MOST_TASKS, MOST_SUGGESTED = 8, 6


@dataclass(frozen=True)
class Day:
    """A rep's day: `here` is the visit under way, `next` the stop ahead with its give-back."""

    day: date
    stops: list[StopRow]
    done: int
    total: int
    here: StopRow | None
    next: StopRow | None
    last: LastVisit | None
    open_tasks: list[TaskRow]
    phone: str
    overdue: list[TaskRow]
    due: list[TaskRow]
    suggested: list[Any] = field(default_factory=list)

    @property
    def focus(self) -> StopRow | None:
        """The stop in front: the one under way, else the next."""
        return self.here or self.next


def day_of(user: User, day: date) -> Day:
    """Gather the day of a rep in her zone."""
    stops = field_queries.day_of(user.id, day)
    counted = [stop for stop in stops if stop.cancelled is None]
    under_way = [stop for stop in stops if stop.is_open]
    here = max(under_way, key=lambda stop: stop.started_at or 0, default=None)
    if here is None:
        here = field_queries.open_visit(user.id)  # of another day, never finished
    ahead = next((stop for stop in stops if stop.is_ahead), None)
    front = here or ahead
    due = tasks.due(user.id, day)
    return Day(
        day=day,
        stops=stops,
        done=sum(stop.finished_at is not None for stop in counted),
        total=len(counted),
        here=here,
        next=ahead,
        last=field_queries.last_visit(front.customer_id, front.id) if front else None,
        open_tasks=tasks.open_of_customer(user, front.customer_id, 3) if front else [],
        phone=_phone(front.customer_id) if front else "",
        overdue=[task for task in due if task.due_on < day],
        due=[task for task in due if task.due_on == day],
        suggested=[] if ahead or here else customers.unseen_longest(user.id, MOST_SUGGESTED),
    )


def _phone(customer_id: UUID) -> str:
    found = customers.phones_of(customer_id)
    return found[0].e164 if found else ""
