"""Kept statements: they read and write what peewee's own would, and leave to it what is not simple."""

from datetime import UTC, datetime

import pytest
from peewee import fn

from crm_mobile.core import statements
from crm_mobile.core.ids import new_id
from crm_mobile.core.models import Operation, Preference
from crm_mobile.customers.models import Customer
from crm_mobile.events.models import Event
from crm_mobile.team.models import Session, User

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def test_a_row_is_read_as_it_was_written(world, db):
    id, person = new_id(), new_id()
    Operation.create(id=id, user_id=person, digest="d", answer={"城": [1, None, True]}, at=AT)
    kept = Operation.get(Operation.id == id, Operation.user_id == person)
    usual = Operation.select().where(Operation.id == id).get()
    for found in (kept, usual):
        assert (found.id, found.user_id, found.digest, found.at) == (id, person, "d", AT)
        assert found.answer == {"城": [1, None, True]}
    assert kept == usual
    assert not kept.is_dirty()


def test_relations_are_found_by_row_and_by_id(world):
    token = Session.create(user=world.rosa, token_hash="x")
    for wanted in (world.rosa, world.rosa_id):
        assert Session.get(Session.user == wanted, Session.token_hash == "x") == token
    read = Session.get_by_id(token.id)
    assert read.user_id == world.rosa_id
    assert read.user.name == world.rosa.name


def test_nothing_found_is_said_as_usual(db):
    assert Operation.get_or_none(Operation.id == new_id()) is None
    with pytest.raises(Operation.DoesNotExist):
        Operation.get_by_id(new_id())


def test_defaults_and_numbers_are_filled_in(db):
    first = Event.create(verb="test.done", subject_kind="test", subject_id=new_id())
    second = Event.create(verb="test.done", subject_kind="test", subject_id=new_id())
    assert second.id > first.id
    stored = Event.select().where(Event.id == second.id).get()
    assert stored.changes == {}
    assert stored.at == second.at


def test_nothing_is_null_and_not_the_word(db):
    made = Event.create(verb="test.done", subject_kind="test", subject_id=new_id(), customer_id=None)
    assert Event.select().where(Event.customer_id.is_null(), Event.id == made.id).exists()


def test_what_is_not_simple_goes_the_usual_way(world, db):
    assert User.get(User.email.startswith("rosa")).id == world.rosa_id
    assert User.get((User.name == world.rosa.name) & (User.role == "rep")).id == world.rosa_id
    assert User.get(User.email == fn.lower(world.rosa.email)).id == world.rosa_id
    assert Customer.get(Customer.name == Customer.name)
    made = Preference.create(key="demo", value=True, changed_at=AT)
    made.value = False
    made.save()
    assert Preference.get_by_id("demo").value is False


def test_the_sql_is_made_once(world, db, monkeypatch):
    world.rosa  # noqa: B018 - the first read makes it
    monkeypatch.setattr(statements, "columns", lambda model: pytest.fail("made again"))
    assert world.rosa.id == world.rosa_id
