"""What is stored comes back the same, sorts the same and is refused the same on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from uuid import UUID

import pytest

from crm_mobile.core import preferences, rows
from crm_mobile.core.ids import new_id, parse_id
from crm_mobile.core.models import Operation
from crm_mobile.customers.models import Customer, Stage
from crm_mobile.tasks.models import Task


def test_a_moment_keeps_its_instant_in_utc(world):
    at = datetime(2026, 3, 8, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-6)))
    operation = Operation.create(id=new_id(), user_id=world.rosa_id, digest="x", answer={"名": "值"}, at=at)
    found = Operation.get_by_id(operation.id)
    assert found.at == at and found.at.utcoffset() == timedelta(0)
    assert found.answer == {"名": "值"} and isinstance(found.user_id, UUID)


def test_a_naive_moment_is_refused(world):
    with pytest.raises(ValueError, match="time zone"):
        Operation.create(id=new_id(), user_id=world.rosa_id, digest="x", answer=None, at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_moments_compare_in_the_database(world):
    early, late = datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    for at in (late, early):
        Operation.create(id=new_id(), user_id=world.rosa_id, digest="x", answer=None, at=at)
    assert [row.at for row in Operation.select().order_by(Operation.at)] == [early, late]
    assert Operation.select().where(Operation.at < late).count() == 1


class Row(NamedTuple):
    id: UUID
    title: str
    due_on: date
    due_at: datetime
    customer_id: UUID | None


def test_rows_have_the_types_of_their_annotations(world):
    at = datetime(2026, 5, 5, 12, tzinfo=UTC)
    task = Task.create(
        title="100 % of ?", owner=world.rosa, created_by=world.rosa, due_on=date(2026, 5, 5), due_at=at, zone="UTC"
    )
    sql = "SELECT id, title, due_on, due_at, customer_id FROM task WHERE id = ? AND title LIKE '100 %'"
    assert rows.fetch_one(Row, sql, task.id) == Row(task.id, "100 % of ?", date(2026, 5, 5), at, None)
    assert rows.ids("SELECT id FROM task") == [task.id]
    assert rows.scalar("SELECT count(*) FROM task WHERE due_on = ?", date(2026, 5, 5)) == 1
    assert (
        rows.fetch(Row, f"SELECT id, title, due_on, due_at, customer_id FROM task WHERE id IN ({rows.marks([])})") == []
    )


def test_keys_sort_by_code_point_everywhere(world):
    names = ["Zebra", "apple", "Äpfel", "zebra", "a b", "a-b", "中"]
    for name in names:
        Customer.create(name=name, name_key=name, stage=Stage.get())
    found = [
        row[0]
        for row in Customer.select(Customer.name_key)
        .where(Customer.name_key.in_(names))
        .order_by(Customer.name_key)
        .tuples()
    ]
    assert found == sorted(names)


def test_ids_are_version_seven_and_sort_by_time():
    made = [new_id() for _number in range(2000)]
    assert all(identifier.version == 7 and identifier.variant == "specified in RFC 4122" for identifier in made)
    assert len(set(made)) == 2000
    assert [i.int >> 80 for i in made] == sorted(i.int >> 80 for i in made)
    assert parse_id("nonsense") is None and parse_id(str(made[0])) == made[0]


def test_preferences_keep_their_kind(world):
    assert preferences.get("check_in_range_m") == 100
    preferences.choose("check_in_range_m", 150)
    assert preferences.get("check_in_range_m") == 150
    with pytest.raises(TypeError):
        preferences.choose("check_in_range_m", "far")
    with pytest.raises(KeyError):
        preferences.get("nobody declared this")
