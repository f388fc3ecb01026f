"""The people to talk to: noted, changed, removed, brought back."""

from datetime import timedelta

import pytest

from crm_mobile.core import rows
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict
from crm_mobile.core.ids import new_id
from crm_mobile.customers import contacts, jobs, queries


def test_a_contact_is_noted_once(world, sign_in):
    rosa = sign_in(world.rosa)
    sent = {"name": "Maria Nowak", "title": "Owner", "phone": "312 555 0177", "operation": str(new_id())}
    for _again in range(2):
        assert rosa.post(f"/customers/{world.acme_id}/contacts", data=sent).status_code == 303
    page = rosa.get(f"/customers/{world.acme_id}")
    assert page.text.count("Maria Nowak</bdi>") == 1
    assert "tel:+13125550177" in page.text and "Contact added: Maria Nowak" in page.text


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "x" * 10_000), ("phone", "1"), ("email", "x@y")])
def test_what_is_wrong_is_said(world, sign_in, field, value):
    sent = {"name": "Maria", "title": "Kept title", field: value}
    answer = sign_in(world.rosa).post(f"/customers/{world.acme_id}/contacts", data=sent)
    assert answer.status_code == 422 and "Kept title" in answer.text and 'aria-invalid="true"' in answer.text
    assert queries.contacts_of(world.acme_id) == []


def test_removed_and_brought_back(world, sign_in):
    contact = contacts.add(world.acme, by=world.rosa, at=now(), name="Maria Nowak")
    rosa, gone = sign_in(world.rosa), {"operation": str(new_id())}
    for _again in range(2):
        assert rosa.post(f"/contacts/{contact.id}/deletion", data=gone).status_code == 303
    page = rosa.get(f"/customers/{world.acme_id}")
    assert f'action="/contacts/{contact.id}/restoration"' in page.text and "Maria Nowak</bdi>" not in page.text
    assert queries.search(world.rosa, "nowak") == [] and rosa.get(f"/contacts/{contact.id}").status_code == 404
    assert rosa.post(f"/contacts/{contact.id}/restoration").status_code == 303
    assert "Maria Nowak</bdi>" in rosa.get(f"/customers/{world.acme_id}").text
    assert len(queries.search(world.rosa, "nowak")) == 1


def test_removed_for_good_after_thirty_days(world):
    kept, gone = (contacts.add(world.acme, by=world.rosa, at=now(), name=name) for name in ("Kept", "Gone"))
    contacts.delete(kept, by=world.rosa, at=now() - timedelta(days=29))
    contacts.delete(gone, by=world.rosa, at=now() - timedelta(days=31))
    jobs.forget_deleted_contacts()
    assert rows.scalar("SELECT name FROM contact WHERE deleted_at IS NOT NULL") == "Kept"


def test_two_people_change_one_contact(world, sign_in):
    contact = contacts.add(world.acme, by=world.rosa, at=now(), name="Maria")
    contacts.change(contact, {"title": "Owner"}, by=world.max, at=now(), version=1)
    with pytest.raises(Conflict):
        contacts.change(contact, {"title": "Chef"}, by=world.rosa, at=now(), version=1)
    sent = {"name": "Maria", "title": "Chef", "version": "1"}
    card = sign_in(world.rosa).post(f"/contacts/{contact.id}", data=sent)
    assert card.status_code == 409 and 'class="conflict"' in card.text and 'value="Chef"' in card.text
    assert card.text.index("Chef") < card.text.index("Owner") and 'name="version" type="hidden" value="2"' in card.text
    assert sign_in(world.rosa).post(f"/contacts/{contact.id}", data={**sent, "version": "2"}).status_code == 303
    assert queries.contacts_of(world.acme_id)[0].title == "Chef"


def test_two_people_change_different_things_of_one_contact(world, sign_in):
    contact = contacts.add(world.acme, by=world.rosa, at=now(), name="Maria")
    contacts.change(contact, {"title": "Owner"}, by=world.max, at=now(), version=1)
    sent = {"name": "Maria Nowak", "title": "", "notes": "Rings twice", "version": "1"}
    assert sign_in(world.rosa).post(f"/contacts/{contact.id}", data=sent).status_code == 303
    stands = queries.contacts_of(world.acme_id)[0]
    assert (stands.name, stands.title, stands.notes) == ("Maria Nowak", "Owner", "Rings twice")


def test_only_who_may_change_the_customer_may_change_her_people(world, sign_in):
    contact = contacts.add(world.acme, by=world.rosa, at=now(), name="Maria")
    expected = {"rosa": 200, "max": 200, "kim": 404, "stella": 404, "olga": 200, "ada": 403}
    for name, user in world.everyone.items():
        client = sign_in(user)
        assert client.get(f"/contacts/{contact.id}").status_code == expected[name], name
        assert client.get(f"/customers/{world.acme_id}/contacts/new").status_code == expected[name]
        for address in (
            f"/contacts/{contact.id}",
            f"/contacts/{contact.id}/deletion",
            f"/contacts/{contact.id}/restoration",
            f"/customers/{world.acme_id}/contacts",
        ):
            status = client.post(address, data={"name": f"Maria {name}"}).status_code
            assert status == (303 if expected[name] == 200 else expected[name]), (name, address)
