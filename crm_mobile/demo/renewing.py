"""A fresh day for a demo that was started before: stops for today, and follow-ups that are not all overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from crm_mobile.core import clock, database
from crm_mobile.core.text import has_han
from crm_mobile.customers.models import Customer
from crm_mobile.demo import city, company, phrases, queries
from crm_mobile.demo.plan import STOPS, windows
from crm_mobile.demo.rounds import next_workday, route
from crm_mobile.field import queries as field
from crm_mobile.field import visits
from crm_mobile.tasks import tasks
from crm_mobile.team.models import User

# So many follow-ups stay overdue and so many become due today; the others are spread over the next days.
STAY_OVERDUE, DUE_TODAY = 3, 4


def renew(at: datetime) -> None:
    """Plan today's stops for each rep who has none, and put off what has been left lying."""
    for rep in queries.people([person.email for person in company.PEOPLE if person.role == "rep"]):
        today = clock.today(rep.zone, at)
        if field.day_of(rep.id, today):
            continue
        with database.writing():
            _take_over(rep, today, at)
            _fill(rep, today, at)
            _put_off(rep, today, at)


def _take_over(rep: User, today: date, at: datetime) -> None:
    """The latest day that nobody worked becomes today; what is older will not take place."""
    left = queries.left_over(rep, today)
    for place, visit in enumerate(left):
        if place < STOPS[0] and visit.day == left[0].day:
            visits.move(visit, today, by=rep, at=at)
        else:
            reason = "那天没赶上。" if rep.language.startswith("zh") else "Did not get there that day."
            visits.cancel(visit, reason, by=rep, at=at)


def _fill(rep: User, today: date, at: datetime) -> None:
    """Whoever waits longest near the stops that are there, up to a full day."""
    stops = field.day_of(rep.id, today)
    missing = STOPS[0] - len(stops)
    waiting = queries.waiting_longest(rep, [stop.customer_id for stop in stops])
    if missing <= 0 or not waiting:
        return
    centre = next((stop.place for stop in stops if stop.place), waiting[0].place)
    waiting.sort(key=lambda candidate: city.metres_between(centre, candidate.place))
    for number, candidate in enumerate(route(waiting[:missing])):
        purposes = phrases.PURPOSES["zh" if has_han(candidate.name) else "en"]
        start, end = windows(len(stops) + number)
        visits.plan(
            customer=Customer.get_by_id(candidate.id),
            rep=rep,
            day=today,
            by=rep,
            at=at,
            window_from=start,
            window_until=end,
            purpose=purposes[number % len(purposes)],
        )


def _put_off(rep: User, today: date, at: datetime) -> None:
    late = [task for task in queries.overdue(rep, today) if not task.repeat]
    for number, task in enumerate(late[STAY_OVERDUE:]):
        ahead = 0 if number < DUE_TODAY else 1 + number % 10
        day = today if ahead == 0 else next_workday(today + timedelta(days=ahead))
        tasks.snooze(task, day, by=rep, at=at)
