"""What fingers do on the visit sheet and in the plan of a day: photos taken and removed, stops dragged."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.customers import customers
from crm_mobile.field import check_ins, queries, visits
from crm_mobile.field.models import Photo

pytestmark = pytest.mark.journey


def picture(colour: str) -> dict:
    written = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(written, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_photos_are_taken_and_removed(device, world):
    rosa = world.rosa
    visit = visits.plan(customer=world.acme, rep=rosa, day=clock.today(rosa.zone), by=rosa, at=now())
    check_ins.check_in(visit, by=rosa, at=now())
    page = device(rosa).page
    page.goto(f"/visits/{visit.id}")
    page.get_by_label("Notes").fill("A long talk")
    for colour in ("orange", "navy"):
        page.locator("input[type=file]").set_input_files(picture(colour))
        page.locator(".photos > [id^=photo-]").nth(0 if colour == "orange" else 1).wait_for()
    remove = page.get_by_role("button", name="Remove photo")
    box = remove.first.bounding_box()
    assert box["width"] >= 48 and box["height"] >= 48
    remove.first.tap()
    expect(remove).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text("Photo removed.")
    assert page.evaluate("document.activeElement.closest('.photos') !== null"), "the focus stays among the photos"
    assert Photo.select().count() == 1
    page.reload()
    remove.tap()
    expect(remove).to_have_count(0)
    assert Photo.select().count() == 0


def test_a_stop_is_dragged_past_the_others(device, world):
    rosa, day = world.rosa, clock.today(world.rosa.zone)
    names = ["Begun", "Anchor Tools", "Bell Paints", "Cedar Timber"]
    for name in names:
        customer = customers.create(by=rosa, at=now(), name=name)
        visit = visits.plan(customer=customer, rep=rosa, day=day, by=rosa, at=now())
        if name == "Begun":
            check_ins.check_in(visit, by=rosa, at=now())
    page = device(rosa).page
    page.goto(f"/itineraries/{day}")
    grips = page.locator("#stops [data-sort-grip]")
    expect(grips).to_have_count(3)
    last, first = grips.last.bounding_box(), grips.first.bounding_box()
    page.mouse.move(last["x"] + 10, last["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 10, first["y"] - 20, steps=5)
    with page.expect_response(re.compile("/order$")):
        page.mouse.up()
    expect(page.locator("#stops .row__title")).to_have_text(["Begun", "Cedar Timber", "Anchor Tools", "Bell Paints"])
    assert [stop.name for stop in queries.day_of(rosa.id, day)] == [
        "Begun",
        "Cedar Timber",
        "Anchor Tools",
        "Bell Paints",
    ]
    expect(page.get_by_role("button", name="Move Cedar Timber up")).to_be_disabled()
