"""Follow-ups: the list by day, one task, and what can be done with it in one tap."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock, paging
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict, Invalid
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _, ngettext
from crm_mobile.core.text import clean
from crm_mobile.customers import queries as customers
from crm_mobile.tasks import due, queries, sentences, tasks
from crm_mobile.tasks.forms import SnoozeForm, TaskForm
from crm_mobile.team import queries as team
from crm_mobile.team.guards import role_required
from crm_mobile.web import formats
from crm_mobile.web.operations import once
from crm_mobile.web.replies import announce, page, see_other, wants_fragment

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

CREATING = ("rep", "manager", "office")


@blueprint.get("")
def index() -> Response:
    user = current_user._get_current_object()
    today = clock.today(user.zone)
    start = _start(request.args.get("after", ""))
    coming = queries.coming(user.id, today, start)
    shown, more = coming[:25], len(coming) > 25
    last = shown[-1] if shown else None
    context: dict[str, Any] = {
        "coming": shown,
        "after": paging.encode((last.due_on, last.due_time, last.id)) if more and last else "",
        "kinds": sentences.KINDS,
    }
    if start is not None and wants_fragment():
        return page("tasks/tasks/_coming.html", **context)
    due_now = queries.due(user.id, today)
    context |= {
        "overdue": [task for task in due_now if task.due_on < today],
        "due_today": [task for task in due_now if task.due_on == today],
        "done": queries.done_lately(user.id, 5),
        "may_create": user.role in CREATING,
    }
    return page("tasks/tasks/index.html", **context)


def _start(after: str) -> tuple[date, str, UUID] | None:
    key = paging.decode(after, 3) if after else None
    identifier = parse_id(key[2]) if key else None
    try:
        return (date.fromisoformat(key[0]), key[1].replace("\x00", ""), identifier) if key and identifier else None
    except ValueError:
        return None


@blueprint.get("/new")
@role_required(*CREATING)
def new() -> Response:
    choosing = _choosing()
    if "q" in request.args and wants_fragment():
        return _found(choosing)
    form = TaskForm(due_on=due.snoozes(clock.today(current_user.zone), "23:59")[0][1])
    return page("tasks/tasks/new.html", form=form, **choosing)


@blueprint.post("")
@role_required(*CREATING)
def create() -> Response:
    user = current_user._get_current_object()
    choosing = _choosing()
    customer = choosing["customer"]
    typed = TaskForm(request.form).on("tasks/tasks/new.html", **choosing).checked()
    once(
        tasks.add,
        owner=_owner(user, customer),
        by=user,
        at=now(),
        customer_id=customer.id if customer else None,
        **_values(typed),
    )
    return see_other(
        f"/customers/{customer.id}" if customer else "/tasks", notice=_("Noted: %(title)s", title=typed["title"])
    )


def _choosing(task: Any = None) -> dict[str, Any]:
    """Which customer the form of a task names, and who is found for it.

    A task may be about somebody whom this user does not see; that is not shown, and stays unless another is chosen.
    """
    user, typed = current_user._get_current_object(), clean(request.args.get("q", ""))[:100]
    customer = task.customer if task is not None and task.customer_id else None
    unseen = customer is not None and not customers.sees(user, customer)
    # The search sends what is marked as chosen after what the page came with.
    sent = [chosen for chosen in request.values.getlist("customer") if not chosen or parse_id(chosen)]
    chosen = parse_id(sent[-1]) if sent else None
    if sent and (customer is None or chosen != customer.id):
        customer, unseen = customers.customer_for(user, chosen) if chosen else None, False
    shown = None if unseen else customer
    found = [each for each in customers.search(user, typed, 12) if not shown or each.id != shown.id] if typed else []
    return {"customer": shown, "unseen": unseen, "typed": typed, "found": found}


def _found(choosing: dict[str, Any]) -> Response:
    said = ngettext("%(num)d customer found", "%(num)d customers found", len(choosing["found"]))
    return announce(page("tasks/tasks/_found.html", **choosing), said)


def _owner(user: Any, customer: Any) -> Any:
    """The office notes tasks for the owner of a customer; everybody else for herself."""
    if user.role != "office":
        return user
    if customer is None or customer.owner_id is None:
        raise Invalid({"": [_("Choose a customer who has an owner: the task is for that person.")]})
    return team.colleague(user, customer.owner_id)


def _values(typed: dict[str, Any]) -> dict[str, Any]:
    named = ("kind", "title", "due_on", "repeat", "notes")
    return {**{name: typed[name] for name in named}, "due_time": _hour(typed["due_time"])}


def _hour(typed: time | None) -> str:
    return typed.strftime("%H:%M") if typed else ""


@blueprint.get("/<uuid:id>")
def show(id: UUID) -> Response:
    task = queries.task_for(current_user, id)
    return page("tasks/tasks/show.html", form=SnoozeForm(), **_shown(task))


def _shown(task: Any) -> dict[str, Any]:
    """What the page of a task holds besides the form that puts it off."""
    user = current_user._get_current_object()
    customer = task.customer if task.customer_id else None
    return {
        "task": task,
        "customer": customer if customer is not None and customers.sees(user, customer) else None,
        "phones": customers.phones_of(customer.id) if customer is not None and customers.sees(user, customer) else [],
        "may_change": queries.may_change(user, task),
        "kinds": sentences.KINDS,
        "repeats": sentences.REPEATS,
        "snoozes": [(name, sentences.SNOOZES[name]) for name in _ways(task)],
        "first_day": queries.snoozed_from(task.id),
        "zone_differs": task.zone != user.zone,
    }


def _ways(task: Any) -> dict[str, tuple[date, str]]:
    """The ways to put a task off that are offered now, where its owner is."""
    there = now().astimezone(ZoneInfo(task.zone))
    return {name: (day, hour) for name, day, hour in due.snoozes(there.date(), f"{there:%H:%M}")}


@blueprint.get("/<uuid:id>/edit")
def edit(id: UUID) -> Response:
    task = queries.changeable(current_user, id)
    choosing = _choosing(task)
    if "q" in request.args and wants_fragment():
        return _found(choosing)
    wall = datetime.strptime(task.due_time, "%H:%M").time() if task.due_time else None  # noqa: DTZ007
    named = {name: getattr(task, name) for name in ("kind", "title", "due_on", "repeat", "notes", "version")}
    return page("tasks/tasks/edit.html", form=TaskForm(due_time=wall, **named), task=task, **choosing)


@blueprint.post("/<uuid:id>")
def update(id: UUID) -> Response:
    task = queries.changeable(current_user, id)
    choosing = _choosing(task)
    form = TaskForm(request.form).on("tasks/tasks/edit.html", task=task, **choosing)
    typed = form.checked()
    values, version = _values(typed), typed["version"] or task.version
    if not choosing["unseen"]:
        values["customer_id"] = choosing["customer"].id if choosing["customer"] else None
    try:
        once(tasks.edit, task, values, by=current_user._get_current_object(), at=now(), version=version)
    except Conflict as clash:
        if clash.theirs is None:
            raise
        return _told_of(clash, form, choosing)
    return see_other(f"/tasks/{id}", notice=_("Saved"))


def _told_of(clash: Conflict, form: TaskForm, choosing: dict[str, Any]) -> Response:
    """The same form with mine still in it, and a card that shows what somebody else wrote meanwhile."""
    form.version.data = clash.theirs.version
    labelled = {**{field.name: field for field in form}, "customer_id": form.customer}
    sides = [
        (labelled[name].label.text, *(_readable(name, value) for value in values))
        for name, values in clash.mine.items()
    ]
    context = {"form": form, "task": clash.theirs, "clashes": sides, "sentence": str(clash), **choosing}
    return page("tasks/tasks/edit.html", 409, **context)


def _readable(name: str, value: Any) -> str:
    """A value of a task as its form shows it."""
    if name == "due_on":
        return formats.day(value if isinstance(value, date) else date.fromisoformat(value))
    if name == "customer_id":
        chosen = parse_id(str(value))
        seen = customers.by_ids(current_user._get_current_object(), [chosen] if chosen else [])
        return next((row.name for row in seen.values()), "")
    if name == "kind":
        return _(sentences.KINDS[value][1])
    return _(sentences.REPEATS[value]) if name == "repeat" else str(value or "")


@blueprint.post("/<uuid:id>/completion")
def finish(id: UUID) -> Response:
    return _done(id, tasks.finish, _("Done"), undo=f"/tasks/{id}/reopening")


@blueprint.post("/<uuid:id>/reopening")
def reopen(id: UUID) -> Response:
    return _done(id, tasks.reopen, _("Open again"))


def _done(id: UUID, verb: Any, said: str, undo: str = "") -> Response:
    user = current_user._get_current_object()
    once(verb, queries.changeable(user, id), by=user, at=now())
    if not wants_fragment():
        return see_other(_back(), notice=said, undo=undo)
    return announce(page("tasks/tasks/_task.html", task=queries.row_of(id), kinds=sentences.KINDS), said)


@blueprint.post("/<uuid:id>/snoozes")
def snooze(id: UUID) -> Response:
    user = current_user._get_current_object()
    task = queries.changeable(user, id)
    typed = SnoozeForm(request.form).on("tasks/tasks/show.html", **_shown(task)).checked()
    ways = _ways(task)
    if typed["to"] == "pick" and typed["due_on"]:
        day, hour = typed["due_on"], _hour(typed["due_time"])
    elif typed["to"] in ways:
        day, hour = ways[typed["to"]]
    else:
        raise Invalid({"due_on": [_("Choose until when.")]})
    once(tasks.snooze, task, day, hour, by=user, at=now())
    return see_other("/tasks", notice=_("Put off: %(title)s", title=task.title))


@blueprint.post("/<uuid:id>/deletion")
def destroy(id: UUID) -> Response:
    user = current_user._get_current_object()
    task = queries.changeable(user, id)
    once(tasks.delete, task, by=user, at=now())
    return see_other("/tasks", notice=_("Removed: %(title)s", title=task.title), undo=f"/tasks/{id}/restoration")


@blueprint.post("/<uuid:id>/restoration")
def restore(id: UUID) -> Response:
    user = current_user._get_current_object()
    once(tasks.restore, queries.either(user, id), by=user, at=now())
    return see_other(f"/tasks/{id}", notice=_("It is back."))


def _back() -> str:
    """The page that was left: the tick stands on several."""
    came_from = request.form.get("back", "")
    return came_from if came_from in ("/today", "/tasks") or came_from.startswith("/customers/") else "/tasks"
