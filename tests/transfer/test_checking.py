"""The rules for one row, as a table of cases."""

import pytest

from crm_mobile.transfer.checking import Rules, check

RULES = Rules("US", {"lead": "lead", "active": "active", "aktiv": "active"}, ("A", "B", "C", "VIP"))


def taken(**texts: str):
    draft, wrong = check({"name": "Cosi", **texts}, RULES)
    assert wrong == []
    return draft


def refused(**texts: str) -> str:
    _draft, wrong = check({"name": "Cosi", **texts}, RULES)
    assert len(wrong) == 1, wrong
    return wrong[0]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ({"email": " A@Example.com "}, {"email": "A@Example.com"}),
        ({"website": "cosi.com"}, {"website": "https://cosi.com"}),
        ({"country": "germany"}, {"country": "DE"}),
        ({"country": "USA"}, {"country": "US"}),
        ({"country": "中国"}, {"country": "CN"}),
        ({"stage": "Aktiv"}, {"stage": "active"}),
        ({"tier": "vip"}, {"tier": "VIP"}),
        ({"kind": "Person"}, {"kind": "person"}),
        ({"latitude": "41,88", "longitude": "-87,63"}, {"latitude": 41.88, "longitude": -87.63}),
        ({"latitude": "0", "longitude": "0.0"}, {}),
        ({"latitude": "", "longitude": " "}, {}),
        ({"notes": "one\r\ntwo \x00"}, {"notes": "one\ntwo"}),
        ({"name": "Müller  &\u202e Söhne 🥐"}, {"name": "Müller & Söhne 🥐"}),
    ],
)
def test_what_is_taken(texts: dict[str, str], values: dict[str, object]):
    assert taken(**texts).values == {"name": "Cosi", **values}


def test_several_numbers_and_tags():
    draft = taken(phone="(312) 555-0100; +86 21 6279 8888;3125550100", tags="food; late night；food")
    assert draft.phones == ["+13125550100", "+862162798888"]
    assert draft.tags == ["food", "late night"]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"name": ""}, "name: it is empty"),
        ({"name": "\x00 \u200e"}, "name: it is empty"),
        ({"name": "x" * 10_000}, "name: at most 200"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"phone": "ask at the bar"}, "no telephone number"),
        ({"website": "javascript:alert(1)"}, "no web address"),
        ({"website": "ftp://a.b"}, "no web address"),
        ({"country": "Atlantis"}, "not known"),
        ({"stage": "married"}, "not one of lead, active"),
        ({"tier": "D"}, "not one of A, B, C, VIP"),
        ({"kind": "dog"}, "neither company nor person"),
        ({"latitude": "91", "longitude": "1"}, "is no place"),
        ({"latitude": "NaN", "longitude": "1"}, "is no place"),
        ({"latitude": "41.8", "longitude": ""}, "one of them is missing"),
        ({"latitude": "north", "longitude": "west"}, "is no place"),
        ({"reference": "7" * 101}, "reference: at most 100"),
        ({"tags": "t" * 41}, "longer than 40"),
    ],
)
def test_what_stays_behind(texts: dict[str, str], reason: str):
    assert reason in refused(**texts)


def test_all_reasons_are_given_at_once():
    _draft, wrong = check({"name": "", "email": "x", "tier": "Z"}, RULES)
    assert len(wrong) == 3
