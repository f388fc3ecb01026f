"""Noting, changing and reading customers, and who may do what."""

import threading

import pytest

from crm_mobile.core import database, rows
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict, Invalid, NotFound, Refused
from crm_mobile.core.ids import new_id
from crm_mobile.core.places import Place
from crm_mobile.customers import customers, queries
from crm_mobile.customers.models import Stage
from crm_mobile.events import queries as log


def named(world, name, by=None, **values):
    return customers.create(by=by or world.rosa, at=now(), name=name, **values)


def test_a_customer_in_twenty_seconds(world, sign_in):
    rosa = sign_in(world.rosa)
    page = rosa.get("/customers/new")
    assert 'name="name"' in page.text and "data-position-fill-only" in page.text
    sent = {
        "name": "  Corner\tStore ",
        "phone": "(312) 555-0199",
        "operation": str(new_id()),
        "latitude": "41.9",
        "longitude": "-87.7",
        "accuracy": "12",
    }
    first, again = rosa.post("/customers", data=sent), rosa.post("/customers", data=sent)
    assert first.status_code == 303 and first.headers["Location"] == again.headers["Location"]
    assert [row.name for row in queries.listing(world.rosa).rows] == ["Acme Hardware", "Corner Store"]
    made = queries.search(world.rosa, "corner")[0]
    assert (made.latitude, made.longitude, made.owner_id, made.territory_id) == (
        41.9,
        -87.7,
        world.rosa_id,
        world.north_id,
    )
    page = rosa.get(first.headers["Location"])
    assert "Corner Store" in page.text and "tel:+13125550199" in page.text and "(312) 555-0199" in page.text
    assert "from a phone on the spot" in page.text and "Customer noted" in page.text and "Rosa Ortiz" in page.text


def test_a_position_survives_a_wrong_number(world, sign_in):
    sent = {"name": "Corner", "phone": "1", "latitude": "41.9", "longitude": "-87.7", "accuracy": "12"}
    answer = sign_in(world.rosa).post("/customers", data=sent)
    assert answer.status_code == 422 and 'name="latitude" type="hidden" value="41.9"' in answer.text
    assert "The position you gave is kept" in answer.text


def test_a_manager_does_not_lose_sight_of_what_she_notes(world, sign_in):
    manager = sign_in(world.max)
    assert f'selected value="{world.max_id}"' in manager.get("/customers/new").text
    for given in (
        {},
        {"owner_id": str(world.max_id), "territory_id": ""},
        {"owner_id": "", "territory_id": str(world.north_id)},
    ):
        answer = manager.post("/customers", data={"name": "Noted", **given})
        assert manager.get(answer.headers["Location"]).status_code == 200
    nobody = {"name": "Acme Hardware", "owner_id": "", "territory_id": ""}
    answer = manager.post(f"/customers/{world.acme_id}", data=nobody)
    assert answer.status_code == 422 and "an owner or a territory of your team" in answer.text
    assert sign_in(world.olga).post(f"/customers/{world.acme_id}", data=nobody).status_code == 303


def test_the_same_operation_with_other_contents_is_a_conflict(world, sign_in):
    rosa, operation = sign_in(world.rosa), str(new_id())
    assert rosa.post("/customers", data={"name": "One", "operation": operation}).status_code == 303
    assert rosa.post("/customers", data={"name": "Two", "operation": operation}).status_code == 409
    assert queries.search(world.rosa, "two") == []


