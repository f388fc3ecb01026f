"""Going round: who is due, in which order the stops lie, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from crm_mobile.demo import city
from crm_mobile.demo.names import DemoCustomer

# How many days a customer of that tier, or in that stage, waits for the next visit.
RHYTHM = {"VIP": 12, "A": 18, "B": 30, "C": 48}
RHYTHM_OF_STAGE = {"prospect": 26, "lead": 30, "dormant": 70, "lost": 400}


def rhythm_of(customer: DemoCustomer) -> int:
    """After how many days this customer is due again."""
    return RHYTHM_OF_STAGE.get(customer.stage) or RHYTHM[customer.tier]


def most_due(
    customers: list[DemoCustomer], last_seen: dict[int, date], day: date, count: int, random: Random
) -> list[DemoCustomer]:
    """Those who have waited longest measured by their rhythm; a little chance keeps the weeks from looking alike."""

    def wait(customer: DemoCustomer) -> float:
        return (day - last_seen[customer.number]).days / rhythm_of(customer) + random.uniform(0, 0.25)

    return sorted(customers, key=wait, reverse=True)[:count]


def route(stops: list[DemoCustomer]) -> list[DemoCustomer]:
    """The stops in a sensible order: always to the nearest that is left, from whichever start makes the way short."""

    def from_start(start: DemoCustomer) -> tuple[float, list[DemoCustomer]]:
        ordered, left, way = [start], [stop for stop in stops if stop is not start], 0.0
        while left:
            step, nearest = min(
                ((city.metres_between(ordered[-1].place, stop.place), stop) for stop in left), key=lambda pair: pair[0]
            )
            way += step
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
