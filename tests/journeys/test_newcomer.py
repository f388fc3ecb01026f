"""Somebody new: an admin adds her, hands over the link, and she is at work on her own phone a minute later."""

import re

import pytest
from playwright.sync_api import expect

from crm_mobile.customers import stages
from crm_mobile.team.models import User
from tests.journeys.conftest import TABLET

pytestmark = pytest.mark.journey


def test_a_newcomer_gets_to_work(device, world):
    tablet = device(world.ada, TABLET, permissions=["clipboard-read", "clipboard-write"])
    page = tablet.page
    page.goto("/admin")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name").fill("Lena Fischer")
    page.get_by_label("E-mail").fill("lena@crm.example")
    page.get_by_label("Team").select_option(label=page.locator("#team_id option", has_text="City").inner_text())
    page.get_by_role("checkbox", name="North").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/set-up/[\w-]{40,}$", link)
    page.reload()
    expect(page.get_by_text("cannot be shown again")).to_be_visible()

    phone = device(None).page
    phone.goto(link)
    expect(phone.get_by_role("heading", name="Welcome, Lena Fischer")).to_be_visible()
    phone.get_by_label("New password").fill("a boat on the grey river")
    phone.get_by_role("button", name="Begin").click()
    phone.wait_for_url("**/today")
    expect(phone.get_by_text("Nothing is planned for today")).to_be_visible()
    # Her zone came from the phone, her customers come from her territory.
    assert User.get(User.email == "lena@crm.example").time_zone == "Asia/Shanghai"
    phone.goto("/customers")
    expect(phone.get_by_text("Acme Hardware")).to_be_visible()

    page.goto("/admin/users")
    page.get_by_role("link", name="Lena Fischer").click()
    page.get_by_role("button", name="End access").click()
    page.get_by_role("button", name="Undo").wait_for()
    phone.reload()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Lena Fischer can sign in again.")).to_be_visible()


def test_stages_are_put_in_order_with_the_keyboard_and_by_dragging(device, world):
    page = device(world.ada, TABLET).page
    page.goto("/admin/stages")

    def order() -> list[str]:
        return page.locator("#stages .row__title").all_inner_texts()

    page.get_by_role("button", name="Move Lead down").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stages .row__title").first).to_have_text("Prospect")
    focused = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent")
    assert "Lead" in focused, "the focus stays with what was moved"
    last = page.locator("[data-sort-grip]").last.bounding_box()
    first = page.locator("[data-sort-grip]").first.bounding_box()
    page.mouse.move(last["x"] + 10, last["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 10, first["y"] - 20, steps=5)
    with page.expect_response(re.compile("/place$")):
        page.mouse.up()
    expect(page.locator("#stages .row__title").first).to_have_text("Lost")
    assert order() == ["Lost", "Prospect", "Lead", "Active", "Dormant"]
    assert [stage.name for stage in stages.all_stages()] == order()