def test_a_poor_position_keeps_nothing_from_being_saved(world, sign_in):
    rosa = sign_in(world.rosa)
    for fix in (
        {"latitude": "41.9", "longitude": "-87.7", "accuracy": "800"},
        {"latitude": "91", "longitude": "0", "accuracy": "5"},
        {"latitude": "nan", "longitude": "0", "accuracy": "5"},
        {"latitude": "41.9", "longitude": "-87.7", "accuracy": "-3"},
        {"latitude": "41.9", "longitude": "-87.7", "accuracy": "inf"},
        {"failure": "denied"},
    ):
        answer = rosa.post("/customers", data={"name": "Somewhere", **fix})
        page = rosa.get(answer.headers["Location"])
        assert "Saved without a place" in page.text and "It is not known yet where this is" in page.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "x" * 10_000, "at most 200 characters"),
        ("name", " \x00\u202e ", "Type a name"),
        ("phone", "12", "This is no telephone number. Type it like (201) 555-0123"),
        ("phone3", "call me", "This is no telephone number"),
        ("email", "nobody", "This is no e-mail address"),
        ("website", "javascript:alert(1)", "This is no web address"),
        ("website", "not a site", "This is no web address"),
        ("notes", "x" * 10_001, "at most 10000 characters"),
        ("place", "91, 0", "A place looks like"),
        ("stage", "famous", "Not a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(world, sign_in, field, value, sentence):
    rosa = sign_in(world.rosa)
    answer = rosa.post("/customers", data={"name": "Kept Name", "city": "Springfield", field: value})
    assert answer.status_code == 422 and sentence in answer.text and "Springfield" in answer.text
    assert len(queries.listing(world.rosa).rows) == 1


@pytest.mark.parametrize(
    "name", ["مخبز الميناء", "‏שלום‎ בע״מ", "🍞 Bread 👩‍🍳", "绿叶茶行", "O'Brien <b>&amp;", "x" * 200]
)
def test_any_name_works(world, sign_in, name):
    rosa = sign_in(world.rosa)
    address = rosa.post("/customers", data={"name": f"\x00{name}"}).headers["Location"]
    assert rosa.get(address).status_code == 200 and rosa.get("/customers").status_code == 200
    assert len(queries.listing(world.rosa).rows) == 2


def test_each_sees_her_own(world):
    seen = {name: {row.name for row in queries.listing(user).rows} for name, user in world.everyone.items()}
    assert seen["rosa"] == seen["max"] == {"Acme Hardware"}
    assert seen["kim"] == set() and seen["stella"] == {"Far Café"}
    assert seen["olga"] == seen["ada"] == {"Acme Hardware", "Far Café"}
    for name, user in world.everyone.items():
        found = {row.name for typed in ("acme", "far", "312") for row in queries.search(user, typed)}
        near = {row.name for row in queries.near(user, Place(41.878, -87.63))}
        assert found == seen[name] and near == seen[name] - {"Far Café"}


def test_who_may_read_and_change(world, sign_in):
    answers = {
        "rosa": (200, 200),
        "max": (200, 200),
        "kim": (404, 404),
        "stella": (404, 404),
        "olga": (200, 200),
        "ada": (200, 403),
    }
    for name, user in world.everyone.items():
        client = sign_in(user)
        reading = client.get(f"/customers/{world.acme_id}")
        changing = client.get(f"/customers/{world.acme_id}/edit")
        assert (reading.status_code, changing.status_code) == answers[name], name
        assert (f"/customers/{world.acme_id}/edit" in reading.text) == (answers[name][1] == 200)
        sent = client.post(f"/customers/{world.acme_id}", data={"name": f"By {name}"})
        assert sent.status_code == (303 if answers[name][1] == 200 else answers[name][1])
        assert client.post("/customers", data={"name": "New"}).status_code == (403 if name == "ada" else 303)
    assert world.acme.name == "By olga"


def test_a_rep_reads_her_territory_but_changes_only_her_own(world, sign_in):
    shared = named(world, "Shared", by=world.olga, territory_id=world.north_id)
    rosa = sign_in(world.rosa)
    assert rosa.get(f"/customers/{shared.id}").status_code == 200
    assert rosa.post(f"/customers/{shared.id}", data={"name": "Mine"}).status_code == 403
    with pytest.raises(Refused):
        queries.changeable(world.rosa, shared.id)
    with pytest.raises(NotFound):
        queries.customer_for(world.kim, shared.id)


def test_changes_are_told_apart_in_the_log(world):
    values = {
        "stage": "lost",
        "notes": "Closed",
        "tags": ["Bar", "bar", "Café"],
        "phones": [("+13125550142", "Shop"), ("+13125550143", "")],
    }
    changed = customers.update(world.acme, values, by=world.rosa, at=now(), version=1)
    assert (changed.stage_id, changed.version) == ("lost", 2)
    assert queries.tags_of(world.acme_id) == ["Bar", "Café"]
    assert [phone.e164 for phone in queries.phones_of(world.acme_id)] == ["+13125550142", "+13125550143"]
    told = {event.verb: event.changes for event in log.of_customer(world.acme_id)}
    assert told["customer.stage_changed"]["stage"] == ["active", "lost"]
    assert set(told["customer.changed"]) == {"notes", "phones", "tags", "version"}
    before = len(log.of_customer(world.acme_id))
    assert customers.update(changed, values, by=world.rosa, at=now(), version=2).version == 2
    assert len(log.of_customer(world.acme_id)) == before


def test_handing_over_moves_what_both_can_see(world):
    moved = customers.update(
        world.acme, {"owner_id": world.kim_id, "territory_id": world.south_id}, by=world.max, at=now(), version=1
    )
    assert [row.name for row in queries.search(world.kim, "acme")] == [moved.name]
    assert queries.search(world.rosa, "acme") == [] and queries.listing(world.rosa).rows == []
    event = next(event for event in log.of_customer(moved.id) if event.verb == "customer.reassigned")
    assert event.changes["owner"] == ["Rosa Ortiz", "Kim Li"]


def test_two_people_change_different_things_and_both_stand(world):
    customers.update(world.acme, {"notes": "Rings twice", "tier": "A"}, by=world.max, at=now(), version=1)
    mine = {"notes": "", "tier": "B", "city": "Chicago"}
    merged = customers.update(world.acme, mine, by=world.rosa, at=now(), version=1)
    assert (merged.notes, merged.tier, merged.version) == ("Rings twice", "B", 3)


def test_two_people_change_the_same_thing(world, sign_in):
    customers.update(world.acme, {"notes": "Theirs"}, by=world.max, at=now(), version=1)
    with pytest.raises(Conflict) as clash:
        customers.update(world.acme, {"notes": "Mine"}, by=world.rosa, at=now(), version=1)
    assert clash.value.mine == {"notes": ("Mine", "Theirs", "")}
    sent = {
        "name": "Acme Hardware",
        "notes": "Mine",
        "version": "1",
        "phone": "3125550142",
        "phone_label": "Shop",
        "tier": "A",
        "stage": "active",
    }
    rosa = sign_in(world.rosa)
    card = rosa.post(f"/customers/{world.acme_id}", data=sent)
    assert (
        card.status_code == 409
        and "Theirs" in card.text
        and ">Mine</textarea>" in card.text.replace("\r\n", "").replace("\n", "")
    )
    assert 'name="version" type="hidden" value="2"' in card.text
    assert world.acme.notes == "Theirs"
    assert rosa.post(f"/customers/{world.acme_id}", data={**sent, "version": "2"}).status_code == 303
    assert world.acme.notes == "Mine"


def test_the_form_gives_back_what_is_stored(world, sign_in):
    customers.update(
        world.acme,
        {"website": "https://acme.example", "tags": ["Bar"], "email": "a@acme.example"},
        by=world.rosa,
        at=now(),
        version=1,
    )
    olga = sign_in(world.olga)
    page = olga.get(f"/customers/{world.acme_id}/edit")
    for piece in (
        "https://acme.example",
        "(312) 555-0142",
        "214 W Harbour St",
        "41.878100, -87.629800",
        "a@acme.example",
    ):
        assert piece in page.text
    form = {
        "name": "Acme Hardware", "phone": "(312) 555-0142", "phone_label": "Shop", "website": "acme.example",
        "tags": "Bar", "email": "a@acme.example", "address": "214 W Harbour St", "city": "Chicago", "stage": "active",
        "tier": "A", "kind": "company", "place": "41.878100, -87.629800", "version": "2",
        "owner_id": str(world.kim_id), "territory_id": str(world.north_id),
    }  # fmt: skip
    assert olga.post(f"/customers/{world.acme_id}", data=form).status_code == 303
    acme = world.acme
    assert (acme.owner_id, acme.place_source, acme.version) == (world.kim_id, "typed", 3)
    form |= {"place": "41.9, -87.7", "version": "3"}
    assert olga.post(f"/customers/{world.acme_id}", data=form).status_code == 303
    assert (world.acme.latitude, world.acme.version) == (41.9, 4)


def test_a_rep_cannot_give_customers_away_by_typing_an_id(world, sign_in):
    sent = {"name": "Acme Hardware", "owner_id": str(world.stella_id), "territory_id": str(world.far_id)}
    assert sign_in(world.rosa).post(f"/customers/{world.acme_id}", data=sent).status_code == 303
    assert (world.acme.owner_id, world.acme.territory_id) == (world.rosa_id, world.north_id)
    # Nor can a manager, to people beyond her team: what she chose is not on offer.
    assert sign_in(world.max).post(f"/customers/{world.acme_id}", data=sent).status_code == 422
    assert world.acme.owner_id == world.rosa_id


def test_what_was_not_sent_stays(world, sign_in):
    five = [(f"+1312555014{digit}", "") for digit in range(5)]
    customers.update(world.acme, {"phones": five, "tags": ["Bar"]}, by=world.rosa, at=now(), version=1)
    rosa = sign_in(world.rosa)
    assert rosa.post(f"/customers/{world.acme_id}", data={"name": "Acme"}).status_code == 303
    acme = world.acme
    assert (acme.name, acme.stage_id, acme.tier, acme.address) == ("Acme", "active", "A", "214 W Harbour St")
    assert len(queries.phones_of(acme.id)) == 5 and queries.tags_of(acme.id) == ["Bar"]
    # A stage that is no longer offered stays until another one is chosen; the fifth number is not on the form.
    Stage.update(archived_at=now()).where(Stage.key == "active").execute()
    sent = {"name": "Acme", "phone": "312 555 0140", "phone2": "", "tags": "Bar，Café"}
    assert rosa.get(f"/customers/{world.acme_id}/edit").status_code == 200
    assert ">Active</span>" in rosa.get(f"/customers/{world.acme_id}").text
    assert rosa.post(f"/customers/{world.acme_id}", data=sent).status_code == 303
    assert world.acme.stage_id == "active" and queries.tags_of(acme.id) == ["Bar", "Café"]
    assert [phone.e164[-4:] for phone in queries.phones_of(acme.id)] == ["0140", "0144"]


def test_a_reference_is_one_customers(world):
    named(world, "First", reference="C-1")
    with pytest.raises(Invalid):
        named(world, "Second", reference="C-1")
    with pytest.raises(Invalid):
        customers.update(world.acme, {"reference": "C-1"}, by=world.rosa, at=now(), version=None)


def test_one_operation_from_two_taps_at_once(world, sign_in):
    sent, answers = {"name": "Once Only", "operation": str(new_id())}, []
    clients = [sign_in(world.rosa) for _each in range(2)]

    def tap(client):
        try:
            answers.append(client.post("/customers", data=sent).headers["Location"])
        finally:
            database.db.close()

    taps = [threading.Thread(target=tap, args=(client,)) for client in clients]
    [each.start() for each in taps]
    [each.join() for each in taps]
    assert len(answers) == 2 and len(set(answers)) == 1
    assert rows.scalar("SELECT count(*) FROM customer WHERE name = 'Once Only'") == 1


def test_what_may_be_the_same_is_said_quietly(world, sign_in):
    rosa = sign_in(world.rosa)
    by_phone = rosa.htmx("/customers/duplicates?name=Somebody&phone=312-555-0142")
    by_name = rosa.htmx("/customers/duplicates?name=ACME+hardware&phone=")
    assert "Acme Hardware" in by_phone.text and "Acme Hardware" in by_name.text
    assert rosa.htmx("/customers/duplicates?name=Nobody&phone=").text.strip() == ""
    assert sign_in(world.stella).htmx("/customers/duplicates?name=acme+hardware&phone=3125550142").text.strip() == ""
    far = queries.likely_same(world.rosa, "Acme Hardware", [], Place(10, 10))
    assert far == []


def test_last_contact_only_moves_forward(world):
    later, earlier = now(), now().replace(year=2020)
    customers.touched(world.acme_id, later)
    customers.touched(world.acme_id, earlier)
    assert world.acme.last_contact_at == later
