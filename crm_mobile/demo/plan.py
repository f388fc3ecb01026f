"""The days to come: today's stops of each rep near each other, tomorrow's, and what else lies on her desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from crm_mobile.demo import city, phrases
from crm_mobile.demo.names import DemoCustomer
from crm_mobile.demo.rounds import next_workday, rhythm_of, route
from crm_mobile.demo.story import (
    REPS,
    ZONE,
    DemoRep,
    DemoTask,
    DemoVisit,
    Story,
    draw_words,
    purpose_of,
    text_index,
)

# How many stops lie on today, tomorrow and the day after; a demo that stays up over midnight has a day as well.
STOPS = (7, 6, 5)
# Nobody drives across the city between two stops of one morning.
WITHIN_METRES = 750
DAY_STARTS = time(9, 0)


def plan(customers: list[DemoCustomer], story: Story, today: date, seed: int = 4901) -> Story:
    """The planned visits of the next days and the open tasks that belong to no visit."""
    coming = Story()
    for number, rep in enumerate(REPS):
        random = Random(f"plan {seed} {number} {today}")
        own = [c for c in customers if c.district.key in rep.districts and c.stage != "lost" and c.has_place]
        taken: set[int] = set()
        for ahead, count in enumerate(STOPS):
            stops = _near_each_other(own, story, today, ahead, count, taken, random)
            taken |= {customer.number for customer in stops}
            coming.visits += _day(rep, stops, story, today + timedelta(days=ahead), random)
        coming.tasks += _desk(rep, own, today, random)
    return coming


def _near_each_other(
    own: list[DemoCustomer], story: Story, today: date, ahead: int, count: int, taken: set[int], random: Random
) -> list[DemoCustomer]:
    """The neighbourhood with most to do: open promises first, then whoever has waited longest, one lead among them."""
    last = {visit.customer.number: visit for visit in story.visits if visit.finished_at}

    def pull(customer: DemoCustomer) -> float:
        visit = last.get(customer.number)
        if visit is None:
            return 0.7
        if visit.day > today - timedelta(days=4):
            return 0.0
        waited = min(2.0, (today - visit.day).days / rhythm_of(customer))
        promised = 1.2 if visit.task and not visit.task.done_at else 0.5 if visit.promised else 0.0
        return waited + promised + {"VIP": 0.6, "A": 0.3}.get(customer.tier, 0.0)

    free = [customer for customer in own if customer.number not in taken]
    best: list[DemoCustomer] = []
    for anchor in sorted(free, key=pull, reverse=True)[:12]:
        near = [c for c in free if city.metres_between(anchor.place, c.place) <= WITHIN_METRES]
        near.sort(key=pull, reverse=True)
        chosen = near[:count]
        fresh = next((c for c in near if c.stage == "lead"), None)
        if fresh is not None and fresh not in chosen and ahead == 0:
            chosen[-1] = fresh
        if sum(map(pull, chosen)) > sum(map(pull, best)):
            best = chosen
    return route(best)


def _day(rep: DemoRep, stops: list[DemoCustomer], story: Story, day: date, random: Random) -> list[DemoVisit]:
    last = {visit.customer.number: visit for visit in story.visits if visit.finished_at}
    visits = []
    for position, customer in enumerate(stops):
        before = last.get(customer.number)
        promise = before.task.promise if before and before.task else None
        visit = DemoVisit(rep.key, customer, day, position, purpose_of(customer, promise, before is not None, random))
        visit.window = windows(position)
        visits.append(visit)
    return visits


def windows(position: int) -> tuple[str, str]:
    """The time window of a stop of the day; every third customer does not mind when."""
    if position % 3 == 2:
        return "", ""
    # After the fourth stop there is a lunch.
    start = datetime.combine(date.min, DAY_STARTS) + timedelta(minutes=45 * position + (45 if position > 3 else 0))
    return f"{start:%H:%M}", f"{start + timedelta(minutes=60 if position % 2 else 90):%H:%M}"


def _desk(rep: DemoRep, own: list[DemoCustomer], today: date, random: Random) -> list[DemoTask]:
    """Due today, overdue and to come; two of them sent by the manager."""
    tasks = []
    active = [customer for customer in own if customer.stage in ("active", "prospect") and customer.contacts]
    days = (0, 0, 0, 0, -1, -3, 1, 2, 4, 6, 9, 13)
    for number, (customer, ahead) in enumerate(zip(random.sample(active, len(days)), days, strict=True)):
        kind, *both = phrases.DESK[number % len(phrases.DESK)]
        task = DemoTask(
            rep=rep.key,
            kind=kind,
            title=draw_words(customer, random, today).say(both[text_index(customer.language)]),
            due_on=today + timedelta(days=ahead) if ahead <= 0 else next_workday(today + timedelta(days=ahead)),
            created_at=datetime.combine(
                today - timedelta(days=random.randint(4, 9)), time(16, random.randint(0, 59)), ZONE
            ),
            customer=customer,
            due_time=random.choice(("", "10:30", "14:00", "16:15")) if ahead >= 0 else "",
            by_manager=number in (0, 7),
        )
        tasks.append(task)
    for kind, english, chinese, repeat in phrases.WITHOUT_CUSTOMER:
        title = chinese if text_index(rep.language) else english
        due = today if repeat == "weekly" else next_workday(today + timedelta(days=random.randint(2, 12)))
        made = datetime.combine(today - timedelta(days=8), time(17, 5), ZONE)
        tasks.append(DemoTask(rep.key, kind, title, due, made, repeat=repeat))
    return tasks
