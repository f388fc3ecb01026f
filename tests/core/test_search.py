"""The one index: what is found, by whom, in which scripts, on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_mobile.core import database, search
from crm_mobile.core.ids import new_id

ROSA = search.owner_scope(new_id())
NORTH = search.territory_scope(new_id())


def put(*texts: str, scope: tuple[str, ...] = (ROSA, NORTH)):
    subject = new_id()
    search.put("customer", subject, texts, scope)
    return subject


@pytest.mark.parametrize(
    "typed", ["caf", "CAFÉ", "cafe zoe", "zoë", "north-side", "side north", "312", "312555", "info@cafe", "zoe.example"]
)
def test_what_a_latin_name_is_found_by(db, typed):
    cafe = put("Café Zoë", "North-Side 12", "3125550123", "info@cafe-zoe.example")
    put("Somebody Else")
    assert search.find("customer", typed, [ROSA]) == [cafe]


@pytest.mark.parametrize("typed", ["京", "北京", "北京饭", "beijing", "bei", "bj", "bjfd", "饭店", "fandian"])
def test_what_a_chinese_name_is_found_by(db, typed):
    hotel = put("北京饭店")
    put("上海书城")
    assert search.find("customer", typed, [ROSA]) == [hotel]


def test_whole_words_come_before_beginnings_where_there_are_many(db):
    longer = [put("Brighton Beach", f"Shop {number}") for number in range(3)]
    whole = [put("Bright Bakery", f"Shop {number}") for number in range(3)]
    assert set(search.find("customer", "bright", [ROSA], most=10)) == {*whole, *longer}
    found = search.find("customer", "bright", [ROSA], most=3)
    assert len(found) == 3
    if database.is_sqlite():
        assert set(found) == set(whole)
    assert set(search.find("customer", "brighton", [ROSA], most=3)) == set(longer)


def test_who_may_find_it(db):
    cafe = put("Quayside", scope=(NORTH,))
    assert search.find("customer", "quay", [NORTH]) == [cafe]
    assert search.find("customer", "quay", [ROSA]) == []
    assert search.find("customer", "quay", []) == []
    assert search.find("customer", "quay", [search.EVERYONE]) == [cafe]
    assert search.find("order", "quay", [NORTH]) == []


def test_a_changed_subject_is_found_by_its_new_words_only(db):
    cafe = put("Quayside")
    search.put("customer", cafe, ["Bistro"], [NORTH])
    assert search.find("customer", "quay", [search.EVERYONE]) == []
    assert search.find("customer", "bis", [NORTH]) == [cafe]
    search.remove("customer", cafe)
    assert search.find("customer", "bis", [NORTH]) == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_query(db, typed):
    search.find("customer", typed, [ROSA, NORTH])


def test_scope_words_cannot_be_typed(db):
    put("Quayside", scope=(NORTH,))
    for typed in (f"quay OR {NORTH}", f'quay" OR scope:{NORTH}', "quay' | 'all", "NOT x", "all", NORTH):
        assert search.find("customer", typed, [ROSA]) == []
    assert search.find("customer", NORTH, [NORTH]) == []
