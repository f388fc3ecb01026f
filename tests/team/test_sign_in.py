"""Signing in: the right person, once, slowly for guessers."""

import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from crm_mobile.core import limits
from crm_mobile.core.clock import now
from crm_mobile.core.errors import TooMany
from crm_mobile.core.models import Attempt
from crm_mobile.team import sessions, users
from crm_mobile.team.models import Session, User
from crm_mobile.web.security import SESSION_COOKIE
from tests.world import PASSWORD


def test_the_right_password_opens_the_day(client, world):
    response = client.post("/sign-in", data={"email": " ROSA@crm.example ", "password": PASSWORD})
    assert response.status_code == 303 and response.headers["Location"] == "/today"
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie.secure and cookie.http_only and cookie.same_site == "Lax" and cookie.path == "/"
    assert Session.get(Session.user == world.rosa).token_hash != cookie.value
    assert client.get("/me").status_code == 200


def test_unknown_account_and_wrong_password_look_the_same(client, world):
    unknown = client.post("/sign-in", data={"email": "nobody@crm.example", "password": "x"})
    wrong = client.post("/sign-in", data={"email": "rosa@crm.example", "password": "x"})
    assert unknown.status_code == wrong.status_code == 422
    assert unknown.get_data(as_text=True).replace("nobody@", "rosa@") == wrong.get_data(as_text=True)


def test_a_guesser_waits_longer_each_time_and_the_owner_is_not_locked_out(client, world):
    for _try in range(6):
        client.post("/sign-in", data={"email": "rosa@crm.example", "password": "guess"})
    refused = client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD})
    assert refused.status_code == 429 and "Wait" in refused.get_data(as_text=True)
    with time_machine.travel(now() + timedelta(minutes=16), tick=True):
        assert client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD}).status_code == 303


def test_one_address_that_tries_many_accounts_is_slowed_down(client, world):
    for number in range(101):
        users_tried = {"email": f"guess{number}@crm.example", "password": "x"}
        if number % 25 == 0:  # argon2 is slow on purpose; the counter is what is tested
            client.post("/sign-in", data=users_tried)
        else:
            with suppress(TooMany):
                limits.count_try("address", "127.0.0.1", now(), free=100, longest=timedelta(minutes=15))
    assert client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD}).status_code == 429


def test_a_page_is_asked_for_again_after_the_sign_in(client, world):
    sent_away = client.get("/me/devices")
    assert sent_away.status_code == 303 and sent_away.headers["Location"] == "/sign-in?next=/me/devices"
    back = client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD, "next": "/me/devices"})
    assert back.headers["Location"] == "/me/devices"


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, world, next):
    back = client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD, "next": next})
    assert back.headers["Location"] == "/today"


def test_the_door_shows_the_first_screen_of_a_role(client, sign_in, world):
    assert ">Sign in</h1>" in client.get("/").get_data(as_text=True)
    for person, heading in (
        (world.rosa, "Today"),
        (world.max, "Team today"),
        (world.olga, "Customers"),
        (world.ada, "Admin"),
    ):
        answer = sign_in(person).get("/")
        assert answer.status_code == 200 and f">{heading}</h1>" in answer.get_data(as_text=True)


def test_signing_out_ends_the_session_on_the_server(sign_in, world):
    client = sign_in(world.rosa)
    token = client.get_cookie(SESSION_COOKIE).value
    assert client.post("/sign-out").status_code == 303
    client.set_cookie(SESSION_COOKIE, token, secure=True)
    assert client.get("/me").status_code == 303


def test_one_device_ends_another_and_strangers_cannot(sign_in, world):
    phone, laptop, stranger = sign_in(world.rosa), sign_in(world.rosa), sign_in(world.kim)
    other = next(s for s in Session.select().where(Session.user == world.rosa).order_by(Session.created_at))
    assert stranger.post(f"/me/devices/{other.id}/deletion").status_code == 404
    assert laptop.post(f"/me/devices/{other.id}/deletion").status_code == 303
    assert phone.get("/me").status_code == 303 and laptop.get("/me").status_code == 200


def test_idle_and_old_sessions_end(sign_in, world):
    client = sign_in(world.rosa)
    with time_machine.travel(now() + timedelta(days=31), tick=True):
        assert client.get("/me").status_code == 303


def test_a_person_who_left_is_out_at_once(sign_in, world):
    client = sign_in(world.rosa)
    users.leave(world.rosa, by=world.ada, at=now())
    assert client.get("/me").status_code == 303
    assert client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD}).status_code == 422


def test_a_changed_role_takes_effect_at_the_next_request(sign_in, world):
    client = sign_in(world.rosa)
    users.change(world.rosa, {"role": "office"}, by=world.ada, at=now())
    assert ">Customers</h1>" in client.get("/").get_data(as_text=True)


def test_last_seen_is_written_rarely(sign_in, world, db):
    client = sign_in(world.rosa)
    session = Session.get(Session.user == world.rosa)
    client.get("/me")
    assert Session.get_by_id(session.id).last_seen_at == session.last_seen_at
    with time_machine.travel(now() + timedelta(minutes=6), tick=True):
        client.get("/me")
    assert Session.get_by_id(session.id).last_seen_at > session.last_seen_at


def test_the_zone_of_the_browser_is_taken_once(client, world):
    User.update(time_zone="").where(User.id == world.rosa_id).execute()
    client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD, "time_zone": "Asia/Tokyo"})
    assert world.rosa.time_zone == "Asia/Tokyo"
    client.post("/sign-out")
    client.post("/sign-in", data={"email": "rosa@crm.example", "password": PASSWORD, "time_zone": "Europe/Berlin"})
    assert world.rosa.time_zone == "Asia/Tokyo"


def test_old_sessions_are_forgotten(sign_in, world):
    sign_in(world.rosa)
    assert sessions.forget_before(now() - timedelta(days=90)) == 0
    assert sessions.forget_before(now() + timedelta(seconds=1)) == 1


def test_guesses_at_the_same_moment_do_not_slip_through_together(world, db):
    at, together, made, refused = now(), Barrier(12), [], []

    def guess():
        together.wait()
        try:
            limits.count_try("account", "somebody", at, free=5, longest=timedelta(minutes=15))
            made.append(1)
        except TooMany:
            refused.append(1)
        finally:
            db.close()

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (5, 7)


def test_the_wait_grows_and_ends_and_an_hour_makes_good(world):
    at, waits = now(), []
    for _try in range(8):
        limits.count_try("account", "somebody", at, free=5, longest=timedelta(minutes=15))
        blocked = Attempt.get().blocked_until
        waits.append(round((blocked - at).total_seconds()) if blocked else 0)
        at = blocked or at
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8]
    limits.count_try("account", "somebody", at + timedelta(minutes=61), free=5, longest=timedelta(minutes=15))
    assert Attempt.get().count == 1


def test_the_present_password_cannot_be_guessed_at_leisure(sign_in, world):
    client = sign_in(world.rosa)
    answers = [
        client.post("/me/password", data={"old": "guess", "password": "three boats in the morning"}).status_code
        for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]


@pytest.mark.sqlite_only
def test_a_page_is_read_while_nothing_can_be_written(sign_in, world, db, tmp_path):
    client = sign_in(world.rosa)
    db.execute_sql("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(tmp_path / "crm.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with time_machine.travel(now() + timedelta(minutes=6), tick=True):
            assert client.get("/today").status_code == 200
        other.execute("ROLLBACK")
    db.execute_sql("PRAGMA max_page_count = 1")
    with time_machine.travel(now() + timedelta(minutes=6), tick=True):
        assert client.get("/today").status_code == 200
