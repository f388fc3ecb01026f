"""When a task is due: wall time in somebody's zone turned into a moment, and the next day of one that repeats."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A task without an hour is due when its day is over.
END_OF_DAY = time(23, 59)
EVENING = "18:00"


def due_at(day: date, clock: str, zone: str) -> datetime:
    """The moment of `day` at `clock` ("HH:MM", "" for the end of the day) in an IANA zone, in UTC.

    A local time that a clock change leaves out counts as the first valid minute after it; one that comes twice counts
    as the first.
    """
    wall = datetime.combine(day, time.fromisoformat(clock) if clock else END_OF_DAY)
    there = ZoneInfo(zone)
    first = wall.replace(tzinfo=there, fold=0)
    moment = first.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == wall:
        return moment
    # In the gap: walk to the transition, which is where local time jumps past `wall`.
    before, after = wall.replace(tzinfo=there, fold=1).astimezone(UTC), moment
    low, high = min(before, after), max(before, after)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(there).replace(tzinfo=None) > wall:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def next_day(day: date, repeat: str, first: date | None = None, after: date | None = None) -> date | None:
    """The first day of a repetition that comes after `day`, and after `after` as well; None when it does not repeat.

    Monthly and yearly keep the day of the month of `first` where the month has it, and its last day where it has not.
    """
    first = first or day
    found = _following(day, repeat, first)
    while found is not None and after is not None and found <= after:
        found = _following(found, repeat, first)
    return found


def _following(day: date, repeat: str, first: date) -> date | None:
    if repeat == "daily":
        return day + timedelta(days=1)
    if repeat == "weekly":
        return day + timedelta(days=7)
    if repeat == "monthly":
        return _in_month(day.year + day.month // 12, day.month % 12 + 1, first.day)
    if repeat == "yearly":
        return _in_month(day.year + 1, first.month, first.day)
    return None


def _in_month(year: int, month: int, wanted: int) -> date:
    return date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def snoozes(today: date, clock_now: str) -> list[tuple[str, date, str]]:
    """The ways to put a task off, as (name, day, hour): this evening while it is still to come, tomorrow, next week."""
    ways = [("evening", today, EVENING)] if clock_now < EVENING else []
    monday = today + timedelta(days=7 - today.weekday())
    return [*ways, ("tomorrow", today + timedelta(days=1), ""), ("next_week", monday, "")]
