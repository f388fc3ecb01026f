"""What a fix proves about a check-in: in range, near, out of range or could not tell, and why.

A fix is evidence, never a locked door: whatever the phone sent is graded, nothing is refused.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from geopy.distance import geodesic

from crm_mobile.core.places import Place, place

IN_RANGE, NEAR, OUT_OF_RANGE, COULD_NOT_TELL = "in_range", "near", "out_of_range", "could_not_tell"
# The more a grade says, the earlier it stands: of several fixes of one check-in the best counts.
GRADES = (IN_RANGE, NEAR, OUT_OF_RANGE, COULD_NOT_TELL)

# An accuracy circle wider than this holds too many other customers to prove anything.
POOR_ACCURACY_M = 200.0
# No circle is wider than half the way around the earth; what claims to be is as good as no answer.
WIDEST_ACCURACY_M = 20_037_508.0
# A phone that answers with a fix older than this gave one from its memory.
STALE_AFTER = timedelta(seconds=60)
# A fix may be this much ahead of the phone's own clock: the two are read one after the other.
CLOCK_SLACK = timedelta(seconds=10)
# Faster than a fast train since the last fix: one of the two is not where the phone was.
FASTEST_M_PER_S = 90.0
# What is kept of what the phone sent, at most, per value and in number.
LONGEST_VALUE, MOST_VALUES = 100, 20

FAILURES = {"denied": "no_permission", "unavailable": "unavailable", "timeout": "timed_out"}


class Fix(NamedTuple):
    """What the phone said. Values that cannot be are None; `accuracy_m` is the radius of 95 % in metres."""

    place: Place | None
    accuracy_m: float | None
    fix_at: datetime | None
    phone_at: datetime | None
    failure: str


class Earlier(NamedTuple):
    """The rep's fix before this one, by the server's time."""

    place: Place
    accuracy_m: float
    at: datetime


@dataclass(frozen=True)
class Ranges:
    """Metres from the customer's place that count as in range and as near."""

    in_range_m: float = 100.0
    near_m: float = 500.0


class Grade(NamedTuple):
    grade: str
    reason: str = ""
    distance_m: float | None = None


def read(sent: Mapping[str, Any]) -> Fix:
    """The fix in what was sent; nothing in it can make this fail."""
    accuracy = _number(sent.get("accuracy"))
    return Fix(
        place(sent.get("latitude"), sent.get("longitude")),
        accuracy if accuracy is not None and 0 <= accuracy <= WIDEST_ACCURACY_M else None,
        moment(sent.get("fix_at")),
        moment(sent.get("phone_at")),
        _failure(sent.get("failure")),
    )


def kept(sent: Mapping[str, Any]) -> dict[str, str]:
    """What was sent, as it was sent, cut to a bounded size."""
    names = [name for name in sent if name != "operation"][:MOST_VALUES]
    return {_bounded(name): _bounded(sent[name]) for name in names}


def _bounded(value: Any) -> str:
    return str(value).replace("\x00", "")[:LONGEST_VALUE]


def grade(fix: Fix, customer: Place | None, ranges: Ranges, at: datetime, earlier: Earlier | None = None) -> Grade:
    """Grade a fix that reached the server `at`, against the customer's place and the rep's fix before."""
    if fix.place is None and fix.failure:
        return Grade(COULD_NOT_TELL, FAILURES[fix.failure])
    if fix.place is None or fix.accuracy_m is None or _is_from_the_future(fix, at):
        return Grade(COULD_NOT_TELL, "no_usable_position")
    distance = geodesic(customer, fix.place).meters if customer else None
    if fix.fix_at and fix.phone_at and fix.phone_at - fix.fix_at > STALE_AFTER:
        return Grade(COULD_NOT_TELL, "stale_fix", distance)
    if fix.accuracy_m > POOR_ACCURACY_M:
        return Grade(COULD_NOT_TELL, "poor_accuracy", distance)
    if distance is None:
        return Grade(COULD_NOT_TELL, "no_place_known")
    if earlier and _is_implausible(fix.place, fix.accuracy_m, at, earlier):
        return Grade(COULD_NOT_TELL, "implausible_speed", distance)
    # The circle of accuracy counts for the rep: she may be at its edge that is nearest to the customer.
    nearest = max(0.0, distance - fix.accuracy_m)
    if nearest <= ranges.in_range_m:
        return Grade(IN_RANGE, "", distance)
    return Grade(NEAR if nearest <= ranges.near_m else OUT_OF_RANGE, "", distance)


def better(one: str, other: str) -> str:
    """The grade that says more; "" says nothing."""
    return min((grade for grade in (one, other) if grade), key=GRADES.index, default="")


def _is_from_the_future(fix: Fix, at: datetime) -> bool:
    """Whether the fix is dated after the phone's own clock; without that clock, after the server's."""
    return fix.fix_at is not None and fix.fix_at > (fix.phone_at or at) + CLOCK_SLACK


def _is_implausible(here: Place, accuracy_m: float, at: datetime, earlier: Earlier) -> bool:
    seconds = (at - earlier.at).total_seconds()
    way = geodesic(earlier.place, here).meters - accuracy_m - earlier.accuracy_m
    return way > FASTEST_M_PER_S * max(seconds, 1.0)


def _failure(value: Any) -> str:
    """The phone's reason for giving no position, as one of the known ones."""
    return "" if not value else str(value) if str(value) in FAILURES else "unavailable"


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment(value: Any) -> datetime | None:
    """A moment from ISO 8601 with a zone; anything else is none."""
    try:
        found = datetime.fromisoformat(str(value))
        return found if found.tzinfo and 2000 <= found.year <= 2200 else None
    except (ValueError, OverflowError):
        return None
