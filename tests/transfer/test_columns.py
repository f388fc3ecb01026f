"""Which column means which field, and what is said when somebody misspells one."""

import pytest

from crm_mobile.core.errors import Invalid
from crm_mobile.transfer.columns import normal, plan

HEADER = ["license_number", "Doing Business As", "Address", "City", "E-mail Address", "Phone", "Mobile"]


def sentences(maps: list[str], key: str = "") -> str:
    with pytest.raises(Invalid) as wrong:
        plan(HEADER, maps, key)
    return " ".join(wrong.value.errors[""])


@pytest.mark.parametrize(
    ("header", "expected"),
    [("E-mail Address ", "e_mail_address"), ("ＺＩＰ　Code", "zip_code"), ("公司 名称", "公司_名称"), ("__x__", "x")],
)
def test_headers_are_compared_without_case_width_and_punctuation(header: str, expected: str):
    assert normal(header) == expected


def test_columns_are_found_however_they_are_written():
    made = plan(HEADER, ["DOING_BUSINESS_AS=name", "e mail address=email"])
    assert made.texts(["1", "Cosi", "", "", "a@b.c", "", ""]) == {"name": "Cosi", "email": "a@b.c"}


def test_several_columns_join_into_one_field():
    made = plan(HEADER, ["doing business as=name", "address=address", "city=address", "phone=phone", "mobile=phone"])
    texts = made.texts(["1", "Cosi", "1 Main St", "Chicago", "", "312 555 0100", ""])
    assert texts == {"name": "Cosi", "address": "1 Main St, Chicago", "phone": "312 555 0100"}


def test_key_column_without_a_field_becomes_the_reference():
    made = plan(HEADER, ["doing business as=name"], "License Number")
    assert (made.key, made.positions["reference"]) == ("reference", [0])


def test_key_column_with_a_field_is_found_by_that_field():
    assert plan(HEADER, ["doing business as=name", "E-mail Address=email"], "e-mail address").key == "email"


def test_without_maps_the_header_speaks_for_itself():
    made = plan(["Company name", "Street", "ZIP", "Anything"], [])
    assert dict(made.positions) == {"name": [0], "address": [1], "postcode": [2]}


def test_misspelled_column_is_answered_with_the_nearest():
    assert "Did you mean Doing Business As?" in sentences(["doing busines as=name"])


def test_misspelled_field_is_answered_with_the_nearest():
    assert "Did you mean latitude?" in sentences(["city=lattitude"])


def test_every_mistake_is_named_at_once():
    said = sentences(["city", "nothing like it at all=name", "city=colour"])
    assert "column=field" in said and "no column nothing like it" in said and "no field colour" in said


def test_name_is_required():
    assert "No column is the name" in sentences(["city=city"])


def test_two_columns_cannot_be_one_latitude():
    assert "Only one column" in sentences(["doing business as=name", "phone=latitude", "mobile=latitude"])


def test_key_has_to_tell_customers_apart():
    assert "key column" in sentences(["doing business as=name", "city=city"], "city")
