"""A visit without a pointer: every step by Tab, arrows, Space and Enter, the focus always where it makes sense."""

import pytest

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.field import visits
from crm_mobile.field.models import Report, Visit
from tests.journeys.conftest import TABLET

pytestmark = pytest.mark.journey

# What a screen reader would say of the element that has the focus.
FOCUSED = """() => { const e = document.activeElement; return [e.tagName,
  (e.ariaLabel || e.labels?.[0]?.innerText || e.innerText || e.value || '').trim(), e.type ?? ''].join(' ') }"""


def tab_to(page, words: str, most: int = 60) -> None:
    """Press Tab until the element of these words has the focus, and see that one can see where it is."""
    for _press in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(FOCUSED)
        if words in said:
            ring = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e), n = e.nextElementSibling;"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || (n && getComputedStyle(n).outlineStyle !== 'none') }"
            )
            assert ring, f"nobody sees that {said} has the focus"
            return
    raise AssertionError(f"{words} is not reached by Tab; the focus is at {page.evaluate(FOCUSED)}")


def test_a_visit_by_keyboard_alone(device, world):
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())
    page = device(
        world.rosa,
        TABLET,
        geolocation={"latitude": 41.8781, "longitude": -87.6298, "accuracy": 12},
        permissions=["geolocation"],
    ).page
    page.goto("/today")
    page.keyboard.press("Tab")
    assert "Skip to content" in page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    tab_to(page, "Check in")
    page.keyboard.press("Enter")
    page.get_by_role("group", name="How did it go?").wait_for()
    page.locator(".badge", has_text="In range").wait_for()
    # The position is announced, not only shown.
    page.locator("#announcer", has_text="In range").wait_for(state="attached")
    tab_to(page, "Order placed")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("input[name=outcome]:checked").get_attribute("value") == "interested"
    tab_to(page, "Notes")
    page.keyboard.type("Written without a mouse")
    tab_to(page, "Finish")
    page.keyboard.press("Enter")
    page.locator("#notice", has_text="Saved").wait_for()
    report = Report.get(Report.visit == visit)
    assert (report.outcome, report.notes) == ("interested", "Written without a mouse")
    assert Visit.get_by_id(visit.id).grade == "in_range"


def test_what_was_typed_wrongly_is_where_the_focus_goes(device, world):
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())
    rosa = device(world.rosa, TABLET)
    rosa.expected = ("422",)
    page = rosa.page
    page.goto(f"/visits/{visit.id}")
    page.get_by_role("button", name="Check in", exact=True).click()
    page.locator("#notes").fill("Nobody said how it went")
    page.get_by_role("button", name="Finish", exact=True).click()
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert "Say how it went." in summary.inner_text()
    assert page.locator("#notes").input_value() == "Nobody said how it went"
    summary.get_by_role("link").first.click()
    assert page.evaluate("() => location.hash") == "#outcome"
