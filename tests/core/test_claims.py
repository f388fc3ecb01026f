"""Work is claimed by one, survives a crash and is set aside when it keeps failing."""

from datetime import timedelta
from threading import Barrier, Thread

from crm_mobile.core import claims, database
from crm_mobile.core.clock import now
from crm_mobile.core.ids import new_id
from crm_mobile.events import events, work
from crm_mobile.events.models import Event, EventReaction


def waiting(count: int) -> None:
    for _number in range(count):
        event = Event.create(verb="thing.happened", subject_kind="thing", subject_id=new_id())
        EventReaction.create(event=event, reaction="tests.react")


def test_nobody_claims_what_another_has(db):
    waiting(60)
    taken, start = [], Barrier(6)

    def worker():
        start.wait()
        while mine := claims.claim(EventReaction, 7):
            taken.extend(row.id for row in mine)
        database.db.close()

    threads = [Thread(target=worker) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 60


def test_a_lease_that_ran_out_passes_on_and_the_late_worker_changes_nothing(db):
    waiting(1)
    crashed = claims.claim(EventReaction)[0]
    assert not claims.claim(EventReaction)
    successor = claims.claim(EventReaction, at=now() + claims.LEASE + timedelta(seconds=1))[0]
    assert not claims.finish(crashed)
    assert claims.finish(successor)
    assert EventReaction.get().due_at is None and EventReaction.get().attempts == 2


def test_failing_work_waits_longer_and_is_set_aside(db):
    waiting(1)
    at = now()
    for attempt in range(claims.MOST_ATTEMPTS):
        claimed = claims.claim(EventReaction, at=at)
        assert len(claimed) == 1, attempt
        at += timedelta(minutes=1)
        claims.put_off(claimed[0], at, "it broke")
    assert EventReaction.get().due_at is None and EventReaction.get().error == "it broke"


def test_done_work_is_forgotten_and_failed_work_is_not(db):
    waiting(2)
    first, second = claims.claim(EventReaction)
    claims.finish(first)
    second.attempts = claims.MOST_ATTEMPTS
    claims.put_off(second, now(), "it broke")
    assert work.forget_before(now() - timedelta(days=14)) == 0
    assert work.forget_before(now() + timedelta(seconds=1)) == 1
    assert EventReaction.get().error == "it broke"


def test_one_failing_reaction_does_not_keep_the_others(db):
    seen = []

    def react(event):
        seen.append(event.id)

    def fail(event):
        raise ValueError("broken")

    events.register({"thing.happened": [fail, react]})
    try:
        events.record("thing.happened", type("Thing", (), {"id": new_id()}), by=None)
        assert work.respond() == 2
        assert len(seen) == 1
        assert [row.due_at is None for row in EventReaction.select().order_by(EventReaction.id)] == [False, True]
    finally:
        from crm_mobile import reactions

        reactions.register()
