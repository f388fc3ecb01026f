"""An admin adds people, changes them, ends their access and lets them in again."""

import re

import pytest

from crm_mobile.core.clock import now
from crm_mobile.core.ids import new_id
from crm_mobile.events.models import Event
from crm_mobile.team import sessions
from crm_mobile.team.models import Session, SetupLink, User, UserTerritory

LENA = {"name": "Lena Fischer", "email": "lena@crm.example", "role": "rep", "language": "en"}


def link_in(page) -> str:
    return re.search(r'value="(https://[^"]+/set-up/[^"]+)"', page.text).group(1)


def test_adding_a_person_shows_her_link_once(sign_in, world, client):
    ada = sign_in(world.ada)
    answer = ada.post("/admin/users", data={**LENA, "team_id": world.team_id, "territory_ids": [world.north_id]})
    lena = User.get(User.email == "lena@crm.example")
    assert (answer.status_code, answer.location) == (303, f"/admin/users/{lena.id}/set-up-link")
    assert (lena.team_id, [link.territory_id for link in lena.territory_links]) == (world.team_id, [world.north_id])
    shown = ada.get(answer.location)
    assert shown.headers["Cache-Control"] == "no-store"
    address = link_in(shown)
    assert "cannot be shown again" in ada.get(answer.location).text
    chosen = client.post(address.removeprefix("https://localhost"), data={"password": "a quiet morning in may"})
    assert chosen.status_code == 303
    assert User.get_by_id(lena.id).password_hash


