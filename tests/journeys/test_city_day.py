"""A real day: eight stops that an inspection group made in Chicago, driven on a phone among 11,406 imported businesses.

The position moves along the real coordinates with ±15 m of noise; one fix is poor, once the phone refuses. Afterwards
the manager sees the day on a tablet.
"""

import csv
import gzip
import math
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crm_mobile.core import clock, database
from crm_mobile.core.clock import now
from crm_mobile.core.places import Place, rough_distance
from crm_mobile.core.settings import Settings
from crm_mobile.customers.models import Customer
from crm_mobile.field import visits
from crm_mobile.field.models import Photo, Position, Visit
from crm_mobile.tasks.models import Task
from crm_mobile.team import passwords, teams, users
from crm_mobile.team.models import User
from tests.journeys.conftest import PHONE, TABLET, WATCH, Device
from tests.shared_data import shared

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "journeys"
PASSWORD = "along the river and back"
STOPS = 8
# Between two stops the phone drives a kilometre or two: the clock of the server runs ahead as far as that takes.
CLOCK_RATE = 12
# As fast as a check-in may follow another one a kilometre away and still be believed, with a margin.
DRIVING_M_PER_S = 70
COLUMNS = ["doing_business_as_name=name", "address=address", "city=city", "state=region", "zip_code=postcode"]
COLUMNS += ["latitude=latitude", "longitude=longitude"]


def real_day() -> list[dict[str, str]]:
    """The real day of eight stops with the shortest way, no two of them next door, in the order in which they were made."""
    businesses = read(shared("chicago/businesses.csv.gz"))
    placed = {row["license_number"] for row in businesses if row["latitude"]}
    days = defaultdict(list)
    for row in read(shared("chicago/inspections_visits.csv.gz")):
        days[row["sanitarian"], row["inspection_date"]].append(row)
    fitting = []
    for stops in days.values():
        stops.sort(key=lambda stop: int(stop["inspection_id"]))
        licences = {stop["license"] for stop in stops if stop["latitude"]} & placed
        names = {stop["dba_name"] for stop in stops}
        if len(stops) == len(licences) == len(names) == STOPS and min(legs(stops)) > 100:
            fitting.append((sum(legs(stops)), stops[0]["inspection_date"], stops))
    return min(fitting)[2]


def legs(stops: list[dict[str, str]]) -> list[float]:
    """The metres from each stop to the next."""
    return [rough_distance(place_of(one), place_of(other)) for one, other in zip(stops, stops[1:], strict=False)]


