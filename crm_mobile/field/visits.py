"""Planning the day: a visit is planned, put in order, moved to another day, cancelled, or begun without a plan."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from crm_mobile.core import clock, database
from crm_mobile.core.errors import Invalid, Refused
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, clean_lines
from crm_mobile.customers.models import Customer
from crm_mobile.events import events
from crm_mobile.field import check_ins, queries
from crm_mobile.field.models import Cancellation, CheckIn, Position, Visit, VisitComment
from crm_mobile.team.models import User

LONGEST_PURPOSE = 300
LONGEST_COMMENT = 2000


def plan(
    *,
    customer: Customer,
    rep: User,
    day: date,
    by: User,
    at: datetime,
    window_from: str = "",
    window_until: str = "",
    purpose: str = "",
    id: UUID | None = None,
) -> Visit:
    """Plan a visit of a rep on a day of her zone, behind the stops that are there."""
    _check_day(day, rep, at)
    window = _window(window_from, window_until)
    fine_purpose = clean(purpose)
    if len(fine_purpose) > LONGEST_PURPOSE:
        raise Invalid({"purpose": [_("Use at most %(n)d characters.", n=LONGEST_PURPOSE)]})
    with database.writing(rep):
        visit = Visit.create(
            id=id or new_id(),
            customer=customer,
            rep=rep,
            day=day,
            position=queries.next_position(rep.id, day),
            window_from=window[0],
            window_until=window[1],
            purpose=fine_purpose,
            created_by=by,
            created_at=at,
        )
        changes = {"day": day.isoformat(), "rep": rep.name}
        events.record("visit.planned", visit, by=by.id, customer=customer.id, at=at, changes=changes)
    return visit


def start_unplanned(
    *, customer: Customer, by: User, at: datetime, phone_at: datetime | None = None, id: UUID | None = None
) -> Visit:
    """Begin a visit that nobody planned: it is there and checked in at once."""
    with database.writing(by):
        day = clock.today(by.zone, at)
        position = queries.next_position(by.id, day)
        visit = Visit.create(
            id=id or new_id(),
            customer=customer,
            rep=by,
            day=day,
            position=position,
            planned=False,
            created_by=by,
            created_at=at,
        )
        check_ins.check_in(visit, by=by, at=at, phone_at=phone_at)
    return Visit.get_by_id(visit.id)


def move(visit: Visit, day: date, *, by: User, at: datetime) -> Visit:
    """Move a visit that has not begun to another day, behind the stops there. A cancelled one takes place after all."""
    _check_day(day, visit.rep, at)
    with database.writing(visit.rep, visit):
        visit = Visit.get_by_id(visit.id)
        if visit.started_at is not None:
            raise Refused(_("This visit has begun already, so it stays on its day."))
        if Cancellation.delete().where(Cancellation.visit == visit).execute():
            events.record("visit.restored", visit, by=by.id, customer=visit.customer_id, at=at)
        if visit.day != day:
            _change(visit, day=day, position=queries.next_position(visit.rep_id, day))
            changes = {"day": [visit.day.isoformat(), day.isoformat()]}
            events.record("visit.moved", visit, by=by.id, customer=visit.customer_id, at=at, changes=changes)
    return Visit.get_by_id(visit.id)


def reorder(visit: Visit, to: str, *, by: User, at: datetime) -> Visit:
    """Move a stop up or down by one, or to an index counted from 0, among the stops of its day that are still ahead.

    Those that have begun, ended or been cancelled keep their places.
    """
    with database.writing(visit.rep):
        visit = Visit.get_by_id(visit.id)
        stops = queries.day_of(visit.rep_id, visit.day)
        ahead = [stop.id for stop in stops if stop.is_ahead]
        if visit.id not in ahead:
            raise Refused(_("Only stops that are still ahead can change places."))
        here = ahead.index(visit.id)
        there = here + {"up": -1, "down": 1}[to] if to in ("up", "down") else _index(to)
        there = max(0, min(there, len(ahead) - 1))
        ahead.insert(there, ahead.pop(here))
        moved = iter(ahead)
        order = [next(moved) if stop.is_ahead else stop.id for stop in stops]
        for position, identifier in enumerate(order, 1):
            Visit.update(position=position).where(Visit.id == identifier, Visit.position != position).execute()
        if here != there:
            events.record("visit.reordered", visit, by=by.id, at=at, changes={"position": [here + 1, there + 1]})
    return Visit.get_by_id(visit.id)


def _index(to: str) -> int:
    if not to.isdecimal() or len(to) > 4:
        raise Invalid(_("Use the buttons to move a stop."))
    return int(to)


def cancel(visit: Visit, reason: str, *, by: User, at: datetime) -> Visit:
    """Say that a planned visit will not take place, and why."""
    reason = clean(reason)
    if not 1 <= len(reason) <= LONGEST_PURPOSE:
        raise Invalid({"reason": [_("Say why, in at most %(n)d characters.", n=LONGEST_PURPOSE)]})
    with database.writing(visit):
        if Visit.get_by_id(visit.id).started_at is not None:
            raise Refused(_("This visit has begun already. Finish it instead."))
        if queries.cancellation_of(visit) is None:
            Cancellation.create(visit=visit, reason=reason, by=by, at=at)
            _change(visit)
            events.record(
                "visit.cancelled", visit, by=by.id, customer=visit.customer_id, at=at, changes={"reason": reason}
            )
    return visit


def restore(visit: Visit, *, by: User, at: datetime) -> Visit:
    """Take a cancellation back."""
    with database.writing(visit):
        if Cancellation.delete().where(Cancellation.visit == visit).execute():
            _change(visit)
            events.record("visit.restored", visit, by=by.id, customer=visit.customer_id, at=at)
    return visit


def comment(visit: Visit, text: str, *, by: User, at: datetime) -> VisitComment:
    """Say something under a visit."""
    text = clean_lines(text)
    if not 1 <= len(text) <= LONGEST_COMMENT:
        raise Invalid({"text": [_("Write something, in at most %(n)d characters.", n=LONGEST_COMMENT)]})
    with database.writing(visit):
        said = VisitComment.create(visit=visit, by=by, text=text, at=at)
        events.record("visit.commented", visit, by=by.id, customer=visit.customer_id, at=at, changes={"text": text})
    return said


def withdraw(visit: Visit, *, by: User, at: datetime) -> Visit:
    """Take an accidental check-in back while nothing has been reported; the visit is planned again.

    The visit that the check-in ended goes on, unless the rep is at another one meanwhile.
    """
    with database.writing(visit.rep, visit):
        stored = Visit.get_by_id(visit.id)
        if stored.finished_at is not None or queries.report_of(visit) is not None:
            raise Refused(_("This visit is finished, so its check-in stays."))
        check_in = CheckIn.get_or_none(CheckIn.visit == visit)
        if check_in is not None:
            Position.delete().where(Position.check_in == check_in).execute()
            check_in.delete_instance()
            _change(visit, started_at=None, grade="", overlaps=False)
            events.record("visit.withdrawn", visit, by=by.id, customer=visit.customer_id, at=at)
            ended = queries.ended_by_next(visit.rep_id, stored.started_at)
            if ended is not None and not queries.others_open(visit.rep_id, visit.id):
                _change(ended, finished_at=None, closed="")
                events.record("visit.reopened", ended, by=by.id, customer=ended.customer_id, at=at)
    return Visit.get_by_id(visit.id)


def _change(visit: Visit, **values: Any) -> None:
    Visit.update({**values, "version": Visit.version + 1}).where(Visit.id == visit.id).execute()


def _check_day(day: date, rep: User, at: datetime) -> None:
    today = clock.today(rep.zone, at)
    if day < today:
        raise Invalid({"day": [_("Choose today or a later day.")]})
    if (day - today).days > 730:
        raise Invalid({"day": [_("Choose a day within the next two years.")]})


def _window(start: str, end: str) -> tuple[str, str]:
    try:
        fine = [time.fromisoformat(clock).strftime("%H:%M") if clock else "" for clock in (start, end)]
    except ValueError as wrong:
        raise Invalid({"window_from": [_("Give a time such as 14:30.")]}) from wrong
    if fine[1] and (not fine[0] or fine[1] <= fine[0]):
        raise Invalid({"window_until": [_("The end has to be after the beginning.")]})
    return fine[0], fine[1]
