"""Each write happens once, however often and by however many at once it is sent."""

from threading import Barrier, Thread

import pytest

from crm_mobile.core import database, operations
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict, Invalid, NotFound
from crm_mobile.core.ids import new_id
from crm_mobile.core.models import Operation
from crm_mobile.team.models import Team


def add_team() -> str:
    return str(Team.create(name="Made once").id)


def made() -> int:
    return Team.select().where(Team.name == "Made once").count()


def test_a_replay_gets_the_stored_answer(world):
    operation = new_id()
    first = operations.once(operation, world.rosa_id, "body", add_team, now())
    assert operations.once(operation, world.rosa_id, "body", add_team, now()) == first
    assert made() == 1


def test_another_body_is_a_conflict_and_another_person_finds_nothing(world):
    operation = new_id()
    operations.once(operation, world.rosa_id, "body", add_team, now())
    with pytest.raises(Conflict):
        operations.once(operation, world.rosa_id, "other body", add_team, now())
    with pytest.raises(NotFound):
        operations.once(operation, world.kim_id, "body", add_team, now())
    assert made() == 1


def test_a_refused_write_leaves_nothing_and_may_be_corrected(world):
    operation = new_id()

    def refused():
        add_team()
        raise Invalid("no")

    with pytest.raises(Invalid):
        operations.once(operation, world.rosa_id, "wrong", refused, now())
    assert made() == 0 and Operation.select().count() == 0
    operations.once(operation, world.rosa_id, "right", add_team, now())
    assert made() == 1


def test_twenty_at_once_write_once(world):
    operation, start, answers = new_id(), Barrier(20), []

    def send():
        start.wait()
        try:
            answers.append(operations.once(operation, world.rosa_id, "body", add_team, now()))
        finally:
            database.db.close()

    threads = [Thread(target=send) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made() == 1 and len(answers) == 20 and len(set(answers)) == 1


def test_the_digest_tells_fields_apart():
    assert operations.digest([("a", "bc")]) != operations.digest([("ab", "c")])
    assert operations.digest([("a", "1"), ("b", "2")]) == operations.digest([("b", "2"), ("a", "1")])
    assert operations.digest([("a", "1"), ("operation", "x")]) == operations.digest([("a", "1"), ("operation", "y")])
    assert operations.digest([("a", "\ud800")])
