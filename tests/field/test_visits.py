"""The rules of the day: planned, in order, moved, cancelled, begun, finished; once, whoever taps how often."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from crm_mobile.core import clock, database
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, NotFound, Refused
from crm_mobile.events.models import Event
from crm_mobile.field import check_ins, looks, queries, reports, retention, visits
from crm_mobile.field.models import CheckIn, Position, PositionLook, Report, Visit
from crm_mobile.tasks.models import Task
from crm_mobile.team.models import User

HERE = {"latitude": "41.8781", "longitude": "-87.6298", "accuracy": "10"}


def today(world) -> date:
    return clock.today(world.rosa.zone)


def planned(world, **values) -> Visit:
    given = {"customer": world.acme, "rep": world.rosa, "day": today(world), "by": world.rosa, "at": now(), **values}
    return visits.plan(**given)


def test_stops_stand_in_the_order_they_were_planned_and_can_change_places(world):
    first, second, third = planned(world), planned(world), planned(world)
    visits.reorder(third, "up", by=world.rosa, at=now())
    visits.reorder(first, "up", by=world.rosa, at=now())
    assert [stop.id for stop in queries.day_of(world.rosa_id, today(world))] == [first.id, third.id, second.id]
    visits.reorder(first, "2", by=world.rosa, at=now())
    assert [stop.id for stop in queries.day_of(world.rosa_id, today(world))] == [third.id, second.id, first.id]
    with pytest.raises(Invalid):
        visits.reorder(first, "sideways", by=world.rosa, at=now())


def test_only_stops_ahead_change_places_among_themselves(world):
    done, first, cancelled, second = planned(world), planned(world), planned(world), planned(world)
    check_ins.check_in(done, by=world.rosa, at=now())
    visits.cancel(cancelled, "Closed", by=world.rosa, at=now())

    def order() -> list:
        return [stop.id for stop in queries.day_of(world.rosa_id, today(world))]

    visits.reorder(second, "up", by=world.rosa, at=now())
    assert order() == [done.id, second.id, cancelled.id, first.id], "past the cancelled one, before the other"
    visits.reorder(second, "up", by=world.rosa, at=now())
    assert order()[0] == done.id, "nothing goes before what has begun"
    visits.reorder(second, "1", by=world.rosa, at=now())
    assert order() == [done.id, first.id, cancelled.id, second.id], "the index counts those ahead"
    for still in (done, cancelled):
        with pytest.raises(Refused):
            visits.reorder(still, "down", by=world.rosa, at=now())


def test_a_visit_moves_to_another_day_and_can_be_cancelled_and_brought_back(world):
    visit = planned(world)
    tomorrow = today(world) + timedelta(days=1)
    assert visits.move(visit, tomorrow, by=world.rosa, at=now()).day == tomorrow
    with pytest.raises(Invalid):
        visits.cancel(visit, "  ", by=world.rosa, at=now())
    visits.cancel(visit, "Shop is closed", by=world.rosa, at=now())
    assert queries.day_of(world.rosa_id, tomorrow)[0].cancelled == "Shop is closed"
    visits.restore(visit, by=world.rosa, at=now())
    assert queries.day_of(world.rosa_id, tomorrow)[0].cancelled is None


@pytest.mark.parametrize("days", [-1, 800])
def test_an_impossible_day_gets_a_sentence(world, days):
    with pytest.raises(Invalid):
        planned(world, day=today(world) + timedelta(days=days))


def test_a_day_is_the_reps(world):
    # 16:30 UTC is 00:30 of the next day in Shanghai.
    with time_machine.travel("2026-06-10T16:30:00Z", tick=False):
        assert clock.today(world.rosa.zone) == date(2026, 6, 11)
        with pytest.raises(Invalid):
            planned(world, day=date(2026, 6, 10), by=world.max)
        planned(world, day=date(2026, 6, 11), by=world.max)


def test_a_check_in_is_recorded_once_and_located_later(world):
    visit = planned(world)
    first = check_ins.check_in(visit, by=world.rosa, at=now())
    assert check_ins.check_in(visit, by=world.rosa, at=now()).id == first.id
    assert check_ins.add_position(first, {"failure": "timeout"}, by=world.rosa, at=now()).grade == "could_not_tell"
    assert check_ins.add_position(first, HERE, by=world.rosa, at=now()).grade == "in_range"
    assert check_ins.add_position(first, {"latitude": "91"}, by=world.rosa, at=now()).grade == "could_not_tell"
    assert Visit.get_by_id(visit.id).grade == "in_range" and Position.select().count() == 3


def test_a_cancelled_visit_is_not_refused_either(world):
    visit = planned(world)
    visits.cancel(visit, "Closed", by=world.rosa, at=now())
    check_ins.check_in(visit, by=world.rosa, at=now())
    assert queries.day_of(world.rosa_id, today(world))[0].cancelled is None


def test_the_next_visit_ends_the_one_before(world):
    first, second = planned(world), planned(world)
    check_ins.check_in(first, by=world.rosa, at=now())
    at = now() + timedelta(minutes=20)
    check_ins.check_in(second, by=world.rosa, at=at)
    closed = Visit.get_by_id(first.id)
    assert closed.finished_at == at and closed.closed == "next" and not closed.overlaps
    reports.finish(closed, outcome="ordered", by=world.rosa, at=at)
    assert Visit.get_by_id(first.id).finished_at == at and Visit.get_by_id(first.id).closed == "report"
    assert queries.open_visit(world.rosa_id).id == second.id


def test_a_late_visit_that_reaches_into_another_is_marked(world):
    first, late = planned(world), planned(world)
    start = now() - timedelta(hours=2)
    check_ins.check_in(first, by=world.rosa, at=start)
    reports.finish(first, outcome="ordered", by=world.rosa, at=start + timedelta(hours=1))
    check_ins.check_in(late, by=world.rosa, at=now(), begun=start + timedelta(minutes=30))
    assert Visit.get_by_id(late.id).overlaps
    assert Visit.get_by_id(first.id).finished_at == start + timedelta(hours=1)


def test_finishing_makes_a_report_a_task_and_a_contact(world):
    visit = planned(world)
    check_ins.check_in(visit, by=world.rosa, at=now())
    at = now()
    report = reports.finish(
        visit,
        outcome="interested",
        notes="Wants  the rye",
        promised="Sample",
        follow_up="next_week",
        by=world.rosa,
        at=at,
    )
    task = Task.get_by_id(report.follow_up_id)
    assert task.title == "Sample" and task.visit_id == visit.id and task.customer_id == world.acme_id
    assert world.acme.last_contact_at == at
    assert queries.last_visit(world.acme_id).promised == "Sample"
    again = reports.finish(visit, outcome="not_now", by=world.rosa, at=now())
    assert again.id == report.id and again.outcome == "interested" and Task.select().count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": ""},
        {"outcome": "magic"},
        {"outcome": "ordered", "notes": "x" * 20_000},
        {"outcome": "ordered", "follow_up": "pick"},
    ],
)
def test_a_wrong_report_leaves_nothing(world, values):
    visit = planned(world)
    with pytest.raises(Invalid):
        reports.finish(visit, by=world.rosa, at=now(), **values)
    assert Report.select().count() == 0 and CheckIn.select().count() == 0 and Task.select().count() == 0


def test_a_check_in_can_be_taken_back_until_the_report(world):
    visit = planned(world)
    check_ins.check_in(visit, by=world.rosa, at=now())
    visits.withdraw(visit, by=world.rosa, at=now())
    assert Visit.get_by_id(visit.id).started_at is None
    reports.finish(visit, outcome="ordered", by=world.rosa, at=now())
    with pytest.raises(Refused):
        visits.withdraw(visit, by=world.rosa, at=now())


def test_the_visit_that_an_accidental_check_in_ended_goes_on(world):
    first, second = planned(world), planned(world)
    check_ins.check_in(first, by=world.rosa, at=now())
    check_ins.check_in(second, by=world.rosa, at=now())
    visits.withdraw(second, by=world.rosa, at=now())
    again = Visit.get_by_id(first.id)
    assert again.finished_at is None and again.closed == "" and queries.open_visit(world.rosa_id).id == first.id
    assert Event.select().where(Event.verb == "visit.reopened", Event.subject_id == first.id).count() == 1


def test_a_reported_visit_stays_ended_when_the_next_check_in_is_taken_back(world):
    first, second = planned(world), planned(world)
    check_ins.check_in(first, by=world.rosa, at=now())
    check_ins.check_in(second, by=world.rosa, at=now())
    reports.finish(first, outcome="ordered", by=world.rosa, at=now())
    visits.withdraw(second, by=world.rosa, at=now())
    assert Visit.get_by_id(first.id).finished_at and queries.open_visit(world.rosa_id) is None


def test_no_second_visit_goes_on_beside_the_one_under_way(world):
    first, second, third = planned(world), planned(world), planned(world)
    start = now() - timedelta(hours=2)
    check_ins.check_in(first, by=world.rosa, at=start)
    check_ins.check_in(third, by=world.rosa, at=now(), begun=start + timedelta(hours=1))
    # It arrives late: kept on the phone, begun before the one that is under way.
    Visit.update(finished_at=None, closed="").where(Visit.id == first.id).execute()
    check_ins.check_in(second, by=world.rosa, at=now(), begun=start + timedelta(minutes=30))
    assert Visit.get_by_id(first.id).closed == "next"
    visits.withdraw(second, by=world.rosa, at=now())
    assert queries.open_visit(world.rosa_id).id == third.id and Visit.get_by_id(first.id).finished_at


def at_once(*runs) -> None:
    start, faults = Barrier(len(runs)), []

    def go(run):
        start.wait()
        try:
            run()
        except Exception as fault:  # a race must end without one
            faults.append(fault)
        finally:
            database.db.close()

    threads = [Thread(target=go, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_a_race_of_taps_is_one_visit(world):
    visit, rosa = planned(world), world.rosa
    at_once(*[lambda: check_ins.check_in(visit, by=rosa, at=now()) for _tap in range(6)])
    assert CheckIn.select().count() == 1
    at_once(
        *[
            lambda: reports.finish(visit, outcome="ordered", follow_up="tomorrow", by=rosa, at=now())
            for _tap in range(6)
        ]
    )
    assert Report.select().count() == 1 and Task.select().count() == 1
    assert Event.select().where(Event.verb == "visit.finished").count() == 1


def test_a_race_of_two_visits_leaves_one_open(world):
    first, second, rosa = planned(world), planned(world), world.rosa
    at_once(lambda: check_ins.check_in(first, by=rosa, at=now()), lambda: check_ins.check_in(second, by=rosa, at=now()))
    under_way = Visit.select().where(Visit.started_at.is_null(False), Visit.finished_at.is_null())
    assert CheckIn.select().count() == 2 and under_way.count() in (1, 2)
    assert under_way.count() == 1 or Visit.select().where(Visit.overlaps).count() == 1


def test_who_may_see_a_visit(world):
    visit = planned(world)
    assert queries.visit_for(world.rosa, visit.id).id == visit.id
    assert queries.visit_for(world.max, visit.id).id == visit.id
    assert queries.visit_for(world.olga, visit.id).id == visit.id
    for stranger in (world.kim, world.stella, world.ada):
        with pytest.raises(NotFound):
            queries.visit_for(stranger, visit.id)
    for other in (world.max, world.olga):
        with pytest.raises(NotFound):
            queries.own_visit(other, visit.id)
    assert queries.plannable(world.max, visit.id).id == visit.id
    with pytest.raises(NotFound):
        queries.plannable(world.olga, visit.id)
    assert queries.sees_positions(world.max, world.rosa_id) and queries.sees_positions(world.rosa, world.rosa_id)
    assert not any(
        queries.sees_positions(user, world.rosa_id) for user in (world.olga, world.ada, world.kim, world.stella)
    )


def test_a_customer_who_leaves_keeps_her_past_visits_readable(world):
    visit = planned(world)
    from crm_mobile.customers.models import Customer

    Customer.update(owner=world.stella_id, territory=world.far_id).where(Customer.id == world.acme_id).execute()
    assert queries.visit_for(world.rosa, visit.id).id == visit.id


def test_a_look_is_recorded_once_and_ones_own_is_not(world):
    day = today(world)
    for _look in range(3):
        looks.record(world.max, world.rosa_id, day, now())
    looks.record(world.rosa, world.rosa_id, day, now())
    assert PositionLook.select().count() == 1
    assert [(row.name, row.day) for row in queries.looks_at(world.rosa_id)] == [("Max Berger", day)]
    max_, rosa_id = world.max, world.rosa_id
    at_once(*[lambda: looks.record(max_, rosa_id, day + timedelta(days=1), now()) for _look in range(5)])
    assert PositionLook.select().count() == 2


def test_positions_are_rounded_and_then_forgotten(world):
    visit = planned(world)
    check_in = check_ins.check_in(visit, by=world.rosa, at=now())
    position = check_ins.add_position(
        check_in, {"latitude": "41.87812", "longitude": "-87.62985", "accuracy": "10"}, by=world.rosa, at=now()
    )
    assert retention.apply(now() + timedelta(days=59)) == (0, 0)
    assert retention.apply(now() + timedelta(days=61)) == (1, 0)
    rounded = Position.get_by_id(position.id)
    assert (rounded.latitude, rounded.longitude, rounded.sent, rounded.distance_m) == (41.88, -87.63, {}, None)
    assert rounded.grade == "in_range" and rounded.rounded
    assert retention.apply(now() + timedelta(days=62)) == (0, 0)
    assert retention.apply(now() + timedelta(days=400)) == (0, 1)
    assert Visit.get_by_id(visit.id).grade == "in_range"


def test_the_zone_of_a_rep_without_one_is_utc(world):
    User.update(time_zone="").where(User.id == world.rosa_id).execute()
    assert planned(world).day == clock.today("UTC")


def test_a_visit_that_began_meanwhile_stays_on_its_day(world):
    seen = planned(world)
    check_ins.check_in(Visit.get_by_id(seen.id), by=world.rosa, at=now())
    with pytest.raises(Refused):
        visits.move(seen, today(world) + timedelta(days=1), by=world.max, at=now())
    assert Visit.get_by_id(seen.id).day == today(world)


def test_a_stop_that_was_moved_meanwhile_changes_places_on_its_new_day(world):
    tomorrow = today(world) + timedelta(days=1)
    seen, other = planned(world), planned(world, day=tomorrow)
    visits.move(Visit.get_by_id(seen.id), tomorrow, by=world.max, at=now())
    visits.reorder(seen, "up", by=world.rosa, at=now())
    assert [stop.id for stop in queries.day_of(world.rosa_id, tomorrow)] == [seen.id, other.id]
