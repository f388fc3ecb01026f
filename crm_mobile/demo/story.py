"""Ninety days of two reps on the road: whom they saw, what came of it, what they promised and what they kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from crm_mobile.core import text
from crm_mobile.demo import city, phrases, trades
from crm_mobile.demo.fixes import Fix, draw_fix
from crm_mobile.demo.names import DemoCustomer
from crm_mobile.demo.phrases import Promise
from crm_mobile.demo.rounds import most_due, next_workday, rhythm_of, route, window_around

DAYS = 90
ZONE = ZoneInfo(city.TIME_ZONE)
OUTCOMES = {
    "active": {"order": 46, "checked": 32, "interested": 6, "complaint": 6, "absent": 10},
    "prospect": {"interested": 62, "absent": 22, "declined": 6, "checked": 10},
    "lead": {"interested": 66, "absent": 34},
    "dormant": {"interested": 40, "absent": 30, "checked": 20, "declined": 10},
    "lost": {"declined": 100},
}
PROMISED = {"order": 0.25, "interested": 0.85, "checked": 0.22, "complaint": 1.0, "absent": 0.4, "declined": 0.0}
MINUTES = {
    "order": (11, 32),
    "interested": (14, 38),
    "checked": (5, 16),
    "complaint": (12, 30),
    "absent": (2, 6),
    "declined": (5, 14),
}
# Of a hundred planned visits five are called off and eight were not planned at all.
CANCELLED_SHARE, UNPLANNED_SHARE, PHOTO_SHARE, COMMENT_SHARE, LATE_SHARE = 0.05, 0.08, 0.12, 0.03, 0.2


@dataclass(frozen=True)
class DemoRep:
    """One rep of the story and the territories she works."""

    key: str
    language: str
    districts: tuple[str, ...]


REPS = (
    DemoRep("maya", "en", ("old-harbour", "signal-point", "kiln-fields")),
    DemoRep("lin", "zh", ("banyan-flats", "market-cross", "ropewalk")),
)


@dataclass
class DemoTask:
    """A follow-up, before it becomes a row."""

    rep: str
    kind: str
    title: str
    due_on: date
    created_at: datetime
    customer: DemoCustomer | None = None
    due_time: str = ""
    repeat: str = ""
    done_at: datetime | None = None
    by_manager: bool = False
    promise: Promise | None = None


@dataclass
class DemoVisit:
    """A stop of the past or of the days to come. Without a start it is still to be made, or was cancelled."""

    rep: str
    customer: DemoCustomer
    day: date
    position: int
    purpose: str = ""
    window: tuple[str, str] = ("", "")
    planned: bool = True
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: str = ""
    notes: str = ""
    promised: str = ""
    cancelled: str = ""
    fix: Fix | None = None
    task: DemoTask | None = None
    photos: int = 0
    comment: str = ""


@dataclass
class Story:
    """Everything that happened, in order of time."""

    visits: list[DemoVisit] = field(default_factory=list)
    tasks: list[DemoTask] = field(default_factory=list)


def text_index(language: str) -> int:
    """Which of (English, Chinese) a person of that language reads."""
    return 1 if language.startswith("zh") else 0


@dataclass(frozen=True)
class Words:
    """Whom and what one visit is about, so that its note, its promise and its task speak of the same."""

    who: str
    product: str
    second: str
    count: int
    day: str

    def say(self, sentence: str) -> str:
        """Put the words into a sentence, with the spaces that Chinese text keeps beside digits and Latin letters."""
        said = sentence.format(who=self.who, product=self.product, second=self.second, count=self.count, day=self.day)
        if text.has_han(said):
            said = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", said)
        return said[0].upper() + said[1:]


def draw_words(customer: DemoCustomer, random: Random, on: date) -> Words:
    """The words for a visit to this customer on that day."""
    chinese = text_index(customer.language)
    product, second = random.sample(customer.trade.buys, 2)
    workday = next_workday(on + timedelta(days=random.randint(1, 4)))
    who = customer.name if chinese else customer.name.split()[0]
    if customer.contacts:
        who = random.choice((customer.contacts[0], customer.contacts[0], *customer.contacts)).spoken
    return Words(
        who=who,
        product=trades.PRODUCTS[product][chinese],
        second=trades.PRODUCTS[second][chinese],
        count=random.choice((2, 2, 3, 3, 4, 5, 6, 8)),
        day=phrases.WEEKDAYS["zh" if chinese else "en"][workday.weekday()],
    )


def purpose_of(customer: DemoCustomer, promise: Promise | None, seen: bool, random: Random) -> str:
    """Why the rep goes there: a promise first, then the habit."""
    if promise is not None:
        return phrases.PURPOSE_AFTER[promise.key][text_index(customer.language)]
    if not seen and customer.stage in ("lead", "prospect"):
        return random.choice(phrases.FIRST_PURPOSES[customer.language])
    common = (0, 1) if customer.stage == "active" else (0, 2, 3)
    return phrases.PURPOSES[customer.language][random.choice((*common, *common, 2, 3))]


def tell(customers: Iterable[DemoCustomer], today: date, seed: int = 4901, days: int = DAYS) -> Story:
    """The story of all reps up to the evening before `today`."""
    story = Story()
    for number, rep in enumerate(REPS):
        own = [customer for customer in customers if customer.district.key in rep.districts]
        _Diary(rep, own, today, Random(f"{seed} {number} {today}"), story).write(days)
    story.visits.sort(key=lambda visit: (visit.day, visit.rep, visit.position))
    return story


class _Diary:
    """One rep's days, written one after the other so that each visit knows what the last one left open."""

    def __init__(self, rep: DemoRep, customers: list[DemoCustomer], today: date, random: Random, story: Story) -> None:
        self.rep, self.customers, self.today, self.random, self.story = rep, customers, today, random, story
        self.last_seen: dict[int, date] = {}
        self.seen: set[int] = set()
        self.open_promise: dict[int, DemoTask] = {}
        for customer in customers:
            wait = rhythm_of(customer)
            self.last_seen[customer.number] = today - timedelta(days=DAYS + random.randint(0, wait))

    def write(self, days: int) -> None:
        off = set(self.random.sample(range(8, days), 4))
        for back in range(days, 0, -1):
            day = self.today - timedelta(days=back)
            if day.weekday() < 5 and back not in off:
                self._work(day, back)

    def _work(self, day: date, back: int) -> None:
        turn = (day.toordinal() // 7 + day.weekday()) % len(self.rep.districts)
        here = [customer for customer in self.customers if customer.district.key == self.rep.districts[turn]]
        promised = {number: task.due_on for number, task in self.open_promise.items() if task.kind == "visit"}
        stops = route(most_due(here, self.last_seen, promised, day, self.random.randint(6, 9), self.random))
        clock = datetime.combine(day, time(8, 40), ZONE) + timedelta(minutes=self.random.randint(0, 35))
        before: DemoCustomer | None = None
        for position, customer in enumerate(stops):
            if before is not None:
                clock += timedelta(
                    minutes=city.metres_between(before.place, customer.place) / 350 + self.random.randint(6, 15)
                )
            if clock.hour == 12 and clock.minute >= 10:
                clock = clock.replace(minute=50) + timedelta(minutes=self.random.randint(0, 20))
            clock = clock.replace(second=self.random.randint(0, 59), microsecond=0)
            visit = self._visit(customer, day, position, clock, back)
            self.story.visits.append(visit)
            clock = visit.finished_at or clock
            before = customer if visit.finished_at else before

    def _visit(self, customer: DemoCustomer, day: date, position: int, clock: datetime, back: int) -> DemoVisit:
        language, chinese, random = customer.language, text_index(customer.language), self.random
        words = draw_words(customer, random, day)
        kept = self.open_promise.get(customer.number)
        visit = DemoVisit(self.rep.key, customer, day, position)
        visit.purpose = purpose_of(customer, kept.promise if kept else None, customer.number in self.seen, random)
        visit.planned = random.random() >= UNPLANNED_SHARE
        if visit.planned and random.random() < 0.4:
            visit.window = window_around(clock)
        if visit.planned and random.random() < CANCELLED_SHARE:
            visit.cancelled = words.say(random.choice(phrases.CANCELLED[language]))
            return visit
        self.last_seen[customer.number] = day
        self.seen.add(customer.number)
        choices = OUTCOMES[customer.stage]
        visit.outcome = random.choices(list(choices), list(choices.values()))[0]
        low, high = MINUTES[visit.outcome]
        visit.started_at = clock
        visit.finished_at = clock + timedelta(minutes=random.randint(low, high), seconds=random.randint(0, 59))
        visit.fix = draw_fix(customer, clock, random)
        place = random.randrange(len(phrases.NOTES[visit.outcome][language]))
        sentences = [phrases.NOTES[visit.outcome][language][place]]
        if kept is not None and kept.promise is not None and visit.outcome != "absent":
            del self.open_promise[customer.number]
            kept.done_at = min(kept.done_at or visit.finished_at, visit.finished_at)
            sentences.insert(0, kept.promise.kept[chinese])
        if random.random() < 0.3:
            sentences.append(random.choice(phrases.DETAILS[customer.trade.key][language]))
        visit.notes = ("" if chinese else " ").join(words.say(sentence) for sentence in sentences)
        if customer.number not in self.open_promise and random.random() < PROMISED[visit.outcome]:
            self._promise(visit, words, place, back, kept)
        if visit.outcome in ("order", "checked", "complaint") and random.random() < PHOTO_SHARE:
            visit.photos = random.choices((1, 2), (80, 20))[0]
        if random.random() < COMMENT_SHARE:
            visit.comment = random.choice(phrases.COMMENTS[self.rep.language])
        return visit

    def _promise(self, visit: DemoVisit, words: Words, place: int, back: int, kept: DemoTask | None) -> None:
        assert visit.finished_at is not None
        chinese, random = text_index(visit.customer.language), self.random
        promise = self._fitting_promise(visit, words, place)
        if kept is not None and kept.promise is promise:
            return  # what has just been brought is not promised again
        due = next_workday(visit.day + timedelta(days=promise.days))
        visit.promised = words.say(promise.said[chinese])
        visit.task = DemoTask(
            rep=self.rep.key,
            kind=promise.kind,
            title=words.say(promise.task[chinese]),
            due_on=due,
            created_at=visit.finished_at,
            customer=visit.customer,
            promise=promise,
        )
        # A visit is promised until it is made. Of the rest nobody keeps everything: some of the last days are overdue.
        if promise.kind != "visit" and due < self.today and not (back <= 10 and random.random() < LATE_SHARE):
            visit.task.done_at = datetime.combine(due, time(random.randint(9, 16), random.randint(0, 59)), ZONE)
        self.open_promise[visit.customer.number] = visit.task
        self.story.tasks.append(visit.task)

    def _fitting_promise(self, visit: DemoVisit, words: Words, place: int) -> Promise:
        keys = phrases.PROMISES_FOR[visit.outcome]
        if visit.outcome in phrases.IN_STEP:
            return PROMISE_BY_KEY[keys[place]]
        chemical = words.product in {label for key in phrases.CHEMICALS for label in trades.PRODUCTS[key]}
        dosed = any(key in visit.customer.trade.buys for key in phrases.DOSED)
        keys = tuple(key for key in keys if (key != "data" or chemical) and (key != "training" or dosed))
        return PROMISE_BY_KEY[self.random.choice(keys)]


PROMISE_BY_KEY = {promise.key: promise for promise in phrases.PROMISES}
