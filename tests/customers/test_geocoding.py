"""Places found by address: a local server speaks Nominatim, and nothing waits for it."""

import time
from datetime import timedelta

import pytest
from werkzeug import Response

from crm_mobile.core import preferences, rows
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, Refused
from crm_mobile.core.places import Place
from crm_mobile.customers import customers, geocoding, jobs, locating, queries
from crm_mobile.customers.models import Customer, GeocodeRequest
from crm_mobile.customers.queries import Filters
from crm_mobile.events import work

# geopy says so itself when a server sends a latitude of 91.
pytestmark = pytest.mark.filterwarnings("ignore:Latitude normalization")

FOUND = [{"lat": "41.8900", "lon": "-87.6500", "display_name": "1 Main St, Chicago", "place_id": 1}]
CHOICE = {"kind": "nominatim", "contact": "maps@crm.example", "seconds_between": 0, "confirmed": True}


@pytest.fixture
def server(httpserver, world):
    """A Nominatim of our own, chosen and confirmed by the admin."""
    geocoding.choose({**CHOICE, "address": httpserver.url_for("").rstrip("/")}, by=world.ada, at=now())
    return httpserver


def noted(world, **values):
    return customers.create(
        by=world.rosa, at=now(), name="Corner", city="Chicago", **{"address": "1 Main St", **values}
    )


def everything_is_worked_off():
    while work.respond():
        pass
    jobs.locate()


def test_an_address_becomes_a_place(world, server):
    server.expect_oneshot_request("/search").respond_with_json(FOUND)
    customer = noted(world)
    everything_is_worked_off()
    placed = Customer.get_by_id(customer.id)
    assert (placed.latitude, placed.longitude, placed.place_source) == (41.89, -87.65, "geocoder")
    asked = server.log[0][0]
    assert "1 Main St" in asked.args["q"] and "Chicago" in asked.args["q"]
    assert asked.headers["User-Agent"] == "crm-mobile/0.1 (maps@crm.example)"
    assert GeocodeRequest.get().due_at is None


def test_each_address_is_asked_once(world, server):
    server.expect_request("/search").respond_with_json(FOUND)
    both = [noted(world), noted(world, address="1 main ST")]
    everything_is_worked_off()
    assert len(server.log) == 1
    assert {Customer.get_by_id(customer.id).latitude for customer in both} == {41.89}


def test_an_unknown_address_stays_on_the_list_and_is_not_asked_again(world, server, sign_in):
    server.expect_request("/search").respond_with_json([])
    noted(world)
    everything_is_worked_off()
    second = noted(world)
    everything_is_worked_off()
    assert len(server.log) == 1 and GeocodeRequest.select().where(GeocodeRequest.due_at.is_null(False)).count() == 0
    assert [row.name for row in queries.listing(world.rosa, Filters(without_place=True)).rows] == ["Corner", "Corner"]
    assert "Corner" in sign_in(world.rosa).get("/customers?place=none").text
    assert sign_in(world.rosa).get(f"/customers/{second.id}").status_code == 200


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_failing_server_is_asked_later(world, server, status):
    server.expect_request("/search").respond_with_data("no", status=status)
    noted(world)
    everything_is_worked_off()
    wish = GeocodeRequest.get()
    assert wish.due_at > now() + timedelta(seconds=30) and wish.error and wish.attempts == 1


@pytest.mark.parametrize(
    "body", ["not json", '[{"lat": "x", "lon": "y"}]', '[{"lat": "91", "lon": "0", "display_name": ""}]', "{}"]
)
def test_nonsense_is_no_place(world, server, body):
    server.expect_request("/search").respond_with_data(body, content_type="application/json")
    customer = noted(world)
    everything_is_worked_off()
    assert Customer.get_by_id(customer.id).latitude is None


def test_a_silent_server_is_given_up(world, server, monkeypatch):
    monkeypatch.setattr(geocoding, "TIMEOUT_SECONDS", 0.2)

    def slow(_request):
        time.sleep(0.6)
        return Response("[]", mimetype="application/json")

    server.expect_request("/search").respond_with_handler(slow)
    noted(world)
    everything_is_worked_off()
    assert "Timed" in GeocodeRequest.get().error


def test_a_better_place_stands(world, server):
    server.expect_request("/search").respond_with_json(FOUND)
    customer = noted(world)
    while work.respond():
        pass
    customers.put_place(customer, Place(1, 1), source="phone", by=world.rosa, at=now())
    jobs.locate()
    assert Customer.get_by_id(customer.id).latitude == 1 and server.log == []


