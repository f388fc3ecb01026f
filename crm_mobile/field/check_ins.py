"""Saying "I am here": recorded at once and never refused; the position comes later and is evidence."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crm_mobile.core import database
from crm_mobile.core.places import Place
from crm_mobile.customers import customers
from crm_mobile.events import events
from crm_mobile.field import grading, queries
from crm_mobile.field.models import Cancellation, CheckIn, Position, Visit
from crm_mobile.team.models import User

# A fix older than this says nothing about how fast the rep travelled since.
TRAVEL_WINDOW = timedelta(hours=12)
# A phone may ask again, but nobody needs more fixes of one check-in than this.
MOST_POSITIONS = 20


def check_in(
    visit: Visit, *, by: User, at: datetime, phone_at: datetime | None = None, begun: datetime | None = None
) -> CheckIn:
    """Record that the rep is there. A second check-in of the same visit gives the first.

    `begun` is when it really was, for a check-in that was kept on the phone. Visits under way that began before end now;
    one that reaches into another is accepted and marked.
    """
    start = begun or at
    with database.writing(visit.rep, visit):
        there = queries.check_in_of(visit)
        if there is not None:
            return there
        for other in queries.others_open(visit.rep_id, visit.id):
            if other.started_at <= start:
                _close(other, start, by=by, at=at)
        overlaps = queries.overlapping(visit.rep_id, start, visit.id)
        if Cancellation.delete().where(Cancellation.visit == visit).execute():
            events.record("visit.restored", visit, by=by.id, customer=visit.customer_id, at=at)
        made = CheckIn.create(visit=visit, rep=visit.rep_id, at=at, phone_at=phone_at)
        Visit.update(started_at=start, overlaps=overlaps, version=Visit.version + 1).where(
            Visit.id == visit.id
        ).execute()
        events.record("visit.checked_in", visit, by=by.id, customer=visit.customer_id, at=at)
    return made


def _close(visit: Visit, moment: datetime, *, by: User, at: datetime) -> None:
    """End an earlier visit at the beginning of the later one."""
    values = {"finished_at": moment, "closed": "next", "version": Visit.version + 1}
    Visit.update(values).where(Visit.id == visit.id).execute()
    customers.touched(visit.customer_id, moment)
    events.record("visit.closed_by_next", visit, by=by.id, customer=visit.customer_id, at=at)


def add_position(check_in: CheckIn, sent: Mapping[str, Any], *, by: User, at: datetime) -> Position:
    """Add what the phone said about where it is, graded against the customer's place. Nothing sent is refused."""
    fix = grading.read(sent)
    with database.writing(check_in.visit):
        before = queries.positions_of(check_in)
        if len(before) >= MOST_POSITIONS:
            return Position.get_by_id(before[-1].id)
        visit = Visit.get_by_id(check_in.visit_id)
        customer = visit.customer
        known = (
            None
            if customer.latitude is None or customer.longitude is None
            else Place(customer.latitude, customer.longitude)
        )
        earlier = queries.position_before(visit.rep_id, at, at - TRAVEL_WINDOW, check_in.id)
        graded = grading.grade(fix, known, queries.ranges(), at, earlier)
        position = Position.create(
            check_in=check_in,
            rep=visit.rep_id,
            latitude=fix.place.latitude if fix.place else None,
            longitude=fix.place.longitude if fix.place else None,
            accuracy_m=fix.accuracy_m,
            fix_at=fix.fix_at,
            phone_at=fix.phone_at,
            at=at,
            failure=fix.failure,
            sent=grading.kept(sent),
            grade=graded.grade,
            reason=graded.reason,
            distance_m=graded.distance_m,
        )
        best = grading.better(visit.grade, graded.grade)
        Visit.update(grade=best).where(Visit.id == visit.id).execute()
        changes = {"grade": graded.grade, "reason": graded.reason}
        events.record("visit.located", visit, by=by.id, customer=visit.customer_id, at=at, changes=changes)
    return position


def offer_place(position: queries.PositionRow, customer_has_place: bool) -> Place | None:
    """The place that a customer without one could take over from a good fix."""
    if customer_has_place or position.rounded or position.latitude is None or position.longitude is None:
        return None
    is_good = position.accuracy_m is not None and position.accuracy_m <= grading.POOR_ACCURACY_M
    return Place(position.latitude, position.longitude) if is_good else None