def test_the_same_form_sent_twice_adds_one_person(sign_in, world):
    ada, operation = sign_in(world.ada), str(new_id())
    first = ada.post("/admin/users", data={**LENA, "operation": operation})
    second = ada.post("/admin/users", data={**LENA, "operation": operation})
    assert first.location == second.location
    assert User.select().where(User.email == "lena@crm.example").count() == 1
    # The link of the first answer never arrived: the one of the second works.
    assert SetupLink.select().where(~SetupLink.revoked).count() == 1
    assert link_in(ada.get(second.location))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Type a name."),
        ({"name": "\x00\u202e"}, "Give a name of at most 200 characters."),
        ({"name": "x" * 10_000}, "200"),
        ({"language": "tlh"}, "Not a valid choice"),
        ({"email": "nobody"}, "This is no e-mail address"),
        ({"email": "rosa@crm.example"}, "Somebody with this e-mail is here already."),
        ({"role": "king"}, "Not a valid choice"),
        ({"time_zone": "Mars/Olympus"}, "This time zone is not known"),
        ({"team_id": str(new_id())}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_added_comes_back_with_what_was_typed(sign_in, world, wrong, sentence):
    answer = sign_in(world.ada).post("/admin/users", data={**LENA, **wrong})
    assert answer.status_code == 422 and sentence in answer.text
    assert "Lena Fischer" in answer.text or "name" in wrong
    assert User.select().count() == 6


def test_people_are_listed_with_where_they_stand(sign_in, world):
    page = sign_in(world.ada).get("/admin/users")
    assert "Rosa Ortiz" in page.text and "rosa@crm.example · City" in page.text
    assert "Nobody has lost access" in sign_in(world.ada).get("/admin/users?left=1").text


def test_changing_a_person(sign_in, world):
    ada = sign_in(world.ada)
    assert "Rosa Ortiz" in ada.get(f"/admin/users/{world.rosa_id}").text
    changed = {"name": "Rosa Ruiz", "email": "ruiz@crm.example", "role": "manager", "language": "zh-Hans"}
    territories = [world.north_id, world.south_id]
    answer = ada.post(
        f"/admin/users/{world.rosa_id}", data={**changed, "team_id": world.team_id, "territory_ids": territories}
    )
    assert answer.location == "/admin/users"
    rosa = world.rosa
    assert (rosa.name, rosa.email, rosa.role, rosa.language) == tuple(changed.values())
    assert {link.territory_id for link in UserTerritory.select().where(UserTerritory.user == rosa)} == set(territories)
    assert Event.get(Event.verb == "user.changed").changes["role"] == ["rep", "manager"]


def test_an_email_that_somebody_else_has_is_refused(sign_in, world):
    data = {**LENA, "email": "KIM@crm.example"}
    answer = sign_in(world.ada).post(f"/admin/users/{world.rosa_id}", data=data)
    assert answer.status_code == 422 and "here already" in answer.text
    assert world.rosa.name == "Rosa Ortiz"


def test_ending_access_takes_effect_at_once_and_can_be_undone(sign_in, world):
    ada, rosa = sign_in(world.ada), sign_in(world.rosa)
    assert rosa.get("/me").status_code == 200
    answer = ada.post(f"/admin/users/{world.rosa_id}/deletion")
    assert answer.status_code == 303
    assert rosa.get("/me").status_code == 303
    assert "/restoration" in ada.get("/admin/users").text or "can no longer sign in" in ada.get("/admin/users").text
    assert "Rosa Ortiz" in ada.get("/admin/users?left=1").text
    assert ada.post(f"/admin/users/{world.rosa_id}/set-up-link").status_code == 403
    assert "Let in again" in ada.get(f"/admin/users/{world.rosa_id}").text
    ada.post(f"/admin/users/{world.rosa_id}/restoration")
    assert world.rosa.ended_at is None
    assert sign_in(world.rosa).get("/me").status_code == 200


def test_the_last_admin_cannot_lock_everybody_out(sign_in, world):
    ada = sign_in(world.ada)
    assert ada.post(f"/admin/users/{world.ada_id}/deletion").status_code == 403
    data = {"name": "Ada Lund", "email": "ada@crm.example", "role": "rep", "language": "en"}
    assert ada.post(f"/admin/users/{world.ada_id}", data=data).status_code == 403
    assert world.ada.role == "admin" and world.ada.ended_at is None


def test_signing_a_person_out_everywhere(sign_in, world):
    ada = sign_in(world.ada)
    for device in ("Phone", "Tablet"):
        sessions.begin(world.rosa, device_name=device, at=now())
    assert "Signed in on 2 devices." in ada.get(f"/admin/users/{world.rosa_id}").text
    ada.post(f"/admin/users/{world.rosa_id}/sessions/deletion")
    assert not Session.select().where(Session.user == world.rosa, Session.ended_at.is_null()).exists()


def test_a_new_link_ends_the_old_one(sign_in, world, client):
    ada = sign_in(world.ada)
    address = f"/admin/users/{world.rosa_id}/set-up-link"
    old = link_in(ada.get(ada.post(address).location)).removeprefix("https://localhost")
    new = link_in(ada.get(ada.post(address).location)).removeprefix("https://localhost")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


@pytest.mark.parametrize("name", ["rosa", "max", "olga"])
def test_only_admins_come_in(sign_in, world, name: str):
    stranger = sign_in(getattr(world, name))
    for address in ("/admin", "/admin/users", "/admin/teams", "/admin/stages", "/admin/geocoder"):
        assert stranger.get(address).status_code == 403
    assert stranger.post("/admin/users", data=LENA).status_code == 403
    assert stranger.post(f"/admin/users/{world.ada_id}/deletion").status_code == 403
    assert User.select().count() == 6


def test_nobody_is_found_by_a_made_up_id(sign_in, world):
    assert sign_in(world.ada).get(f"/admin/users/{new_id()}").status_code == 404


def test_queries_do_not_grow_with_people(sign_in, world, count_queries):
    ada = sign_in(world.ada)
    ada.get("/admin/users")
    with count_queries() as few:
        ada.get("/admin/users")
    for number in range(12):
        ada.post("/admin/users", data={**LENA, "email": f"l{number}@crm.example"})
    with count_queries() as more:
        ada.get("/admin/users")
    assert len(more) == len(few)
