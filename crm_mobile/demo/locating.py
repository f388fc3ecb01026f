"""Positions of check-ins entered into the books, graded as they would have been on the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from crm_mobile.core.ids import new_id
from crm_mobile.core.places import Place
from crm_mobile.demo.fixes import Fix
from crm_mobile.demo.ledger import Ledger
from crm_mobile.field import check_ins, grading
from crm_mobile.field.models import Position


class Locator:
    """Follows each rep from fix to fix: the one before says whether the next is plausible."""

    def __init__(self, ranges: grading.Ranges, ledger: Ledger) -> None:
        self.ranges, self.ledger = ranges, ledger
        self.before: dict[UUID, grading.Earlier] = {}

    def enter(self, fix: Fix, place: Place | None, check_in: UUID, visit: UUID, rep: UUID, customer: UUID) -> str:
        """Note what the phone gave and give the grade."""
        sent = _sent(fix)
        read = grading.read(sent)
        at = (fix.fix_at or fix.phone_at + timedelta(seconds=10)) + timedelta(milliseconds=700)
        earlier = self.before.get(rep)
        if earlier and at - earlier.at > check_ins.TRAVEL_WINDOW:
            earlier = None
        graded = grading.grade(read, place, self.ranges, at, earlier)
        if read.place and read.accuracy_m is not None and read.accuracy_m <= grading.POOR_ACCURACY_M:
            self.before[rep] = grading.Earlier(read.place, read.accuracy_m, at)
        self.ledger.add(
            Position,
            id=new_id(),
            check_in=check_in,
            rep=rep,
            latitude=fix.latitude,
            longitude=fix.longitude,
            accuracy_m=fix.accuracy,
            fix_at=fix.fix_at,
            phone_at=fix.phone_at,
            at=at,
            failure=read.failure,
            sent=grading.kept(sent),
            grade=graded.grade,
            reason=graded.reason,
            distance_m=graded.distance_m,
            rounded=False,
        )
        changes = {"grade": graded.grade, "reason": graded.reason}
        self.ledger.happened("visit.located", visit, by=rep, at=at, customer=customer, changes=changes)
        return graded.grade


def _sent(fix: Fix) -> dict[str, Any]:
    """The form that the phone would have sent."""
    phone = {"phone_at": fix.phone_at.isoformat()}
    if fix.fix_at is None:
        return {"failure": fix.failure, **phone}
    place = {"latitude": fix.latitude, "longitude": fix.longitude, "accuracy": fix.accuracy}
    return {**place, "fix_at": fix.fix_at.isoformat(), **phone}
