"""Where a customer is: who says so, and who is believed."""

import pytest

from crm_mobile.core.clock import now
from crm_mobile.core.ids import new_id
from crm_mobile.core.places import Place
from crm_mobile.customers import customers
from crm_mobile.events import queries as log

HERE = {"latitude": "41.9", "longitude": "-87.7", "accuracy": "15"}


def test_i_am_here(world, sign_in):
    sent = {**HERE, "operation": str(new_id())}
    rosa = sign_in(world.rosa)
    for _again in range(2):
        assert rosa.post(f"/customers/{world.acme_id}/place", data=sent).status_code == 303
    acme = world.acme
    assert (acme.latitude, acme.longitude, acme.place_source, acme.version) == (41.9, -87.7, "phone", 2)
    told = [event for event in log.of_customer(acme.id) if event.verb == "customer.placed"]
    # The log is read by people who may not see positions.
    assert len(told) == 1 and "41.9" not in str(told[0].changes)
    assert "Place set from a phone on the spot" in rosa.get(f"/customers/{world.acme_id}").text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"failure": "denied"}, "may not use the position"),
        ({"failure": "timeout"}, "no usable position"),
        ({}, "no usable position"),
        ({**HERE, "latitude": "91"}, "no usable position"),
        ({**HERE, "latitude": "NaN"}, "no usable position"),
        ({**HERE, "accuracy": "50000"}, "only good to 50000 m"),
        ({**HERE, "accuracy": "-1"}, "how good its position is"),
        ({**HERE, "accuracy": "x"}, "how good its position is"),
    ],
)
def test_an_unusable_position_is_said(world, sign_in, sent, sentence):
    rosa = sign_in(world.rosa)
    for answer in (
        rosa.post(f"/customers/{world.acme_id}/place", data=sent),
        rosa.htmx(f"/customers/{world.acme_id}/place", data={"operation": "", **sent}),
    ):
        assert answer.status_code == 422 and sentence in answer.text
    assert world.acme.latitude == 41.8781


def test_only_who_may_change_may_place(world, sign_in):
    expected = {"rosa": 303, "max": 303, "kim": 404, "stella": 404, "olga": 303, "ada": 403}
    for name, user in world.everyone.items():
        assert sign_in(user).post(f"/customers/{world.acme_id}/place", data=HERE).status_code == expected[name], name


@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        ("phone", "geocoder", "phone"),
        ("check-in", "geocoder", "check-in"),
        ("typed", "geocoder", "typed"),
        ("import", "geocoder", "import"),
        ("geocoder", "geocoder", "geocoder"),
        ("phone", "import", "phone"),
        ("geocoder", "import", "import"),
        ("phone", "typed", "typed"),
        ("phone", "check-in", "check-in"),
        ("geocoder", "phone", "phone"),
    ],
)
def test_a_machine_never_displaces_a_better_source(world, first, second, wins):
    customer = customers.create(by=world.rosa, at=now(), name="Anew")
    for source, place in ((first, Place(1, 1)), (second, Place(2, 2))):
        customers.put_place(customer, place, source=source, by=None, at=now())
    stored = type(customer).get_by_id(customer.id)
    assert stored.place_source == wins and stored.latitude == (2 if wins == second else 1)
