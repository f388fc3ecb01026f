"""What people do with tasks: add, finish, put off, change, delete, and take each of these back."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from crm_mobile.core import database
from crm_mobile.core.errors import Conflict, Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, clean_lines
from crm_mobile.events import events
from crm_mobile.events import queries as log
from crm_mobile.events.settling import settled
from crm_mobile.tasks import due, queries
from crm_mobile.tasks.models import KINDS, REPEATS, Snooze, Task
from crm_mobile.team.models import User

LONGEST_TITLE = 200
LONGEST_NOTES = 10_000
# What an edit may set; an owner is changed by handing the task over.
CHANGEABLE = ("kind", "title", "notes", "due_on", "due_time", "repeat", "customer_id")


def add(
    *,
    kind: str,
    title: str,
    owner: User,
    by: User,
    at: datetime,
    due_on: date,
    due_time: str = "",
    customer_id: UUID | None = None,
    notes: str = "",
    repeat: str = "",
    visit_id: UUID | None = None,
    id: UUID | None = None,
) -> Task:
    """Give somebody something to do. The day and hour are wall time in the owner's zone."""
    fine = _checked(
        {"kind": kind, "title": title, "notes": notes, "due_on": due_on, "due_time": due_time, "repeat": repeat}
    )
    with database.writing():
        task = Task.create(
            id=id or new_id(),
            owner=owner,
            zone=owner.zone,
            due_at=due.due_at(fine["due_on"], fine["due_time"], owner.zone),
            customer=customer_id,
            series_id=new_id() if repeat else None,
            visit_id=visit_id,
            created_by=by,
            created_at=at,
            **fine,
        )
        changes = {"due_on": task.due_on.isoformat(), "owner": owner.name}
        _record("task.added", task, changes, by=by, at=at)
    return task


def _record(verb: str, task: Task, changes: Mapping[str, Any] | None = None, *, by: User, at: datetime) -> None:
    """Note what happened with a task, and whose it is: a timeline shows it to those who may see her work."""
    told = {"title": task.title, "owner_id": str(task.owner_id), **(changes or {})}
    events.record(verb, task, by=by.id, customer=task.customer_id, at=at, changes=told)


def finish(task: Task, *, by: User, at: datetime) -> Task:
    """Tick a task off. One that repeats makes the next of its series, once. Finishing twice changes nothing."""
    with database.writing(task):
        task = Task.get_by_id(task.id)
        closed = Task.update(done_at=at, version=Task.version + 1).where(
            Task.id == task.id, Task.done_at.is_null(), Task.deleted_at.is_null()
        )
        if closed.execute():
            _record("task.done", task, by=by, at=at)
            _repeat(task, by=by, at=at)
    return task


def _repeat(task: Task, *, by: User, at: datetime) -> None:
    if not task.repeat or task.series_id is None:
        return
    # What was missed meanwhile is not made up for: the next one is still to come.
    today = at.astimezone(ZoneInfo(task.zone)).date()
    day = due.next_day(task.due_on, task.repeat, queries.first_of_series(task.series_id), after=today)
    if day is None or queries.in_series_on(task.series_id, day):
        return
    following = Task.create(
        kind=task.kind,
        title=task.title,
        notes=task.notes,
        customer=task.customer_id,
        owner=task.owner_id,
        due_on=day,
        due_time=task.due_time,
        zone=task.zone,
        due_at=due.due_at(day, task.due_time, task.zone),
        repeat=task.repeat,
        series_id=task.series_id,
        created_by=task.created_by_id,
        created_at=at,
    )
    _record("task.repeated", following, {"due_on": day.isoformat()}, by=by, at=at)


def reopen(task: Task, *, by: User, at: datetime) -> Task:
    """Take a tick back. The next of a series stays: it was promised by then."""
    with database.writing(task):
        if (
            Task.update(done_at=None, version=Task.version + 1)
            .where(Task.id == task.id, Task.done_at.is_null(False))
            .execute()
        ):
            _record("task.reopened", task, by=by, at=at)
    return task


def snooze(task: Task, to: date, due_time: str = "", *, by: User, at: datetime) -> Task:
    """Put a task off to a day, perhaps with an hour. What was planned before is kept."""
    fine = _checked({"due_on": to, "due_time": due_time})
    with database.writing(task):
        task = Task.get_by_id(task.id)
        if task.done_at is not None or task.deleted_at is not None:
            raise Conflict(_("This task was done or removed meanwhile."))
        moment = due.due_at(to, fine["due_time"], task.zone)
        if moment <= at:
            raise Invalid({"due_on": [_("Choose a time that is still to come.")]})
        Snooze.create(task=task, from_day=task.due_on, to_day=to, by=by, at=at)
        values = {"due_on": to, "due_time": fine["due_time"], "due_at": moment}
        _leave_series_day(task, values)
        Task.update({**values, "version": Task.version + 1}).where(Task.id == task.id).execute()
        changes = {**events.difference(task, values), "due_on": [task.due_on.isoformat(), to.isoformat()]}
        _record("task.snoozed", task, {**changes, "version": [task.version, task.version + 1]}, by=by, at=at)
    return task


