"""The first screen in every state of a day."""

from datetime import date, timedelta

import time_machine

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.customers import customers
from crm_mobile.field import check_ins, reports, visits
from crm_mobile.tasks import tasks


def text(answer) -> str:
    return answer.get_data(as_text=True)


def plan(world, day=None, **values):
    given = {
        "customer": world.acme,
        "rep": world.rosa,
        "day": day or clock.today(world.rosa.zone),
        "by": world.rosa,
        "at": now(),
    }
    return visits.plan(**{**given, **values})


def test_a_day_from_nothing_to_done(sign_in, world):
    rosa = sign_in(world.rosa)
    empty = text(rosa.get("/today"))
    assert "Nothing is planned for today" in empty and "Acme Hardware" in empty, (
        "who has not been seen for longest is offered"
    )
    first = plan(world, purpose="Spring offer", window_from="10:00", window_until="11:00")
    second = plan(world)
    page = text(rosa.get("/today"))
    assert "0 of 2 stops" in page and "Spring offer" in page and f"/visits/{first.id}/check-in" in page
    check_ins.check_in(first, by=world.rosa, at=now())
    assert f'href="/visits/{first.id}"' in text(rosa.get("/today")) and "Go on" in text(rosa.get("/today"))
    reports.finish(first, outcome="ordered", promised="Samples", by=world.rosa, at=now())
    page = text(rosa.get("/today"))
    assert "1 of 2 stops" in page and "Samples" in page and f"/visits/{second.id}/check-in" in page
    visits.cancel(second, "Closed", by=world.rosa, at=now())
    page = text(rosa.get("/today"))
    assert "All done for today" in page and "1 of 1 stops" in page


def test_late_and_due_follow_ups_stand_there(sign_in, world):
    today = clock.today(world.rosa.zone)
    for title, days in (("Late one", -3), ("Due one", 0), ("Later one", 4)):
        tasks.add(
            kind="call", title=title, owner=world.rosa, by=world.rosa, at=now(), due_on=today + timedelta(days=days)
        )
    page = text(sign_in(world.rosa).get("/today"))
    assert "Late one" in page and "Late since" in page and "Due one" in page and "Later one" not in page


def test_the_day_is_that_of_the_reps_zone(sign_in, world):
    with time_machine.travel("2026-06-10T15:40:00Z", tick=False):  # 23:40 in Shanghai
        plan(world, date(2026, 6, 10), purpose="Tonight")
        plan(world, date(2026, 6, 11), purpose="Tomorrow morning")
        assert "Tonight" in text(sign_in(world.rosa).get("/today"))
    with time_machine.travel("2026-06-10T16:10:00Z", tick=False):  # 0:10 of the next day there
        page = text(sign_in(world.rosa).get("/today"))
        assert "Tomorrow morning" in page and "Tonight" not in page


def test_a_visit_left_open_yesterday_is_gone_on_with(sign_in, world):
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        visit = plan(world)
        check_ins.check_in(visit, by=world.rosa, at=now())
    page = text(sign_in(world.rosa).get("/today"))
    assert "Go on" in page and f"/visits/{visit.id}" in page


def test_near_is_asked_for_by_a_tap_and_kept_nowhere(sign_in, world):
    answer = sign_in(world.rosa).get("/today?near=41.8790,-87.6290")
    assert "Acme Hardware" in text(answer) and answer.headers["Cache-Control"] == "no-store"
    assert sign_in(world.rosa).get("/today?near=91,0").status_code == 200


def test_who_has_a_today(sign_in, world):
    assert sign_in(world.max).get("/today").status_code == 200
    for role in (world.olga, world.ada):
        assert sign_in(role).get("/today").status_code == 403


def test_the_next_step_of_a_customer(sign_in, world):
    rosa = sign_in(world.rosa)
    assert "Nothing is planned." in text(rosa.get(f"/customers/{world.acme_id}"))
    today = clock.today(world.rosa.zone)
    plan(world, today + timedelta(days=3), purpose="Shelf check")
    assert "Shelf check" in text(rosa.get(f"/customers/{world.acme_id}"))
    tasks.add(
        kind="call",
        title="Ring before",
        owner=world.rosa,
        by=world.rosa,
        at=now(),
        due_on=today,
        customer_id=world.acme_id,
    )
    step = text(rosa.get(f"/customers/{world.acme_id}")).partition("Next step")[2]
    assert step.index("Ring before") < step.index("</section>")


def test_queries_do_not_grow_with_the_day(sign_in, world, count_queries):
    rosa = sign_in(world.rosa)
    plan(world)

    def asked() -> int:
        rosa.get("/today")
        with count_queries() as seen:
            rosa.get("/today")
        return len(seen)

    before = asked()
    today = clock.today(world.rosa.zone)
    for number in range(6):
        other = customers.create(by=world.rosa, at=now(), name=f"Shop {number}")
        plan(world, customer=other)
        tasks.add(
            kind="call",
            title=f"Task {number}",
            owner=world.rosa,
            by=world.rosa,
            at=now(),
            due_on=today,
            customer_id=other.id,
        )
    assert asked() == before <= 9


def test_the_offer_of_another_zone_waits_hidden(sign_in, world):
    page = text(sign_in(world.rosa).get("/today"))
    card = page.partition('id="zone-offer"')[2].partition("</section>")[0]
    assert card.startswith(" hidden") and 'data-zone-offer-now="Asia/Shanghai"' in card
    assert 'action="/me/time-zone"' in card
