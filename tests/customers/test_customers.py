"""Noting, changing, finding and seeing customers."""

from crm_mobile.core.clock import now
from crm_mobile.core.places import Place
from crm_mobile.customers import customers, queries
from crm_mobile.customers.queries import Filters


def test_each_sees_her_own(world):
    seen = {
        name: {row.name for row in queries.listing(user).rows} for name, user in world.everyone.items()
    }
    assert seen["rosa"] == {"Acme Hardware"} == seen["max"]
    assert seen["kim"] == set()
    assert seen["stella"] == {"Far Café"}
    assert seen["olga"] == {"Acme Hardware", "Far Café"} == seen["ada"]
    assert {row.name for row in queries.search(world.kim, "acme")} == set()
    assert {row.name for row in queries.search(world.rosa, "harb 0142")} == {"Acme Hardware"}


def test_update(world):
    first = world.acme
    customers.update(first, {"notes": "Rings at the back", "stage": "active"}, by=world.rosa, at=now(), version=1)
    assert world.acme.notes == "Rings at the back" and world.acme.version == 2
    page = queries.near(world.rosa, Place(41.878, -87.63), Filters(stage="active"))
    assert [row.name for row in page] == ["Acme Hardware"] and 5 < page[0].metres < 50
