"""The one clock that every due check asks, and whose day it is where."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_rate = 1.0
_anchor = 0.0


def run_at(rate: float) -> None:
    """Let the clock run `rate` times as fast from now on; for experiments only."""
    global _rate, _anchor
    _rate, _anchor = rate, time.time()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    if _rate == 1.0:
        return datetime.now(UTC)
    return datetime.fromtimestamp(_anchor, UTC) + timedelta(seconds=(time.time() - _anchor) * _rate)


def today(zone: str, at: datetime | None = None) -> date:
    """The calendar day in an IANA zone, at this moment or at another."""
    return (at or now()).astimezone(ZoneInfo(zone)).date()


def parse_day(text: str) -> date | None:
    """The day written as 2026-05-31; nothing when it is none, or so far away that no calendar reaches around it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first moment of a local day and the first of the next one, in UTC."""
    there = ZoneInfo(zone)
    start = datetime(day.year, day.month, day.day, tzinfo=there)
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=there)
    return start.astimezone(UTC), end.astimezone(UTC)
