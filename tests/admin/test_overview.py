"""The admin's first screen, and the settings it leads to."""

import pytest

from crm_mobile.core import preferences
from crm_mobile.events.models import Event


def test_overview_counts_and_describes_the_installation(sign_in, world):
    page = sign_in(world.ada).get("/admin")
    for words in ("Users", "Teams", "Territories", "Stages", "Visit forms", "100 m · 500 m", "Free disk", "up to date"):
        assert words in page.text


def test_ranges_are_chosen(sign_in, world):
    ada = sign_in(world.ada)
    assert ada.post("/admin/check-in-ranges", data={"in_range_m": "150", "near_m": "800"}).location == "/admin"
    assert (preferences.get("check_in_range_m"), preferences.get("check_in_near_m")) == (150, 800)
    assert Event.get(Event.verb == "settings.changed").changes["check_in_range_m"] == [100, 150]
    assert 'value="150"' in ada.get("/admin/check-in-ranges").text


@pytest.mark.parametrize(
    ("in_range", "near", "sentence"),
    [
        ("5", "500", "Give metres from 10 to 20000."),
        ("100", "90000", "Give metres from 10 to 20000."),
        ("500", "500", "has to reach farther"),
        ("far", "500", "Not a valid integer value."),
        ("", "500", "Give a number of metres."),
    ],
)
def test_ranges_that_make_no_sense(sign_in, world, in_range: str, near: str, sentence: str):
    answer = sign_in(world.ada).post("/admin/check-in-ranges", data={"in_range_m": in_range, "near_m": near})
    assert answer.status_code == 422 and sentence in answer.text
    assert preferences.get("check_in_range_m") == 100


SERVER = {"kind": "nominatim", "address": "https://geo.example.com", "contact": "it@crm.example"}


def test_the_address_server_is_off_until_it_is_confirmed(sign_in, world):
    ada = sign_in(world.ada)
    refused = ada.post("/admin/geocoder", data={**SERVER, "seconds_between": "1"})
    assert refused.status_code == 422 and "Confirm that the rules" in refused.text
    assert preferences.get("geocoder")["kind"] == "off"
    ada.post("/admin/geocoder", data={**SERVER, "seconds_between": "2", "confirmed": "y"})
    chosen = preferences.get("geocoder")
    assert (chosen["kind"], chosen["address"], chosen["seconds_between"]) == ("nominatim", SERVER["address"], 2.0)
    assert "Nominatim" in ada.get("/admin").text


def test_the_key_of_a_server_is_never_shown_again(sign_in, world):
    ada = sign_in(world.ada)
    data = {"kind": "opencage", "contact": "it@crm.example", "key": "s3cret-key", "confirmed": "y"}
    assert ada.post("/admin/geocoder", data=data).status_code == 303
    assert "s3cret-key" not in ada.get("/admin/geocoder").text
    ada.post("/admin/geocoder", data={**data, "key": ""})
    assert preferences.get("geocoder")["key"] == "s3cret-key"
    assert "s3cret" not in str(Event.get(Event.verb == "settings.changed").changes)
