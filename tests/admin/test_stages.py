"""Stages as a company wants them."""

import pytest

from crm_mobile.core.clock import now
from crm_mobile.customers import customers, stages
from crm_mobile.customers.models import Stage


def order() -> list[str]:
    return [stage.key for stage in stages.all_stages() if stage.archived_at is None]


def test_a_stage_is_added_behind_the_others(sign_in, world):
    ada = sign_in(world.ada)
    assert ada.post("/admin/stages", data={"name": " In   trial "}).location == "/admin/stages"
    assert order() == ["lead", "prospect", "active", "dormant", "lost", "in-trial"]
    assert "In trial" in ada.get("/admin/stages").text
    ada.post("/admin/stages", data={"name": "试用"})
    assert order()[-1] == "试用"
    assert ada.get("/admin/stages/试用").status_code == 200


def test_a_built_in_stage_is_renamed_and_keeps_its_key(sign_in, world):
    sign_in(world.ada).post("/admin/stages/active", data={"name": "Buys from us"})
    assert Stage.get_by_id("active").name == "Buys from us"


@pytest.mark.parametrize(("name", "sentence"), [("", "Type a name."), ("LEAD", "taken already"), ("x" * 41, "40")])
def test_names_of_stages(sign_in, world, name: str, sentence: str):
    answer = sign_in(world.ada).post("/admin/stages", data={"name": name})
    assert answer.status_code == 422 and sentence in answer.text
    assert len(order()) == 5


@pytest.mark.parametrize(
    ("key", "to", "expected"),
    [
        ("prospect", "up", ["prospect", "lead", "active", "dormant", "lost"]),
        ("prospect", "down", ["lead", "active", "prospect", "dormant", "lost"]),
        ("lost", "1", ["lead", "lost", "prospect", "active", "dormant"]),
        ("lead", "up", ["lead", "prospect", "active", "dormant", "lost"]),
        ("lead", "99", ["prospect", "active", "dormant", "lost", "lead"]),
        ("lead", "sideways", ["lead", "prospect", "active", "dormant", "lost"]),
    ],
)
def test_stages_are_moved(sign_in, world, key: str, to: str, expected: list[str]):
    answer = sign_in(world.ada).htmx(f"/admin/stages/{key}/place", {"move": to})
    assert answer.status_code == 200 and 'id="stages"' in answer.text
    assert order() == expected


def test_a_stage_is_put_away_and_brought_back(sign_in, world):
    ada = sign_in(world.ada)
    ada.post("/admin/stages/dormant/deletion")
    assert "dormant" not in order()
    assert "put away" in ada.get("/admin/stages").text
    assert ada.post("/admin/stages/dormant/place", data={"move": "up"}).status_code == 403
    ada.post("/admin/stages/dormant/restoration")
    assert "dormant" in order()


def test_the_stage_that_customers_begin_in_stays(sign_in, world):
    assert sign_in(world.ada).post("/admin/stages/lead/deletion").status_code == 403
    assert "lead" in order()


def test_a_stage_with_customers_in_it_stays(sign_in, world):
    stage = world.acme.stage_id
    if stage == "lead":
        stage = "prospect"
        customers.update(world.acme, {"stage": stage}, by=world.rosa, at=now(), version=None)
    answer = sign_in(world.ada).post(f"/admin/stages/{stage}/deletion")
    assert answer.status_code == 403 and "Move it to another one first" in answer.text
    assert stage in order()


@pytest.mark.parametrize("key", ["nothing", "%00", "a%00b", "'; DROP TABLE stage;--", "x" * 5000])
def test_an_unknown_stage_is_not_found(sign_in, world, key: str):
    assert sign_in(world.ada).get(f"/admin/stages/{key}").status_code == 404
