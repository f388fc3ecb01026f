"""The app around the pages: drafts, a sign-in in the middle of work, no signal, and photos that wait for it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.customers import customers
from crm_mobile.customers.models import Customer
from crm_mobile.field import visits
from crm_mobile.field.models import Photo
from crm_mobile.team import sessions
from crm_mobile.team.models import Session
from crm_mobile.web.security import SESSION_COOKIE
from tests.world import PASSWORD

pytestmark = pytest.mark.journey

# The worker looks after the page.
WORKS = """() => new Promise((resolve) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) resolve(true);
  worker.addEventListener("controllerchange", () => resolve(true));
})"""


def picture(colour: str = "teal") -> dict[str, object]:
    """A photo as a camera makes it: far larger than what is sent."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((3000, 4000)).convert("RGB").save(made, "JPEG", quality=95)
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_what_was_typed_comes_back(device, world):
    page = device(world.rosa).page
    page.goto("/customers/new")
    page.locator("#name").fill("Harbour Bakery")
    page.wait_for_timeout(700)  # the pause after which it is kept
    page.goto("/customers")
    page.goto("/customers/new")
    bar = page.locator(".draft")
    bar.get_by_role("button", name="Keep").tap()
    assert page.locator("#name").input_value() == "Harbour Bakery"
    page.locator("#phone").fill("+86 138 0013 8000")
    page.get_by_role("button", name="Save").tap()
    page.wait_for_url("**/customers/0*")
    page.goto("/customers/new")
    page.wait_for_timeout(500)
    assert bar.count() == 0, "a draft goes once it was accepted"


def test_a_draft_belongs_to_one_person(device, world):
    page = device(world.rosa).page
    page.goto("/customers/new")
    page.locator("#name").fill("Secret Lead")
    page.wait_for_timeout(700)
    page.goto("/me")
    page.locator("[data-sign-out] button").tap()
    page.wait_for_url("**/sign-in")
    page.locator("input[name=email]").fill(world.rosa.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    page.wait_for_url("**/today")
    page.goto("/customers/new")
    page.wait_for_timeout(500)
    assert page.locator(".draft").count() == 0, "a sign-out forgets the drafts"


def test_signed_out_in_the_middle_of_work(device, world):
    phone = device(world.rosa)
    phone.expected = ("401", "422")
    page = phone.page
    page.goto("/customers/new")
    page.locator("#name").fill("Typed Before")
    page.locator("#phone").fill("+86 138 0013 8001")
    Session.update(ended_at=now()).execute()
    page.get_by_role("button", name="Save").tap()
    form = page.locator("#notice form")
    form.get_by_label("E-mail").fill(world.rosa.email)
    form.get_by_label("Password").fill("not the password at all")
    form.get_by_role("button", name="Sign in").tap()
    form.locator("[data-sign-in-wrong]").wait_for()
    assert page.locator("#name").input_value() == "Typed Before"
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").tap()
    page.wait_for_url("**/customers/0*")
    assert Customer.select().where(Customer.name == "Typed Before").count() == 1


def test_no_signal(device, world):
    phone = device(world.rosa)
    phone.expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "503", "htmx:error")
    page = phone.page
    page.goto("/customers")
    assert page.evaluate(WORKS)
    page.reload()
    page.wait_for_timeout(300)  # what was shown is kept
    phone.context.set_offline(True)
    page.goto("/me/devices")
    assert page.get_by_role("heading", name="No signal").is_visible()
    page.goto("/customers")
    page.locator(".banner--offline").wait_for()
    assert page.get_by_text("Acme Hardware").is_visible()
    page.get_by_role("searchbox").fill("acme")
    retry = page.locator("#notice [data-retry]")
    retry.wait_for()
    phone.context.set_offline(False)
    retry.tap()
    page.wait_for_url("**/customers?q=acme")
    assert page.locator("#notice").inner_text() == ""


