"""Reading tasks: who may see which, what is due, what a customer is still waiting for."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import rows
from crm_mobile.core.errors import NotFound
from crm_mobile.core.language import _
from crm_mobile.core.paging import Condition, Scope
from crm_mobile.core.rows import marks
from crm_mobile.tasks.models import Task
from crm_mobile.team.models import User
from crm_mobile.team.queries import reach_of


class TaskRow(NamedTuple):
    """A task in a list."""

    id: UUID
    kind: str
    title: str
    due_on: date
    due_time: str
    repeat: str
    customer_id: UUID | None
    customer_name: str | None
    owner_id: UUID
    done_at: datetime | None


SOURCE = (
    "SELECT task.id, task.kind, task.title, task.due_on, task.due_time, task.repeat, task.customer_id, c.name,"
    " task.owner_id, task.done_at FROM task LEFT JOIN customer c ON c.id = task.customer_id"
)
OPEN = "task.done_at IS NULL AND task.deleted_at IS NULL"
BY_DAY = "ORDER BY task.due_on, task.due_time, task.id"


def visible_to(user: User) -> Scope:
    """The tasks a user may see: her own, a manager her team's, the office all, an admin none."""
    if user.role == "admin":
        return Scope(())
    user_ids = reach_of(user).user_ids
    if user_ids is None:
        return Scope((Condition("1 = 1"),))
    return Scope(tuple(Condition("task.owner_id = ?", (user_id,)) for user_id in user_ids))


def events_readable_by(user: User) -> Condition:
    """The events about tasks that a user may read, over `e`: where she sees the work of who did it or whose task it is."""
    if user.role == "admin":
        return Condition("1 = 0")
    user_ids = reach_of(user).user_ids
    if user_ids is None:
        return Condition("1 = 1")
    owners = tuple(map(str, user_ids))
    sql = f"(e.actor_id IN ({marks(user_ids)}) OR e.changes ->> 'owner_id' IN ({marks(owners)}))"
    return Condition(sql, (*user_ids, *owners))


def may_change(user: User, task: Task | TaskRow) -> bool:
    """Whether this user may change a task she sees: the office only creates."""
    user_ids = reach_of(user).user_ids
    return user.role in ("rep", "manager") and user_ids is not None and task.owner_id in user_ids


def task_for(user: User, id: UUID, *, deleted: bool = False) -> Task:
    """A task this user may see; NotFound otherwise. A deleted one is found only when asked for."""
    found = Task.get_or_none(Task.id == id)
    user_ids = reach_of(user).user_ids
    seen = found is not None and user.role != "admin" and (user_ids is None or found.owner_id in user_ids)
    if found is None or not seen or (found.deleted_at is not None) != deleted:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def changeable(user: User, id: UUID, *, deleted: bool = False) -> Task:
    """A task this user may change; NotFound otherwise."""
    found = task_for(user, id, deleted=deleted)
    if not may_change(user, found):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def open_of_customer(user: User, customer_id: UUID, most: int = 20) -> list[TaskRow]:
    """What is still to be done for a customer, by day, as far as this user may see it."""
    allowed = visible_to(user).condition
    sql = f"{SOURCE} WHERE task.customer_id = ? AND {OPEN} AND {allowed.sql} {BY_DAY} LIMIT {most}"
    return rows.fetch(TaskRow, sql, customer_id, *allowed.parameters)


def of_visit(visit_id: UUID) -> list[TaskRow]:
    """The follow-ups that came out of a visit."""
    sql = f"{SOURCE} WHERE task.visit_id = ? AND task.visit_id IS NOT NULL AND task.deleted_at IS NULL {BY_DAY}"
    return rows.fetch(TaskRow, sql, visit_id)


def due(owner_id: UUID, until: date, most: int = 50) -> list[TaskRow]:
    """What one person should have done by the end of a day: the overdue and those of the day, oldest first."""
    sql = f"{SOURCE} WHERE task.owner_id = ? AND task.due_on <= ? AND {OPEN} {BY_DAY} LIMIT {most}"
    return rows.fetch(TaskRow, sql, owner_id, until)


def coming(owner_id: UUID, after: date, start: tuple[date, str, UUID] | None = None, most: int = 25) -> list[TaskRow]:
    """What comes after a day, by day; `start` is the key of the last row of the page before."""
    where, parameters = "task.due_on > ?", [after]
    if start is not None:
        where, parameters = "(task.due_on, task.due_time, task.id) > (?, ?, ?)", [*start]  # type: ignore[list-item]
    sql = f"{SOURCE} WHERE task.owner_id = ? AND {where} AND {OPEN} {BY_DAY} LIMIT {most + 1}"
    return rows.fetch(TaskRow, sql, owner_id, *parameters)


def done_lately(owner_id: UUID, most: int = 10) -> list[TaskRow]:
    """What one person did last."""
    sql = (
        f"{SOURCE} WHERE task.owner_id = ? AND task.done_at IS NOT NULL AND task.deleted_at IS NULL"
        f" ORDER BY task.done_at DESC LIMIT {most}"
    )
    return rows.fetch(TaskRow, sql, owner_id)


def in_series_on(series_id: UUID, day: date) -> bool:
    """Whether a repetition was made for that day already."""
    return Task.select().where(Task.series_id == series_id, Task.due_on == day).exists()


def first_of_series(series_id: UUID) -> date | None:
    """The day a repetition began with."""
    first = Task.select(Task.due_on).where(Task.series_id == series_id).order_by(Task.due_on).first()
    return first.due_on if first else None


def snoozed_from(task_id: UUID) -> date | None:
    """The day a task was first planned for, before it was put off."""
    value = rows.fetch_one(_Day, "SELECT min(from_day) FROM snooze WHERE task_id = ?", task_id)
    return value.day if value else None


class _Day(NamedTuple):
    day: date | None


def row_of(id: UUID) -> TaskRow:
    """One task as a row of a list."""
    found = rows.fetch_one(TaskRow, f"{SOURCE} WHERE task.id = ?", id)
    if found is None:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def either(user: User, id: UUID) -> Task:
    """A task this user may change, deleted or not: an undo may come twice."""
    found = Task.get_or_none(Task.id == id)
    if found is None or not may_change(user, found):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found
