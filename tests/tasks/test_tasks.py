"""Follow-ups: noted, done, put off, repeated, taken back; once, by those who may."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from crm_mobile.core import clock, database
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict, Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.customers import customers
from crm_mobile.tasks import tasks
from crm_mobile.tasks.models import Snooze, Task
from crm_mobile.team import users


def today(world) -> date:
    return clock.today(world.rosa.zone)


@pytest.fixture
def task(world) -> Task:
    return note(world)


def note(world, **values) -> Task:
    given = {
        "kind": "call",
        "title": "Call Li",
        "owner": world.rosa,
        "by": world.rosa,
        "at": now(),
        "due_on": today(world),
        "customer_id": world.acme_id,
    }
    return tasks.add(**{**given, **values})


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_task_is_noted_listed_and_done(sign_in, world):
    rosa = sign_in(world.rosa)
    sent = {
        "kind": "call",
        "title": " Ring  the baker ",
        "due_on": today(world).isoformat(),
        "due_time": "14:30",
        "customer": str(world.acme_id),
    }
    assert rosa.post("/tasks", data=sent).headers["Location"] == f"/customers/{world.acme_id}"
    task = Task.get()
    assert task.title == "Ring the baker" and task.due_time == "14:30" and task.zone == "Asia/Shanghai"
    for page in ("/tasks", f"/tasks/{task.id}", f"/customers/{world.acme_id}", "/today"):
        assert "Ring the baker" in text(rosa.get(page)), page
    row = rosa.htmx(f"/tasks/{task.id}/completion", {})
    assert f'id="task-{task.id}"' in text(row) and "row--done" in text(row)
    assert Task.get().done_at is not None
    rosa.htmx(f"/tasks/{task.id}/reopening", {})
    assert Task.get().done_at is None
    assert rosa.post(f"/tasks/{task.id}/completion", data={"back": "/today"}).headers["Location"] == "/today"
    assert rosa.post(f"/tasks/{task.id}/completion", data={"back": "//evil.example"}).headers["Location"] == "/tasks"


@pytest.mark.parametrize(
    "values",
    [{"title": ""}, {"title": "x" * 201}, {"title": "\x00 "}, {"due_on": ""}, {"due_on": "2026-02-30"}, {"kind": "magic"}, {"due_time": "25:00"}, {"repeat": "hourly"}, {"customer": str(new_id())}],
)  # fmt: skip
def test_what_cannot_be_is_said_and_stays_typed(sign_in, world, values):
    sent = {"kind": "call", "title": "Call", "due_on": today(world).isoformat(), "notes": "typed before", **values}
    answer = sign_in(world.rosa).post("/tasks", data=sent)
    assert answer.status_code == (404 if "customer" in values else 422)
    assert Task.select().count() == 0
    assert "customer" in values or "typed before" in text(answer)


def named(world, name, **values):
    return customers.create(by=world.rosa, at=now(), name=name, **values)


def test_a_customer_is_searched_and_chosen_for_a_new_task(sign_in, world):
    rosa, bakery = sign_in(world.rosa), named(world, "Lula Bakery", city="Oak Park")
    page = text(rosa.get("/tasks/new"))
    assert 'action="/tasks/new"' in page and "Lula Bakery" not in page
    found = text(rosa.htmx("/tasks/new?q=lula"))
    assert "<html" not in found and f'value="{bakery.id}"' in found and "Oak Park" in found
    # What was chosen stays while she searches on.
    kept = text(rosa.htmx(f"/tasks/new?customer=&q=far&customer={bakery.id}"))
    assert f'value="{bakery.id}" checked' in kept and "Nobody is found by this." in kept and "Far Caf" not in kept
    whole = text(rosa.get("/tasks/new?q=lula"))
    assert "<html" in whole and f'value="{bakery.id}"' in whole
    sent = {"kind": "call", "title": "", "due_on": today(world).isoformat(), "customer": str(bakery.id)}
    assert f'value="{bakery.id}" checked' in text(rosa.post("/tasks", data=sent))
    rosa.post("/tasks", data={**sent, "title": "Ring"})
    assert Task.get().customer_id == bakery.id


def test_a_change_gives_a_task_another_customer_or_none(sign_in, world, task):
    rosa, bakery, address = sign_in(world.rosa), named(world, "Lula Bakery"), f"/tasks/{task.id}"
    assert f'value="{world.acme_id}" checked' in text(rosa.get(f"{address}/edit"))
    assert f'value="{bakery.id}"' in text(rosa.htmx(f"{address}/edit?q=lula"))
    sent = {"kind": "call", "title": "Call Li", "due_on": task.due_on.isoformat()}
    for chosen, stored in (
        ({"customer": str(bakery.id)}, bakery.id),
        ({}, bakery.id),
        ({"customer": "nonsense"}, bakery.id),
        ({"customer": ""}, None),
        ({"customer": str(world.acme_id)}, world.acme_id),
    ):
        assert rosa.post(address, data={**sent, **chosen}).status_code == 303
        assert Task.get().customer_id == stored, chosen
    assert rosa.post(address, data={**sent, "customer": str(world.far_cafe_id)}).status_code == 404
    stale = {**sent, "customer": "", "version": "1"}
    tasks.edit(task, {"customer_id": bakery.id}, by=world.max, at=now(), version=Task.get().version)
    card = text(rosa.post(address, data=stale))
    assert "Acme Hardware" in card and "Lula Bakery" in card and 'class="conflict"' in card


def test_a_customer_out_of_sight_stays_unless_another_is_chosen(sign_in, world, task):
    hidden = note(world, customer_id=world.far_cafe_id)
    rosa, address = sign_in(world.rosa), f"/tasks/{hidden.id}"
    page = text(rosa.get(f"{address}/edit"))
    assert "Far Caf" not in page and str(world.far_cafe_id) not in page
    sent = {"kind": "call", "title": "Call Li again", "due_on": task.due_on.isoformat()}
    assert rosa.post(address, data=sent).status_code == 303
    assert Task.get_by_id(hidden.id).customer_id == world.far_cafe_id
    assert rosa.post(address, data={**sent, "customer": ""}).status_code == 303
    assert Task.get_by_id(hidden.id).customer_id is None


def test_a_double_tap_notes_one(sign_in, world):
    rosa, sent = (
        sign_in(world.rosa),
        {"kind": "todo", "title": "Once", "due_on": today(world).isoformat(), "operation": str(new_id())},
    )
    assert [rosa.post("/tasks", data=sent).status_code for _tap in range(3)] == [303, 303, 303]
    assert Task.select().count() == 1


def test_putting_off(sign_in, world, task):
    rosa = sign_in(world.rosa)
    rosa.post(f"/tasks/{task.id}/snoozes", data={"to": "tomorrow"})
    assert Task.get().due_on == today(world) + timedelta(days=1)
    pick = today(world) + timedelta(days=10)
    rosa.post(f"/tasks/{task.id}/snoozes", data={"to": "pick", "day": pick.isoformat(), "time": "09:15"})
    assert (Task.get().due_on, Task.get().due_time) == (pick, "09:15")
    assert Snooze.select().count() == 2
    assert "First planned for" in text(rosa.get(f"/tasks/{task.id}"))
    for wrong in ({"to": ""}, {"to": "pick"}, {"to": "never"}, {"to": "pick", "day": "2001-01-01"}):
        assert rosa.post(f"/tasks/{task.id}/snoozes", data=wrong).status_code == 422
    assert Snooze.select().count() == 2


def test_what_is_wrong_with_putting_off_stands_at_its_form(sign_in, world, task):
    rosa, address = sign_in(world.rosa), f"/tasks/{task.id}/snoozes"
    past = text(rosa.post(address, data={"to": "pick", "day": "2001-01-01", "time": "08:30"}))
    assert "Call Li" in past and "Choose a time that is still to come." in past and "<details open" in past
    assert 'value="2001-01-01"' in past and 'value="08:30"' in past
    for missing in ({"to": "pick"}, {"to": "never"}, {}):
        assert "Choose until when." in text(rosa.post(address, data=missing))
    assert "<details open" not in text(rosa.get(f"/tasks/{task.id}")).partition("snooze-form")[0].rpartition("<h2>")[2]
    tasks.finish(task, by=world.rosa, at=now())
    assert rosa.post(address, data={"to": "tomorrow"}).status_code == 409


def test_this_evening_is_the_owners_evening(sign_in, world):
    with time_machine.travel("2026-06-10T01:00:00Z", tick=False):  # nine in the morning in Shanghai
        task = note(world, due_on=date(2026, 6, 10))
        sign_in(world.rosa).post(f"/tasks/{task.id}/snoozes", data={"to": "evening"})
        assert Task.get().due_at.isoformat() == "2026-06-10T10:00:00+00:00"


def test_changing_what_somebody_else_changed(sign_in, world, task):
    rosa = sign_in(world.rosa)
    form = {"kind": "call", "title": "Mine", "due_on": task.due_on.isoformat(), "version": str(task.version)}
    assert rosa.post(f"/tasks/{task.id}", data=form).status_code == 303
    other = {**form, "title": "Mine again", "notes": "Kept note", "due_on": "2099-01-02"}
    tasks.snooze(task, date(2098, 1, 2), by=world.max, at=now())
    card = rosa.post(f"/tasks/{task.id}", data=other)
    assert card.status_code == 409 and 'class="conflict"' in text(card)
    for said in ('value="Mine again"', "Kept note", "Call Li", "2099", "2098", 'name="version" value="3"'):
        assert said in text(card), said
    assert Task.get().title == "Mine" and Task.get().notes == ""
    assert rosa.post(f"/tasks/{task.id}", data={**other, "version": "3"}).status_code == 303
    assert Task.get().title == "Mine again"
    with pytest.raises(Conflict):
        tasks.edit(task, {"title": "x"}, by=world.rosa, at=now(), version=1)


def test_two_people_change_different_things_of_one_task(world, task):
    tasks.snooze(task, date(2098, 1, 2), by=world.max, at=now())
    tasks.edit(task, {"notes": "Theirs"}, by=world.max, at=now(), version=2)
    mine = {"title": "Call Li", "due_on": task.due_on, "notes": "", "kind": "visit"}
    merged = tasks.edit(task, mine, by=world.rosa, at=now(), version=1)
    assert (merged.kind, merged.notes, merged.due_on) == ("visit", "Theirs", date(2098, 1, 2))


def test_removing_and_bringing_back(sign_in, world, task):
    rosa = sign_in(world.rosa)
    rosa.post(f"/tasks/{task.id}/deletion")
    undo = text(rosa.get("/tasks"))
    assert (
        f"/tasks/{task.id}/restoration" in undo
        and "Call Li" not in undo.partition('id="notice"')[2].partition("<h1")[2]
    )
    assert rosa.get(f"/tasks/{task.id}").status_code == 404
    for _time in range(2):
        assert rosa.post(f"/tasks/{task.id}/restoration").status_code == 303
    assert rosa.get(f"/tasks/{task.id}").status_code == 200
    assert tasks.forget_deleted_before(now()) == 0
    tasks.delete(task, by=world.rosa, at=now() - timedelta(days=31))
    assert tasks.forget_deleted_before(now() - timedelta(days=30)) == 1


def test_a_repetition_goes_on_once_however_often_it_is_finished(world):
    task = note(world, repeat="monthly", due_on=date(2026, 1, 31))
    rosa, start, faults = world.rosa, Barrier(6), []
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)

    def finish():
        start.wait()
        try:
            tasks.finish(task, by=rosa, at=at)
        except Exception as fault:
            faults.append(fault)
        finally:
            database.db.close()

    threads = [Thread(target=finish) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    following = Task.get(Task.done_at.is_null())
    assert Task.select().count() == 2 and following.due_on == date(2026, 2, 28)
    tasks.finish(following, by=rosa, at=at + timedelta(days=28))
    assert Task.get(Task.done_at.is_null()).due_on == date(2026, 3, 31)
    tasks.reopen(task, by=rosa, at=at)
    tasks.finish(task, by=rosa, at=at)
    assert Task.select().count() == 3


def test_a_repetition_that_is_late_goes_on_after_today(world):
    task = note(world, repeat="daily", due_on=date(2026, 6, 1))
    late = datetime(2026, 6, 10, 22, tzinfo=UTC)  # the eleventh in Shanghai
    tasks.finish(task, by=world.rosa, at=late)
    assert Task.get(Task.done_at.is_null()).due_on == date(2026, 6, 12)


def test_finishing_and_putting_off_start_from_what_is_stored(world):
    seen = note(world, repeat="daily", due_on=today(world))
    tasks.edit(seen, {"title": "Call Wang", "repeat": ""}, by=world.rosa, at=now(), version=1)
    tasks.snooze(seen, today(world) + timedelta(days=1), by=world.rosa, at=now())
    tasks.snooze(seen, today(world) + timedelta(days=2), by=world.rosa, at=now())
    assert [each.from_day for each in Snooze.select().order_by(Snooze.to_day)][1] == today(world) + timedelta(days=1)
    tasks.finish(seen, by=world.rosa, at=now())
    assert Task.get().title == "Call Wang"  # nothing followed: it repeats no more
    with pytest.raises(Conflict):
        tasks.snooze(seen, today(world) + timedelta(days=3), by=world.rosa, at=now())


def test_a_repetition_moved_onto_the_next_one_leaves_its_series(world):
    task = note(world, repeat="daily", due_on=today(world))
    tasks.finish(task, by=world.rosa, at=now())
    following = Task.get(Task.done_at.is_null())
    tasks.finish(following, by=world.rosa, at=now())
    third = Task.get(Task.done_at.is_null())
    tasks.snooze(Task.get_by_id(third.id), third.due_on + timedelta(days=3), by=world.rosa, at=now())
    assert Task.get_by_id(third.id).due_on == third.due_on + timedelta(days=3)


def test_who_may_do_what(sign_in, world, task):
    assert sign_in(world.max).post(f"/tasks/{task.id}/completion").status_code == 303
    for stranger in (world.kim, world.stella, world.ada):
        client = sign_in(stranger)
        assert client.get(f"/tasks/{task.id}").status_code == 404
        for noun in ("completion", "reopening", "snoozes", "deletion", "restoration"):
            assert client.post(f"/tasks/{task.id}/{noun}", data={"to": "tomorrow"}).status_code == 404
    office = sign_in(world.olga)
    assert office.get(f"/tasks/{task.id}").status_code == 200
    assert office.post(f"/tasks/{task.id}/completion").status_code == 404
    sent = {
        "kind": "call",
        "title": "From the office",
        "due_on": today(world).isoformat(),
        "customer": str(world.acme_id),
    }
    assert office.post("/tasks", data=sent).status_code == 303
    assert Task.get(Task.title == "From the office").owner_id == world.rosa_id
    assert office.post("/tasks", data={**sent, "customer": ""}).status_code == 422
    assert sign_in(world.ada).get("/tasks/new").status_code == 403


def test_colleagues_do_not_read_of_others_tasks_in_a_timeline(sign_in, world, count_queries):
    north = world.acme.territory_id
    kate = users.add(
        email="kate@crm.example",
        name="Kate",
        role="rep",
        by=None,
        at=now(),
        team_id=world.team_id,
        territory_ids=[north],
    )
    page, further = f"/customers/{world.acme_id}", f"/customers/{world.acme_id}/timeline"
    client = sign_in(kate)
    client.get(page)
    with count_queries() as before:
        client.get(page)
    sent = note(world, title="SECRET from Max", by=world.max)
    for number in range(40):
        task = note(world, title=f"SECRET {number}")
        tasks.finish(task, by=world.rosa, at=now())
    tasks.snooze(sent, today(world) + timedelta(days=2), by=world.max, at=now())
    tasks.delete(sent, by=world.max, at=now())
    with count_queries() as after:
        seen = text(client.get(page))
    assert len(after) == len(before)
    assert "Customer noted" in seen and "SECRET" not in seen + text(client.get(further))
    assert client.get(f"/tasks/{task.id}").status_code == 404
    for person in (world.rosa, world.max, world.olga):
        assert "Put off: SECRET from Max" in text(sign_in(person).get(further)), person.name
    assert "SECRET" not in text(sign_in(world.ada).get(further))


def test_the_list_goes_on_by_key_with_constant_queries(sign_in, world, count_queries):
    rosa = sign_in(world.rosa)
    note(world, due_on=today(world) + timedelta(days=1))

    def asked() -> int:
        rosa.get("/tasks")
        with count_queries() as seen:
            rosa.get("/tasks")
        return len(seen)

    before = asked()
    for number in range(60):
        note(world, title=f"Task {number}", due_on=today(world) + timedelta(days=1 + number % 7))
    note(world, title="Late", due_on=today(world) - timedelta(days=2))
    assert asked() == before
    address, seen = "/tasks", set()
    while address:
        page = text(rosa.htmx(address) if "?" in address else rosa.get(address))
        seen |= {part.partition('"')[0] for part in page.split('id="task-')[1:]}
        address = page.partition('hx-get="/tasks?after')[2].partition('"')[0]
        address = f"/tasks?after{address}" if address else ""
    assert len(seen) == 62
    assert "Late since" in text(rosa.get("/tasks"))
    assert rosa.get("/tasks?after=nonsense").status_code == 200


def test_a_verb_checks_what_a_form_might_let_through(world):
    with pytest.raises(Invalid):
        note(world, due_on="tomorrow")
