"""Wall time and moments, over clock changes and the ends of months."""

from datetime import UTC, date, datetime

import pytest

from crm_mobile.tasks import due


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        ("2026-07-01", "09:00", "Asia/Shanghai", "2026-07-01T01:00"),
        ("2026-07-01", "", "Asia/Shanghai", "2026-07-01T15:59"),
        ("2026-01-15", "09:00", "America/Chicago", "2026-01-15T15:00"),
        ("2026-03-08", "02:30", "America/Chicago", "2026-03-08T08:00"),  # left out: 3:00 is the first valid minute
        ("2026-11-01", "01:30", "America/Chicago", "2026-11-01T06:30"),  # comes twice: the first
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29T01:00"),
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),  # a gap of half an hour
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
        ("2011-12-30", "12:00", "Pacific/Apia", "2011-12-30T10:00"),  # a day that never was
    ],
)
def test_wall_time_becomes_a_moment(day, clock, zone, moment):
    assert due.due_at(date.fromisoformat(day), clock, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "repeat", "first", "following"),
    [
        ("2026-12-31", "daily", None, "2027-01-01"),
        ("2026-12-28", "weekly", None, "2027-01-04"),
        ("2026-01-31", "monthly", "2026-01-31", "2026-02-28"),
        ("2026-02-28", "monthly", "2026-01-31", "2026-03-31"),
        ("2026-12-15", "monthly", None, "2027-01-15"),
        ("2024-02-29", "yearly", "2024-02-29", "2025-02-28"),
        ("2027-02-28", "yearly", "2024-02-29", "2028-02-29"),
        ("2026-01-01", "", None, None),
    ],
)
def test_the_next_of_a_repetition(day, repeat, first, following):
    found = due.next_day(date.fromisoformat(day), repeat, date.fromisoformat(first) if first else None)
    assert found == (date.fromisoformat(following) if following else None)


@pytest.mark.parametrize(
    ("day", "repeat", "first", "after", "following"),
    [
        ("2026-11-10", "daily", None, "2026-11-20", "2026-11-21"),
        ("2026-11-21", "daily", None, "2026-11-20", "2026-11-22"),  # done before its day
        ("2026-11-02", "weekly", None, "2026-11-23", "2026-11-30"),  # Mondays, and today is one
        ("2026-01-31", "monthly", "2026-01-31", "2026-04-30", "2026-05-31"),
        ("2026-01-31", "monthly", "2026-01-31", "2026-04-12", "2026-04-30"),
        ("2024-02-29", "yearly", "2024-02-29", "2026-11-22", "2027-02-28"),
        ("2026-01-01", "", None, "2026-11-22", None),
    ],
)
def test_a_late_repetition_goes_on_after_today(day, repeat, first, after, following):
    began = date.fromisoformat(first) if first else None
    found = due.next_day(date.fromisoformat(day), repeat, began, after=date.fromisoformat(after))
    assert found == (date.fromisoformat(following) if following else None)


def test_this_evening_is_offered_while_it_is_to_come():
    thursday = date(2026, 11, 19)
    assert due.snoozes(thursday, "09:00") == [
        ("evening", thursday, "18:00"),
        ("tomorrow", date(2026, 11, 20), ""),
        ("next_week", date(2026, 11, 23), ""),
    ]
    assert [name for name, _day, _hour in due.snoozes(thursday, "18:00")] == ["tomorrow", "next_week"]
