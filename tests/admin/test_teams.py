"""The tree of teams and the territories."""

import threading
from contextlib import suppress

import pytest

from crm_mobile.core import database
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.events.models import Event
from crm_mobile.team import teams
from crm_mobile.team.models import Team, Territory


def test_a_team_is_added_below_another_and_listed_as_a_tree(sign_in, world):
    ada = sign_in(world.ada)
    answer = ada.post("/admin/teams", data={"name": "  Night   shift ", "parent_id": world.team_id})
    assert answer.location == "/admin/teams"
    made = Team.get(Team.name == "Night shift")
    assert made.parent_id == world.team_id
    text = ada.get("/admin/teams").text
    assert text.index(">Sales<") < text.index(">City<") < text.index(">Night shift<")
    assert "tree--2" in text


def test_a_team_is_renamed_and_moved(sign_in, world):
    ada = sign_in(world.ada)
    elsewhere = Team.get(Team.name == "Elsewhere")
    ada.post(f"/admin/teams/{world.team_id}", data={"name": "Town", "parent_id": elsewhere.id})
    moved = Team.get_by_id(world.team_id)
    assert (moved.name, moved.parent_id) == ("Town", elsewhere.id)
    assert Event.get(Event.verb == "team.changed").changes["name"] == ["City", "Town"]


def test_a_team_cannot_stand_below_itself(sign_in, world):
    head = Team.get(Team.name == "Sales")
    page = sign_in(world.ada).get(f"/admin/teams/{head.id}")
    # Neither itself nor City below it are offered.
    assert ">Elsewhere<" in page.text and ">City<" not in page.text
    with pytest.raises(Invalid, match="below itself"):
        teams.change(head, name="Sales", parent_id=world.team_id, by=world.ada, at=now())
    assert Team.get_by_id(head.id).parent_id is None


def test_two_moves_at_once_cannot_close_a_circle(world):
    one = teams.add(name="One", by=world.ada, at=now())
    two = teams.add(name="Two", by=world.ada, at=now())
    ready, ada = threading.Barrier(2), world.ada

    def move(team: Team, below: Team) -> None:
        with database.db.connection_context():
            ready.wait()
            with suppress(Invalid):
                teams.change(team, name=team.name, parent_id=below.id, by=ada, at=now())

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parents = [Team.get_by_id(one.id).parent_id, Team.get_by_id(two.id).parent_id]
    assert parents.count(None) == 1


@pytest.mark.parametrize(("name", "sentence"), [("", "Type a name."), ("city", "taken already"), ("x" * 101, "100")])
def test_names_of_teams(sign_in, world, name: str, sentence: str):
    answer = sign_in(world.ada).post("/admin/teams", data={"name": name, "parent_id": ""})
    assert answer.status_code == 422 and sentence in answer.text
    assert Team.select().count() == 3


def test_the_same_team_sent_twice_is_one(sign_in, world):
    ada, data = sign_in(world.ada), {"name": "Once", "parent_id": "", "operation": str(new_id())}
    assert [ada.post("/admin/teams", data=data).status_code for _ in range(2)] == [303, 303]
    assert Team.select().where(Team.name == "Once").count() == 1


def test_territories_are_added_renamed_and_given_to_a_team(sign_in, world):
    ada = sign_in(world.ada)
    ada.post("/admin/territories", data={"name": "Harbour", "team_id": ""})
    harbour = Territory.get(Territory.name == "Harbour")
    assert "No team looks after it" in ada.get("/admin/territories").text
    ada.post(f"/admin/territories/{harbour.id}", data={"name": "Old harbour", "team_id": world.team_id})
    changed = Territory.get_by_id(harbour.id)
    assert (changed.name, changed.team_id) == ("Old harbour", world.team_id)
    assert "Old harbour" in ada.get(f"/admin/territories/{harbour.id}").text
    assert ada.post("/admin/territories", data={"name": "NORTH", "team_id": ""}).status_code == 422


def test_a_manager_sees_what_is_moved_below_her_team(sign_in, world):
    assert world.stella_id not in visible(world)
    elsewhere = Team.get(Team.name == "Elsewhere")
    sign_in(world.ada).post(f"/admin/teams/{elsewhere.id}", data={"name": "Elsewhere", "parent_id": world.team_id})
    assert world.stella_id in visible(world)


def visible(world) -> tuple:
    from crm_mobile.team import queries

    return queries.reach(world.max).user_ids
