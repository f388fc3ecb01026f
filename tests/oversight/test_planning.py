"""A manager plans a visit for a rep, and sends her a task."""

from datetime import timedelta

import pytest

from crm_mobile.core.clock import today
from crm_mobile.core.ids import new_id
from crm_mobile.events.models import Event
from crm_mobile.field.models import Visit
from crm_mobile.tasks.models import Task


@pytest.fixture
def tomorrow(world) -> str:
    return (today(world.rosa.zone) + timedelta(days=1)).isoformat()


def test_a_visit_is_planned_from_choosing_to_her_plan(sign_in, world, tomorrow: str):
    max_ = sign_in(world.max)
    chosen = max_.get(f"/team/{world.rosa_id}/visits/new?day={tomorrow}")
    assert "Acme Hardware" in chosen.text and "Far Café" not in chosen.text
    found = max_.get(f"/team/{world.rosa_id}/visits/new?q=acme")
    assert f"customer={world.acme_id}" in found.text
    assert "No customer found" in max_.get(f"/team/{world.rosa_id}/visits/new?q=far+caf").text
    form = max_.get(f"/team/{world.rosa_id}/visits/new?customer={world.acme_id}&day={tomorrow}")
    assert f'value="{tomorrow}"' in form.text
    data = {
        "customer": world.acme_id,
        "day": tomorrow,
        "window_from": "09:00",
        "window_until": "10:30",
        "purpose": "Autumn",
    }
    operation = {"operation": str(new_id())}
    answers = [max_.post(f"/team/{world.rosa_id}/visits", data={**data, **operation}) for _again in range(2)]
    assert {answer.location for answer in answers} == {f"/team/{world.rosa_id}?day={tomorrow}"}
    visit = Visit.get()
    assert (visit.rep_id, visit.customer_id, visit.created_by_id) == (world.rosa_id, world.acme_id, world.max_id)
    assert (visit.day.isoformat(), visit.window_from, visit.window_until) == (tomorrow, "09:00", "10:30")
    assert Visit.select().count() == 1
    assert Event.get(Event.verb == "visit.planned").actor_id == world.max_id


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": ""}, "Choose a day."),
        ({"day": "2020-01-01"}, "This day is over."),
        ({"day": "soon"}, "Not a valid date value."),
        ({"window_from": "10:00", "window_until": "09:00"}, "has to end after it begins"),
        ({"window_until": "09:00"}, "Say from when as well."),
        ({"purpose": "x" * 201}, "200"),
    ],
)
def test_visits_that_cannot_be_planned(sign_in, world, tomorrow: str, wrong: dict[str, str], sentence: str):
    data = {"customer": world.acme_id, "day": tomorrow, "purpose": "Autumn order", **wrong}
    answer = sign_in(world.max).post(f"/team/{world.rosa_id}/visits", data=data)
    assert answer.status_code == 422 and sentence in answer.text
    assert not Visit.select().exists()


def test_a_task_is_sent_with_and_without_a_customer(sign_in, world, tomorrow: str):
    max_ = sign_in(world.max)
    assert "Choose a customer" in max_.get(f"/team/{world.rosa_id}/tasks/new").text
    assert "Acme Hardware" in max_.get(f"/team/{world.rosa_id}/tasks/new?q=").text
    assert "Acme Hardware" in max_.get(f"/team/{world.rosa_id}/tasks/new?customer={world.acme_id}").text
    data = {"kind": "call", "title": "Ask for the order", "due_on": tomorrow, "due_time": "14:30", "notes": "Kindly"}
    for customer in (world.acme_id, ""):
        answer = max_.post(f"/team/{world.rosa_id}/tasks", data={**data, "customer": customer})
        assert answer.location == f"/team/{world.rosa_id}?day={tomorrow}"
    about, general = Task.select().order_by(Task.id)
    assert (about.owner_id, about.created_by_id, about.due_time) == (world.rosa_id, world.max_id, "14:30")
    assert (about.customer_id, general.customer_id) == (world.acme_id, None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Say what is to be done"),
        ({"due_on": "2020-01-01"}, "This day is over."),
        ({"kind": "dance"}, "Not a valid choice"),
        ({"due_time": "25:00"}, "Not a valid time value."),
        ({"notes": "x" * 5001}, "5000"),
    ],
)
def test_tasks_that_cannot_be_sent(sign_in, world, tomorrow: str, wrong: dict[str, str], sentence: str):
    data = {"kind": "todo", "title": "Ask", "due_on": tomorrow, **wrong}
    answer = sign_in(world.max).post(f"/team/{world.rosa_id}/tasks", data=data)
    assert answer.status_code == 422 and sentence in answer.text
    assert not Task.select().exists()


def test_a_task_sent_twice_is_one(sign_in, world, tomorrow: str):
    data = {"kind": "todo", "title": "Ask", "due_on": tomorrow, "operation": str(new_id())}
    max_ = sign_in(world.max)
    assert [max_.post(f"/team/{world.rosa_id}/tasks", data=data).status_code for _again in range(2)] == [303, 303]
    assert Task.select().count() == 1


@pytest.mark.parametrize("path", ["visits", "tasks"])
def test_who_may_not(sign_in, world, tomorrow: str, path: str):
    data = {"customer": world.acme_id, "day": tomorrow, "due_on": tomorrow, "kind": "todo", "title": "Ask"}
    for name in ("rosa", "olga", "ada"):
        stranger = sign_in(getattr(world, name))
        assert stranger.get(f"/team/{world.kim_id}/{path}/new").status_code == 403
        assert stranger.post(f"/team/{world.kim_id}/{path}", data=data).status_code == 403
    max_ = sign_in(world.max)
    assert max_.post(f"/team/{world.stella_id}/{path}", data=data).status_code == 404
    stranger_s = {**data, "customer": world.far_cafe_id}
    assert max_.post(f"/team/{world.rosa_id}/{path}", data=stranger_s).status_code == 404
    assert not Visit.select().exists() and not Task.select().exists()


@pytest.mark.parametrize("customer", ["", "nonsense", "'; DROP TABLE visit;--"])
def test_a_visit_needs_a_customer(sign_in, world, tomorrow: str, customer: str):
    answer = sign_in(world.max).post(f"/team/{world.rosa_id}/visits", data={"customer": customer, "day": tomorrow})
    assert answer.status_code == 404