def test_the_rate_is_kept(world, httpserver, monkeypatch):
    monkeypatch.setattr(locating, "_last_asked", 0.0)
    choice = {**CHOICE, "address": httpserver.url_for("").rstrip("/"), "seconds_between": 0.3}
    geocoding.choose(choice, by=world.ada, at=now())
    httpserver.expect_request("/search").respond_with_json(FOUND)
    for number in range(3):
        noted(world, address=f"{number} Main St")
    begun = time.monotonic()
    everything_is_worked_off()
    asked = {request.args["q"] for request, _answer in httpserver.log}
    assert len(asked) == 3 and time.monotonic() - begun >= 0.6


def test_a_slow_rate_holds_no_lease_and_no_worker(world, server, monkeypatch):
    geocoding.choose(
        {**CHOICE, "address": server.url_for("").rstrip("/"), "seconds_between": 3600}, by=world.ada, at=now()
    )
    server.expect_request("/search").respond_with_json(FOUND)
    monkeypatch.setattr(locating, "_last_asked", time.monotonic())
    noted(world)
    everything_is_worked_off()
    waiting = GeocodeRequest.get()
    assert not server.log and waiting.due_at is not None and waiting.lease_until is None


def test_nothing_is_asked_while_it_is_off(world, sign_in):
    noted(world)
    everything_is_worked_off()
    assert GeocodeRequest.select().count() == 0 and preferences.get("geocoder")["kind"] == "off"
    with pytest.raises(Refused):
        locating.ask_for(noted(world), by=world.rosa, at=now())


def test_looking_up_on_demand(world, server, sign_in):
    server.expect_request("/search").respond_with_json(FOUND)
    customer, rosa = noted(world), sign_in(world.rosa)
    GeocodeRequest.delete().execute()
    assert f"/customers/{customer.id}/geocoding" in rosa.get(f"/customers/{customer.id}").text
    assert rosa.post(f"/customers/{customer.id}/geocoding").status_code == 303
    assert sign_in(world.kim).post(f"/customers/{customer.id}/geocoding").status_code == 404
    assert rosa.post(f"/customers/{world.far_cafe_id}/geocoding").status_code == 404
    jobs.locate()
    assert Customer.get_by_id(customer.id).place_source == "geocoder"
    assert "/geocoding" not in rosa.get(f"/customers/{customer.id}").text


def test_a_customer_without_address_is_not_asked_for(world, server):
    noted(world, address="")
    assert rows.scalar("SELECT count(*) FROM event WHERE verb = 'customer.address_changed'") == 0
    changed = noted(world)
    customers.update(changed, {"address": "2 Main St"}, by=world.rosa, at=now(), version=1)
    assert rows.scalar("SELECT count(*) FROM event WHERE verb = 'customer.address_changed'") == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "carrier pigeon"}, "kind"),
        ({**CHOICE, "address": ""}, "address"),
        ({**CHOICE, "address": "ftp://x"}, "address"),
        ({**CHOICE, "address": "http://[x"}, "address"),
        ({**CHOICE, "address": "https://x.example", "contact": "me"}, "contact"),
        ({**CHOICE, "address": "https://x.example", "confirmed": False}, "confirmed"),
        ({**CHOICE, "address": "https://x.example", "seconds_between": "nan"}, "seconds_between"),
        ({**CHOICE, "address": "https://nominatim.openstreetmap.org", "seconds_between": "0.5"}, "seconds_between"),
        ({"kind": "google", "contact": "a@b.example", "confirmed": True}, "key"),
    ],
)
def test_a_choice_is_checked(world, values, field):
    with pytest.raises(Invalid) as wrong:
        geocoding.choose(values, by=world.ada, at=now())
    assert list(wrong.value.errors) == [field] and not geocoding.is_on()


def test_every_kind_can_be_made(world):
    for kind, described in geocoding.KINDS.items():
        values = {**CHOICE, "kind": kind, "address": "https://maps.example/here", "key": "k"}
        chosen = geocoding.choose(values, by=world.ada, at=now())
        assert (chosen["kind"], bool(chosen["key"])) == (kind, bool(described.key_name))
        if kind != "off":
            assert geocoding._geocoder(chosen).timeout == geocoding.TIMEOUT_SECONDS
    kept = geocoding.choose({**CHOICE, "kind": "tomtom", "key": ""}, by=world.ada, at=now())
    assert kept["key"] == "k"


@pytest.mark.parametrize("answer", [["no place"], [{"lat": None, "lon": None}], [{}], {"error": "later"}, 7])
def test_an_answer_of_another_shape_holds_up_nobody(world, server, answer):
    server.expect_oneshot_request("/search").respond_with_json(answer)
    server.expect_request("/search").respond_with_json(FOUND)
    odd, fine = noted(world), noted(world, address="2 Main St")
    everything_is_worked_off()
    assert Customer.get_by_id(odd.id).latitude is None
    assert Customer.get_by_id(fine.id).latitude == 41.89
