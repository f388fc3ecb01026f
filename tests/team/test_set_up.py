"""The one-time link of a new user and the code of the first admin."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from crm_mobile.core import database
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, Refused
from crm_mobile.customers.models import Customer, CustomerPhone
from crm_mobile.team import passwords, users
from crm_mobile.team.models import Session, SetupLink, User, UserTerritory
from crm_mobile.web.replies import NOTICE_COOKIE
from tests.world import PASSWORD

GOOD = "three boats in the morning"


def link_for(world) -> str:
    user = users.add(email="new@crm.example", name="New Person", role="rep", by=world.ada, at=now())
    return users.make_setup_link(user, by=world.ada, at=now())


def test_a_link_lets_in_once(client, world):
    token = link_for(world)
    shown = client.get(f"/set-up/{token}")
    assert (
        shown.status_code == 200
        and "New Person" in shown.get_data(as_text=True)
        and shown.headers["Cache-Control"] == "no-store"
    )
    assert client.get(f"/set-up/{token}").status_code == 200, "opening a link changes nothing: mail scanners do it"
    assert client.post(f"/set-up/{token}", data={"password": GOOD, "time_zone": "Asia/Tokyo"}).status_code == 303
    assert client.get("/me").status_code == 200
    assert client.get(f"/set-up/{token}").status_code == 404
    assert SetupLink.get().token_hash != token


def test_a_newer_link_ends_the_older_and_time_ends_both(client, world):
    first = link_for(world)
    user = User.get(User.email == "new@crm.example")
    second = users.make_setup_link(user, by=world.ada, at=now())
    assert client.get(f"/set-up/{first}").status_code == 404
    with time_machine.travel(now() + timedelta(hours=73), tick=True):
        assert client.get(f"/set-up/{second}").status_code == 404


def test_a_bad_password_keeps_the_link(client, world):
    token = link_for(world)
    answer = client.post(f"/set-up/{token}", data={"password": "short"})
    assert answer.status_code == 422 and "15" in answer.get_data(as_text=True)
    assert client.get(f"/set-up/{token}").status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "passwordpassword",
        "Password Password 123",
        "1234567890123456789",
        "aaaaaaaaaaaaaaaaaa",
        "rosa@crm.example",
        "qwertyuiopasdfgh",
    ],
)
def test_easy_passwords_are_refused(password):
    with pytest.raises(Invalid):
        passwords.check(password, "rosa@crm.example", "Rosa Ortiz")


@pytest.mark.parametrize(
    "password", [GOOD, "   spaces count as well   ", "密码很长很长但是没有人会猜到的一句话", "x" * 7 + "yzABCq" * 30]
)
def test_long_passwords_of_any_kind_are_fine(password):
    passwords.check(password, "rosa@crm.example", "Rosa Ortiz")
    assert passwords.fits(password, passwords.hashed(password))


def test_a_new_password_signs_the_other_devices_out(sign_in, world):
    phone, laptop = sign_in(world.rosa), sign_in(world.rosa)
    assert laptop.post("/me/password", data={"old": "wrong", "password": GOOD}).status_code == 422
    assert laptop.post("/me/password", data={"old": PASSWORD, "password": GOOD}).status_code == 303
    assert laptop.get("/me").status_code == 200 and phone.get("/me").status_code == 303


def test_the_first_admin_needs_the_code_of_the_server(client, world):
    assert client.get("/first-admin").status_code == 404
    for table in (CustomerPhone, Customer, Session, SetupLink, UserTerritory, User):
        table.delete().execute()
    code = users.first_admin_code()
    typed = {"name": "Ada", "email": "ada@crm.example", "password": GOOD}
    assert client.get("/").headers["Location"] == "/first-admin"
    assert client.post("/first-admin", data={**typed, "code": "0000-0000"}).status_code == 422
    assert client.post("/first-admin", data={**typed, "code": code}).status_code == 303
    assert client.get("/me").status_code == 200
    assert users.first_admin_code() == ""
    with pytest.raises(Refused):
        users.add_first_admin(code, email="eve@crm.example", name="Eve", password=GOOD, address="", at=now())


def test_the_last_admin_stays(world):
    with pytest.raises(Refused):
        users.change(world.ada, {"role": "rep"}, by=world.ada, at=now())
    with pytest.raises(Refused):
        users.leave(world.ada, by=world.ada, at=now())


def test_an_address_is_used_once(world):
    with pytest.raises(Invalid):
        users.add(email="ROSA@crm.example", name="Other", role="rep", by=world.ada, at=now())


def test_two_admins_cannot_end_each_other(world, db):
    second = users.add(email="second@crm.example", name="Second Admin", role="admin", by=world.ada, at=now())
    User.update(password_hash="x").where(User.id == second.id).execute()
    together, refused = Barrier(2), []

    def end(user, by):
        together.wait()
        try:
            database.persistently(lambda: users.leave(user, by=by, at=now()))
        except Refused as fault:
            refused.append(fault)
        finally:
            db.close()

    pairs = [(world.ada, second), (second, world.ada)]
    threads = [Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.select().where(User.role == "admin", User.ended_at.is_null()).count() == 1


def test_the_link_of_somebody_who_left_is_worth_nothing(client, world):
    token = link_for(world)
    users.leave(User.get(User.email == "new@crm.example"), by=world.ada, at=now())
    assert client.get(f"/set-up/{token}").status_code == 404
    assert client.post(f"/set-up/{token}", data={"password": GOOD}).status_code == 404


def test_a_sign_out_takes_the_waiting_sentence_along(sign_in, world):
    rosa = sign_in(world.rosa)
    rosa.post(f"/customers/{world.acme_id}", data={"name": "Acme Tools"})
    assert rosa.get_cookie(NOTICE_COOKIE)
    rosa.post("/sign-out")
    assert not rosa.get_cookie(NOTICE_COOKIE)