def _leave_series_day(task: Task, values: dict[str, Any]) -> None:
    """A repetition that is moved onto a day which its series has already goes on by itself."""
    taken = (
        task.series_id and values["due_on"] != task.due_on and queries.in_series_on(task.series_id, values["due_on"])
    )
    if taken:
        values |= {"series_id": None, "repeat": ""}


def edit(task: Task, values: Mapping[str, Any], *, by: User, at: datetime, version: int) -> Task:
    """Change a task as it stood at `version`. Raises Conflict when somebody changed the same values meanwhile."""
    fine = _checked({name: value for name, value in values.items() if name in CHANGEABLE})
    with database.writing(task):
        stored = Task.get_by_id(task.id)
        if stored.version != version:
            stands = {name: getattr(stored, name) for name in fine}
            before = log.values_before("task", stored.id, version)
            sentence = _("Somebody changed this task while you were writing. Choose what shall stand.")
            fine = settled(fine, stands, before, stored=stored, sentence=sentence)
        changes = events.difference(stored, fine)
        if not changes:
            return stored
        day, clock = fine.get("due_on", stored.due_on), fine.get("due_time", stored.due_time)
        fine["due_at"] = due.due_at(day, clock, stored.zone)
        if fine.get("repeat") and stored.series_id is None:
            fine["series_id"] = new_id()
        elif "due_on" in fine:
            _leave_series_day(stored, fine)
        columns = {("customer" if name == "customer_id" else name): value for name, value in fine.items()}
        Task.update({**columns, "version": Task.version + 1}).where(Task.id == task.id).execute()
        fresh = Task.get_by_id(task.id)
        _record("task.changed", fresh, {**changes, "version": [stored.version, fresh.version]}, by=by, at=at)
    return fresh


def delete(task: Task, *, by: User, at: datetime) -> Task:
    """Put a task away; it can be brought back for 30 days."""
    with database.writing(task):
        if (
            Task.update(deleted_at=at, version=Task.version + 1)
            .where(Task.id == task.id, Task.deleted_at.is_null())
            .execute()
        ):
            _record("task.deleted", task, by=by, at=at)
    return task


def restore(task: Task, *, by: User, at: datetime) -> Task:
    """Bring a deleted task back."""
    with database.writing(task):
        if (
            Task.update(deleted_at=None, version=Task.version + 1)
            .where(Task.id == task.id, Task.deleted_at.is_null(False))
            .execute()
        ):
            _record("task.restored", task, by=by, at=at)
    return task


def forget_deleted_before(moment: datetime) -> int:
    """Drop tasks that were deleted before a moment, with what was kept of their snoozes."""
    with database.writing():
        old = Task.select(Task.id).where(Task.deleted_at < moment)
        Snooze.delete().where(Snooze.task.in_(old)).execute()
        return Task.delete().where(Task.deleted_at < moment).execute()


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values in the form they are stored; raises Invalid with a sentence per field."""
    fine, wrong = dict(values), {}
    if "title" in fine:
        fine["title"] = clean(fine["title"])
        if not 1 <= len(fine["title"]) <= LONGEST_TITLE:
            wrong["title"] = [_("Say what is to be done, in at most %(n)d characters.", n=LONGEST_TITLE)]
    if "notes" in fine:
        fine["notes"] = clean_lines(fine["notes"] or "")
        if len(fine["notes"]) > LONGEST_NOTES:
            wrong["notes"] = [_("Use at most %(n)d characters.", n=LONGEST_NOTES)]
    if "kind" in fine and fine["kind"] not in KINDS:
        wrong["kind"] = [_("Choose one of the kinds.")]
    if "repeat" in fine and fine["repeat"] not in REPEATS:
        wrong["repeat"] = [_("Choose how it repeats.")]
    if fine.get("due_time"):
        try:
            fine["due_time"] = time.fromisoformat(str(fine["due_time"])).strftime("%H:%M")
        except ValueError:
            wrong["due_time"] = [_("Give a time such as 14:30.")]
    elif "due_time" in fine:
        fine["due_time"] = ""
    if "due_on" in fine and not (isinstance(fine["due_on"], date) and 2000 <= fine["due_on"].year <= 2100):
        wrong["due_on"] = [_("Choose a day.")]
    if wrong:
        raise Invalid(wrong)
    return fine
