"""A phone that is in another time zone than its owner's profile: offered as a change, never applied silently."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def open_today(page) -> None:
    """With its behaviours at work: they fill the operation of the form within the offer after the offer itself."""
    page.goto("/today")
    page.wait_for_function("document.querySelector('#zone-offer [name=operation]').value !== ''")


def test_another_zone_is_offered_and_taken_or_left(device, world):
    at_home = device(world.rosa).page
    open_today(at_home)
    expect(at_home.locator("#zone-offer")).to_be_hidden()

    page = device(world.rosa, timezone_id="America/Lima").page
    offer = page.locator("#zone-offer")
    open_today(page)
    expect(offer).to_contain_text("This phone is in America/Lima, your profile in Asia/Shanghai.")
    page.get_by_role("button", name="Keep Asia/Shanghai").tap()
    expect(offer).to_be_hidden()
    open_today(page)
    expect(offer).to_be_hidden()
    assert world.rosa.time_zone == "Asia/Shanghai", "nothing changes without a word"

    page = device(world.rosa, timezone_id="Asia/Tokyo").page
    open_today(page)
    page.get_by_role("button", name="Use Asia/Tokyo").tap()
    expect(page.locator("#notice")).to_contain_text("Asia/Tokyo")
    expect(page.locator("#zone-offer")).to_be_hidden()
    assert world.rosa.time_zone == "Asia/Tokyo"
