"""Going round: who is due, in which order the stops lie, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol, TypeVar

from crm_mobile.demo import city
from crm_mobile.demo.names import DemoCustomer

# How many days a customer of that tier, or in that stage, waits for the next visit.
RHYTHM = {"VIP": 12, "A": 18, "B": 30, "C": 48}
RHYTHM_OF_STAGE = {"prospect": 26, "lead": 30, "dormant": 70, "lost": 400}


class Placed(Protocol):
    """Anything that lies somewhere."""

    @property
    def place(self) -> tuple[float, float]: ...


Stop = TypeVar("Stop", bound=Placed)


def rhythm_of(customer: DemoCustomer) -> int:
    """After how many days this customer is due again."""
    return RHYTHM_OF_STAGE.get(customer.stage) or RHYTHM[customer.tier]


def most_due(
    customers: list[DemoCustomer],
    last_seen: Mapping[int, date],
    promised: Mapping[int, date],
    day: date,
    count: int,
    random: Random,
) -> list[DemoCustomer]:
    """Those who are promised a visit by this day, then those who have waited longest measured by their rhythm.

    A little chance keeps the weeks from looking alike.
    """

    def wait(customer: DemoCustomer) -> float:
        called = promised.get(customer.number, date.max) <= day
        waited = (day - last_seen[customer.number]).days / rhythm_of(customer)
        return waited + random.uniform(0, 0.25) + (5 if called else 0)

    return sorted(customers, key=wait, reverse=True)[:count]


def route(stops: Sequence[Stop]) -> list[Stop]:
    """The stops in a sensible order: always to the nearest that is left, from whichever start makes the way short."""

    def from_start(start: Stop) -> tuple[float, list[Stop]]:
        ordered, left, way = [start], [stop for stop in stops if stop is not start], 0.0
        while left:
            here = ordered[-1].place
            nearest = min(left, key=lambda stop: city.metres_between(here, stop.place))
            way += city.metres_between(here, nearest.place)
            ordered.append(nearest)
            left.remove(nearest)
        return way, ordered

    return min((from_start(start) for start in stops), key=lambda pair: pair[0])[1] if stops else []


def window_around(clock: datetime) -> tuple[str, str]:
    """A time window of one or two hours that holds this moment, on full half hours."""
    start = clock - timedelta(minutes=25)
    start = start.replace(minute=0 if start.minute < 30 else 30)
    return f"{start:%H:%M}", f"{start + timedelta(minutes=90):%H:%M}"


def next_workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
