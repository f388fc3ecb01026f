"""Text as people type it, in every script, and what it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_mobile.core import language, phones, places, text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Café \t Zoë\n", "Café Zoë"),
        ("Cafe\u0301", "Café"),
        ("a\x00b\u202ec", "abc"),
        ("مرحبا", "مرحبا"),
        ("👩‍👩‍👧 & co", "👩‍👩‍👧 & co"),
        ("", ""),
    ],
)
def test_cleaning_keeps_what_means_something(typed, kept):
    assert text.clean(typed) == kept


def test_notes_keep_their_lines():
    assert text.clean_lines("one \r\n\r\n two\x07\n") == "one\n\n two"


@given(st.text())
def test_cleaning_twice_changes_nothing(typed):
    assert text.clean(text.clean(typed)) == text.clean(typed)
    assert "\x00" not in text.clean_lines(typed)
    typed.encode(errors="surrogatepass")
    text.clean(typed).encode(), text.sort_key(typed).encode(), text.index_words(typed).encode()


def test_one_alphabet_orders_both_scripts():
    names = ["Zoo", "北京饭店", "apple", "上海书城", "Café"]
    assert sorted(names, key=text.sort_key) == ["apple", "北京饭店", "Café", "上海书城", "Zoo"]


@pytest.mark.parametrize(
    ("typed", "region", "stored", "shown"),
    [
        ("(312) 555-0123", "US", "+13125550123", "(312) 555-0123"),
        ("+86 138 0013 8000", "US", "+8613800138000", "+86 138 0013 8000"),
        ("138 0013 8000", "CN", "+8613800138000", "138 0013 8000"),
    ],
)
def test_numbers_are_stored_one_way_and_shown_the_countrys(typed, region, stored, shown):
    assert phones.parse(typed, region) == stored
    assert phones.shown(stored, region) == shown


@pytest.mark.parametrize("typed", ["", "abc", "12", "+", "1" * 40, "☎", "\x00"])
def test_what_is_no_number_is_none(typed):
    assert phones.parse(typed, "US") is None


@pytest.mark.parametrize(
    "pair", [(91, 0), (-90.1, 0), (0, 181), (float("nan"), 0), ("x", 1), (None, None), (float("inf"), 1)]
)
def test_what_is_no_place_is_none(pair):
    assert places.place(*pair) is None


def test_distances():
    chicago, same = places.Place(41.88, -87.63), places.Place(41.88, -87.63)
    assert places.rough_distance(chicago, same) == 0
    north = places.Place(41.88 + 0.009, -87.63)
    assert places.rough_distance(chicago, north) == pytest.approx(1000.8, abs=1)
    south, top, west, east = places.box_around(chicago, 1000)
    assert south < 41.88 < top and west < -87.63 < east
    assert places.parse_pair("41.88,-87.63") == chicago and places.parse_pair("41.88") is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW,zh-HK;q=0.9", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("fr, zh-SG;q=0.3", "zh-Hans"),
        ("", "en"),
    ],
)
def test_real_headers_find_their_language(header, expected):
    tags = [tag.partition(";")[0].strip() for tag in header.split(",")]
    assert language.match(tags) == expected
