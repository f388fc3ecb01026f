"""The first stop of today, made already: who opens the demo comes in on a working day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from crm_mobile.demo import phrases
from crm_mobile.demo.fixes import at_the_door
from crm_mobile.demo.plan import DAY_STARTS
from crm_mobile.demo.story import ZONE, DemoVisit, Story, draw_words, text_index

LASTS = timedelta(minutes=18)


def begin(coming: Story, story: Story, now: datetime) -> None:
    """Let each rep have her first stop of today behind her, when the day has got that far."""
    here = now.astimezone(ZONE)
    opening = datetime.combine(here.date(), DAY_STARTS, ZONE) + timedelta(minutes=4)
    # Whoever looks at it in the small hours sees a rep who began early.
    start = min(opening, here - LASTS - timedelta(minutes=20)).replace(second=0, microsecond=0)
    if start < datetime.combine(here.date(), time(0, 0), ZONE):
        return
    for visit in coming.visits:
        if visit.day == here.date() and visit.position == 0:
            _make(visit, story, start, Random(f"morning {visit.rep} {visit.day}"))


def _make(visit: DemoVisit, story: Story, start: datetime, random: Random) -> None:
    customer, chinese = visit.customer, text_index(visit.customer.language)
    words = draw_words(customer, random, visit.day)
    visit.started_at = start + timedelta(seconds=random.randint(5, 55))
    visit.finished_at = visit.started_at + LASTS
    visit.outcome = "order" if customer.stage == "active" else "checked"
    visit.fix = at_the_door(customer, visit.started_at, random)
    said = [random.choice(phrases.NOTES[visit.outcome][customer.language])]
    for task in story.tasks:
        if task.customer is customer and task.promise and not task.done_at:
            task.done_at = visit.finished_at
            said.insert(0, task.promise.kept[chinese])
    visit.notes = ("" if chinese else " ").join(words.say(sentence) for sentence in said)
