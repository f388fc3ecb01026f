"""The main job: from Today to a finished visit with three taps, without typing, on a slow phone, in ten seconds."""

import time

import pytest

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.field import reports, visits
from crm_mobile.field.models import CheckIn, Position, Report, Visit
from crm_mobile.tasks.models import Task
from tests.journeys.conftest import throttled

pytestmark = [pytest.mark.journey, pytest.mark.postgres_journey]

# The position comes three seconds after it is asked for, as it does between houses.
SLOW_POSITION = """navigator.geolocation.getCurrentPosition = (found) => setTimeout(() => found({
  coords: {latitude: 41.87815, longitude: -87.62985, accuracy: 14}, timestamp: Date.now()}), 3000);"""
SECONDS = 10


def test_from_today_to_saved(device, world):
    day = clock.today(world.rosa.zone)
    before = visits.plan(customer=world.acme, rep=world.rosa, day=day, by=world.rosa, at=now())
    reports.finish(before, outcome="interested", promised="A price list", notes="Asked twice", by=world.rosa, at=now())
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=day, purpose="Spring offer", by=world.rosa, at=now())
    phone = device(world.rosa)
    phone.context.add_init_script(SLOW_POSITION)
    page, taps = phone.page, []

    def tap(name: str, role: str = "button") -> None:
        target = page.get_by_role(role, name=name, exact=True)
        box = target.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"], (
            f"{name} is out of sight"
        )
        taps.append(name)
        target.tap()

    page.goto("/today")
    assert page.get_by_text("A price list").is_visible(), "what was promised stands on the first screen"
    with throttled(phone):
        started = time.monotonic()
        tap("Check in")
        page.get_by_role("group", name="How did it go?").wait_for()
        assert CheckIn.select().where(CheckIn.visit == visit).exists(), "recorded at once, before the position"
        # A finger meets the words of a chip, not the small control behind it.
        outcome = page.locator(".chip", has_text="Interested")
        assert outcome.bounding_box()["y"] + 48 <= page.viewport_size["height"], (
            "an outcome is in reach without scrolling"
        )
        taps.append("Interested")
        outcome.tap()
        page.locator(".badge", has_text="In range").wait_for()
        tap("Finish")
        page.locator("#notice", has_text="Saved").wait_for()
        seconds = time.monotonic() - started
    assert taps == ["Check in", "Interested", "Finish"]
    assert seconds <= SECONDS, f"it took {seconds:.1f} s"
    report, stored = Report.get(Report.visit == visit), Visit.get_by_id(visit.id)
    assert report.outcome == "interested" and stored.grade == "in_range" and stored.finished_at
    assert Position.select().count() == 1
    assert Task.select().where(Task.id == report.follow_up_id).exists(), "the proposed follow-up needed no tap"
    print(f"three taps, {seconds:.1f} s")


def test_without_a_position_it_is_saved_all_the_same(device, world):
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())
    page = device(world.rosa).page
    page.goto(f"/visits/{visit.id}")
    page.get_by_role("button", name="Check in", exact=True).tap()
    page.locator(".badge", has_text="Could not tell").wait_for()
    page.locator(".chip", has_text="Order placed").tap()
    page.get_by_role("button", name="Finish", exact=True).tap()
    page.locator("#notice", has_text="Saved").wait_for()
    assert Visit.get_by_id(visit.id).outcome == "ordered" and Position.get().reason == "no_permission"
