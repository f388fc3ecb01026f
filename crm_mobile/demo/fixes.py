"""Positions as phones really give them: mostly good, sometimes far off, sometimes none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, radians, sin
from random import Random

from crm_mobile.demo import city
from crm_mobile.demo.names import DemoCustomer


@dataclass(frozen=True)
class Fix:
    """What the phone gave at a check-in; `failure` says why when it gave nothing."""

    latitude: float | None
    longitude: float | None
    accuracy: float | None
    fix_at: datetime | None
    phone_at: datetime
    failure: str = ""


# (share, metres from the door, accuracy in metres): at the door; parked round the corner; reported later from the
# road; indoors with nothing but the mobile network.
SHARES = ((78, (2, 45), (4, 24)), (9, (140, 420), (8, 40)), (4, (900, 3200), (6, 30)), (4, (60, 500), (650, 1900)))
FAILURES = ("timeout", "denied")


def draw_fix(customer: DemoCustomer, clock: datetime, random: Random) -> Fix:
    """The position that comes a few seconds after the tap, or the reason why none came."""
    phone_at = clock + timedelta(seconds=random.choice((0, 0, 0, 1, -2, 3)))
    pick = random.uniform(0, 100)
    for share, metres, accuracy in SHARES:
        if pick < share:
            return _some_way_off(customer, phone_at, metres, accuracy, random)
        pick -= share
    return Fix(None, None, None, None, phone_at, random.choices(FAILURES, (70, 30))[0])


def at_the_door(customer: DemoCustomer, clock: datetime, random: Random) -> Fix:
    """A good position."""
    return _some_way_off(customer, clock, SHARES[0][1], SHARES[0][2], random)


def _some_way_off(
    customer: DemoCustomer,
    phone_at: datetime,
    metres: tuple[float, float],
    accuracy: tuple[float, float],
    random: Random,
) -> Fix:
    latitude, longitude = moved(customer.place, random.uniform(*metres), random.uniform(0, 2 * pi))
    fix_at = phone_at + timedelta(seconds=random.randint(1, 6))
    return Fix(latitude, longitude, round(random.uniform(*accuracy), 1), fix_at, phone_at)


def moved(place: tuple[float, float], metres: float, angle: float) -> tuple[float, float]:
    """The place so many metres away in that direction."""
    north, east = metres * cos(angle), metres * sin(angle)
    return (
        round(place[0] + north / city.METRES_PER_DEGREE, 6),
        round(place[1] + east / (city.METRES_PER_DEGREE * cos(radians(place[0]))), 6),
    )
