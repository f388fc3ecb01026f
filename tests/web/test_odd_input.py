"""What no page of ours sends, but somebody may: each gets an answer, and none breaks a page for good."""

import base64
import io

import pytest
from PIL import Image

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.field import check_ins, visits


@pytest.fixture
def visit(world):
    day = clock.today(world.rosa.zone)
    planned = visits.plan(customer=world.acme, rep=world.rosa, day=day, by=world.rosa, at=now())
    check_ins.check_in(planned, by=world.rosa, at=now())
    return planned


def test_a_list_cannot_be_asked_to_go_on_from_nonsense(sign_in, world):
    deep = base64.urlsafe_b64encode(b"[" * 3000).decode()
    rosa = sign_in(world.rosa)
    for address in ("/customers", "/tasks", f"/customers/{world.acme_id}/visits"):
        assert rosa.get(f"{address}?after={deep}").status_code == 200


def test_a_word_may_be_longer_than_any_index_takes(sign_in, world):
    word, day = "x" * 3000, clock.today(world.rosa.zone)
    for address in ("/search", "/customers", f"/itineraries/{day}"):
        assert sign_in(world.rosa).get(f"{address}?q={word}").status_code == 200
    assert sign_in(world.max).get(f"/team/{world.rosa_id}/visits/new?q={word}").status_code == 200


def test_an_accuracy_beyond_the_earth_does_not_break_the_visit(sign_in, world, visit):
    rosa = sign_in(world.rosa)
    sent = {"latitude": "41.8", "longitude": "-87.6", "accuracy": "1e308"}
    assert rosa.post(f"/visits/{visit.id}/position", data=sent).status_code == 303
    for person in (world.rosa, world.max):
        assert sign_in(person).get(f"/visits/{visit.id}").status_code == 200
    page = sign_in(world.max).get(f"/team/{world.rosa_id}?positions=1").text
    assert "The phone gave no usable position." in page


def test_a_photo_answers_a_question_of_any_name(sign_in, world, visit):
    written = io.BytesIO()
    Image.new("RGB", (20, 20)).save(written, "PNG")
    written.seek(0)
    sent = {"photos": (written, "shelf.png")}
    answer = sign_in(world.rosa).post(f"/visits/{visit.id}/photos?question=%00{'q' * 200}", data=sent)
    assert answer.status_code == 303


@pytest.mark.parametrize("version", ["9" * 5000, "²", "-1", ""])
def test_a_version_that_is_no_number_is_none(sign_in, world, version):
    sent = {"name": "Acme Tools", "version": version}
    assert sign_in(world.rosa).post(f"/customers/{world.acme_id}", data=sent).status_code == 303


def test_a_pause_that_is_not_a_number(sign_in, world):
    sent = {
        "kind": "nominatim",
        "address": "https://n.example.com",
        "contact": "a@b.example",
        "confirmed": "y",
        "seconds_between": "NaN",
    }
    assert sign_in(world.ada).post("/admin/geocoder", data=sent).status_code == 422


def test_a_visit_form_is_kept_without_what_no_database_keeps(sign_in, world):
    sent = {"name": "Shelf", "key": "\0", "label": "Stock\0", "kind": "text", "choices": "\0", "stages": "\0"}
    assert sign_in(world.ada).post("/admin/visit-forms", data=sent).status_code == 303