def read(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", newline="") as opened:
        return list(csv.DictReader(opened))


def place_of(stop: dict[str, str]) -> Place:
    return Place(float(stop["latitude"]), float(stop["longitude"]))


def noisy(place: Place, chance: random.Random) -> Place:
    """Up to 15 m away, in any direction."""
    metres, angle = chance.uniform(0, 15), chance.uniform(0, 2 * math.pi)
    north = math.degrees(metres * math.cos(angle) / 6_371_008.8)
    east = math.degrees(metres * math.sin(angle) / 6_371_008.8) / math.cos(math.radians(place.latitude))
    return Place(place.latitude + north, place.longitude + east)


def morning_zone() -> str:
    """A zone in which it is eight in the morning, so that the day does not end during the journey."""
    ahead = (8 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def shop_front() -> bytes:
    """A photo as a phone takes it: large, with a camera's name in its EXIF."""
    picture = Image.new("RGB", (3000, 2250), "#7a8b99")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((400, 700, 2600, 2100), fill="#c9b18f")
    draw.rectangle((1300, 1200, 1700, 2100), fill="#4b3a2a")
    exif = Image.Exif()
    exif[0x0110] = "Somebody's Phone"
    out = BytesIO()
    picture.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[str, list[dict[str, str]], str]]:
    """The city imported as an operator does it, a rep with a real day on her plan, and a server."""
    stops, zone = real_day(), morning_zone()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environment = {**inherited, "CRM_HOME": str(tmp_path), "CRM_ENV": "test", "PORT": str(port), "HOST": "127.0.0.1"}
    environment |= {"DATABASE_URL": "", "CRM_WORKERS": "1", "CRM_CLOCK_RATE": str(CLOCK_RATE)}
    command = [sys.executable, "-m", "crm_mobile.cli"]
    subprocess.run([*command, "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True)
    settings = Settings(home=tmp_path, env="test", database_url="")
    database.connect(settings)
    people(zone)
    columns = [part for column in COLUMNS for part in ("--map", column)]
    import_ = [*command, "import", "customers", str(shared("chicago/businesses.csv.gz")), *columns]
    import_ += ["--key", "license_number", "--owner", "rosa@crm.example", "--territory", "Chicago"]
    import_ += ["--errors", str(tmp_path / "errors.csv")]
    done = subprocess.run(import_, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert "11406 added" in done.stdout
    plan(stops, zone)
    database.db.close()
    server = subprocess.Popen([*command, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/readyz")
        yield address, stops, zone
    finally:
        server.terminate()
        server.wait(20)
        database.db.close()


def people(zone: str) -> None:
    ada = users.add(email="ada@crm.example", name="Ada Lund", role="admin", by=None)
    team = teams.add(name="Chicago", by=ada, at=now())
    territory = teams.add_territory(name="Chicago", team_id=team.id, by=ada, at=now())
    hashed = passwords.hashed(PASSWORD)
    for name, role, territories in (("Rosa Ortiz", "rep", [territory.id]), ("Max Berger", "manager", [])):
        email = f"{name.split()[0].lower()}@crm.example"
        user = users.add(
            email=email, name=name, role=role, by=ada, team_id=team.id, territory_ids=territories, time_zone=zone
        )
        User.update(password_hash=hashed).where(User.id == user.id).execute()


def plan(stops: list[dict[str, str]], zone: str) -> None:
    rosa, manager = User.get(User.email == "rosa@crm.example"), User.get(User.email == "max@crm.example")
    for stop in stops:
        customer = Customer.get(Customer.reference == stop["license"])
        purpose = stop["inspection_type"]
        visits.plan(customer=customer, rep=rosa, day=clock.today(zone), by=manager, at=now(), purpose=purpose)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{address} did not come up")


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/(today|team)$"))


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"city-day-{name}.png")


def drive_to(context: BrowserContext, address: str, stop: dict[str, str], number: int, chance: random.Random) -> str:
    """Let the phone be at a stop; says what the position will be graded as."""
    context.clear_permissions()
    if number == REFUSED:
        return "could_not_tell"
    place = noisy(place_of(stop), chance)
    poor = number == POOR
    context.grant_permissions(["geolocation"], origin=address)
    context.set_geolocation({"latitude": place.latitude, "longitude": place.longitude, "accuracy": 800 if poor else 12})
    return "could_not_tell" if poor else "in_range"


POOR, REFUSED, WITH_PHOTO = 3, 5, 1


@pytest.mark.timeout(240)
def test_a_real_day_in_chicago(city: tuple[str, list[dict[str, str]], str], browser: Browser) -> None:
    address, stops, zone = city
    chance, way = random.Random(20130903), [0.0, *legs(stops)]
    phone = opened(browser, address, zone, PHONE)
    page = phone.page
    sign_in(page, "rosa@crm.example")
    expect(page.get_by_text(f"0 of {STOPS} stops")).to_be_visible()
    picture(page, "1-today")
    expected = []
    for number, stop in enumerate(stops):
        page.wait_for_timeout(1000 * way[number] / DRIVING_M_PER_S / CLOCK_RATE)
        expected.append(drive_to(phone.context, address, stop, number, chance))
        visit(page, number)
    page.goto("/today")
    expect(page.get_by_text(f"{STOPS} of {STOPS} stops").first).to_be_visible()
    picture(page, "7-day-done")
    phone.review()
    phone.context.close()
    tablet = opened(browser, address, zone, TABLET)
    manager_sees(tablet.page)
    tablet.review()
    tablet.context.close()
    made = list(Visit.select().order_by(Visit.started_at))
    assert [visit.grade for visit in made] == expected
    assert all(visit.outcome and visit.finished_at for visit in made)
    assert Task.select().count() == STOPS
    assert max(Photo.get().width, Photo.get().height) <= 1600 and Photo.select().count() == 1
    reasons = [position.reason for position in Position.select().order_by(Position.at)]
    assert reasons[POOR] == "poor_accuracy" and reasons[REFUSED] == "no_permission"


def opened(browser: Browser, address: str, zone: str, kind: dict[str, object]) -> Device:
    options = {"base_url": address, "timezone_id": zone, "locale": "en-US", "reduced_motion": "reduce"}
    context = browser.new_context(**{**kind, **options})
    context.add_init_script(WATCH)
    device = Device(context, context.new_page())
    device.watch(device.page)
    return device


def visit(page: Page, number: int) -> None:
    """Check in, say how it went, finish; the follow-up that is proposed stands."""
    page.get_by_role("button", name="Check in").first.click()
    page.wait_for_selector("#visit-form")
    if number == 0:
        picture(page, "2-sheet")
    page.wait_for_selector("[id^=position-] .badge")
    picture(page, f"3-position-{number}") if number in (0, POOR, REFUSED) else None
    page.get_by_role("radio", name=("Interested", "Order placed")[number % 2]).check()
    if number == WITH_PHOTO:
        page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": shop_front()})
        page.wait_for_selector(".photo img[src^='/photos/']")
        page.get_by_label("Promised").fill("Samples by Friday")
        picture(page, "4-photo")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    if number == WITH_PHOTO:
        picture(page, "5-saved")
    if number < STOPS - 1:
        page.get_by_role("link", name="Next:").click()
        page.wait_for_load_state()
        if number == 0:
            picture(page, "6-next")


def manager_sees(page: Page) -> None:
    """With the keyboard: the team, the day of the rep beside it, her positions, and a word."""
    sign_in(page, "max@crm.example")
    expect(page.get_by_text(f"{STOPS} of {STOPS}", exact=True)).to_be_visible()
    picture(page, "8-team")
    page.get_by_role("link", name="Rosa Ortiz").focus()
    with page.expect_response(re.compile("/team/.")):
        page.keyboard.press("Enter")
    # The day in the pane is replaced by the same one, asked for again.
    page.wait_for_load_state("networkidle")
    pane = page.locator("#pane")
    expect(pane.get_by_text("Promised: Samples by Friday")).to_be_visible()
    expect(pane.get_by_text("Could not tell")).to_have_count(2)
    expect(pane.get_by_text("In range")).to_have_count(STOPS - 2)
    pane.locator(".photo img").scroll_into_view_if_needed()
    picture(page, "9-rep-day")
    pane.get_by_role("link", name="Show positions").click()
    expect(pane.get_by_text("is recorded, and Rosa Ortiz sees it")).to_be_visible()
    pane.get_by_text("Comment: ").last.scroll_into_view_if_needed()
    picture(page, "10-positions")
    pane.get_by_text("Comment: ").first.click()
    pane.get_by_role("textbox").first.fill("Well done!")
    pane.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("Comment sent.")).to_be_visible()