def test_the_back_button_after_signing_out_shows_nothing(device, world):
    page = device(world.rosa).page
    page.goto(f"/customers/{world.acme_id}")
    assert page.evaluate(WORKS)
    page.goto("/me")
    page.locator("[data-sign-out] button").tap()
    page.wait_for_url("**/sign-in")
    kept = page.evaluate("() => caches.keys()")
    assert not {"pages", "fragments"} & set(kept)
    page.go_back()
    page.wait_for_timeout(500)
    assert "/sign-in?next=" in page.url and page.get_by_role("heading", name="Sign in").is_visible(), page.url


def test_a_photo_is_made_small_and_waits_for_a_signal(device, world, server):
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())
    phone = device(world.rosa)
    phone.expected = ("ERR_INTERNET_DISCONNECTED",)
    page = phone.page
    page.goto(f"/visits/{visit.id}")
    page.get_by_role("button", name="Check in", exact=True).tap()
    page.locator(".badge", has_text="Could not tell").wait_for()
    phone.context.set_offline(True)
    page.locator("input[type=file]").first.set_input_files(picture())
    page.locator(".photo[data-state=failed]").wait_for()
    assert Photo.select().count() == 0
    phone.context.set_offline(False)
    # Also from another page: nobody waits on the visit for the network.
    page.goto("/customers")
    for _turn in range(100):
        if Photo.select().count():
            break
        page.wait_for_timeout(100)
    photo = Photo.get()
    assert photo.visit_id == visit.id and Photo.select().count() == 1
    stored = [file for file in (server.home / "photos").rglob("*") if file.is_file()]
    assert stored and max(file.stat().st_size for file in stored) <= 300 * 1024


def test_who_is_near_leaves_no_position_in_the_history(device, world):
    """The answer comes into the page; the address, and with it the history, stays as it was."""
    here = {"latitude": 41.8790, "longitude": -87.6290, "accuracy": 12}
    page = device(world.rosa, geolocation=here, permissions=["geolocation"]).page
    page.goto("/today")
    before = page.evaluate("() => history.length")
    page.get_by_role("button", name="Who is near?").tap()
    expect(page.locator("#near .row__title")).to_have_text("Acme Hardware")
    assert page.url.endswith("/today") and page.evaluate("() => history.length") == before
    assert page.locator("h1").count() == 1


def test_the_next_person_finds_no_page_of_the_one_before(device, world, server):
    """Her session was ended from elsewhere, and somebody else signs in on the same phone without a sign-out."""
    phone = device(world.rosa)
    page = phone.page
    page.goto("/today")
    page.evaluate(WORKS)
    page.goto(f"/customers/{world.acme_id}")
    page.goto("/today")
    kept = "async () => (await (await caches.open('pages')).keys()).map((each) => new URL(each.url).pathname)"
    assert f"/customers/{world.acme_id}" in page.evaluate(kept)
    token = sessions.begin(world.stella, device_name="Same phone", at=now())
    address = server.address.replace("http:", "https:")
    cookie = {"name": SESSION_COOKIE, "value": token, "url": address, "secure": True, "httpOnly": True}
    phone.context.add_cookies([{**cookie, "sameSite": "Lax"}])
    page.goto("/me")
    page.wait_for_timeout(500)
    assert f"/customers/{world.acme_id}" not in page.evaluate(kept)


def test_a_stop_is_moved_by_keyboard_and_the_focus_stays_with_it(device, world):
    """Up to the top: the button that did it is of no use any more, so the other of the pair has the focus."""
    names = ("Bakery", "Florist", "Pharmacy")
    at, day = now(), clock.today(world.rosa.zone)
    for name in names:
        customer = customers.create(by=world.rosa, at=at, name=name)
        visits.plan(customer=customer, rep=world.rosa, day=day, by=world.rosa, at=at)
    page = device(world.rosa).page
    page.goto(f"/itineraries/{day}")
    page.evaluate("() => { window.stillHere = true; }")
    for order in (["Bakery", "Pharmacy", "Florist"], ["Pharmacy", "Bakery", "Florist"]):
        page.get_by_role("button", name="Move Pharmacy up").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#stops .row__title")).to_have_text(order)
    expect(page.get_by_role("button", name="Move Pharmacy down")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Moved: Pharmacy")
    assert page.evaluate("() => window.stillHere"), "the page was not loaded again"
