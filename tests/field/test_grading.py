"""What a fix proves: tables of cases, and anything else a phone can send."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_mobile.core.places import Place
from crm_mobile.field import grading
from crm_mobile.field.grading import Earlier, Ranges

SHOP = Place(41.8781, -87.6298)
AT = datetime(2026, 5, 5, 15, 0, tzinfo=UTC)


def sent(
    latitude=41.8781,
    longitude=-87.6298,
    accuracy=12,
    fix="2026-05-05T14:59:58+00:00",
    phone="2026-05-05T15:00:00+00:00",
    **more,
):
    return {
        "latitude": latitude,
        "longitude": longitude,
        "accuracy": accuracy,
        "fix_at": fix,
        "phone_at": phone,
        **more,
    }


def graded(values, customer=SHOP, earlier=None):
    return grading.grade(grading.read(values), customer, Ranges(), AT, earlier)


@pytest.mark.parametrize(
    ("metres_north", "accuracy", "grade"),
    [
        (0, 10, "in_range"),
        (99, 0, "in_range"),
        (110, 5, "near"),
        (110, 15, "in_range"),  # the edge of the circle is in range
        (499, 0, "near"),
        (520, 5, "out_of_range"),
        (520, 30, "near"),
        (5000, 150, "out_of_range"),
    ],
)
def test_the_circle_of_accuracy_decides(metres_north, accuracy, grade):
    found = graded(sent(latitude=41.8781 + metres_north / 111_070, accuracy=accuracy))
    assert found.grade == grade and found.reason == ""
    assert found.distance_m == pytest.approx(metres_north, abs=1 + metres_north / 500)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (sent(latitude=91), "no_usable_position"),
        (sent(latitude="NaN"), "no_usable_position"),
        (sent(longitude="Infinity"), "no_usable_position"),
        (sent(latitude=31.2, longitude=-1e9), "no_usable_position"),
        (sent(latitude=121.47, longitude=31.23), "no_usable_position"),  # Shanghai, swapped
        (sent(accuracy=-5), "no_usable_position"),
        (sent(accuracy="nan"), "no_usable_position"),
        (sent(accuracy=None), "no_usable_position"),
        (sent(accuracy=50_000), "poor_accuracy"),
        (sent(accuracy=800), "poor_accuracy"),
        (sent(fix="2026-05-06T15:00:00+00:00"), "no_usable_position"),  # dated tomorrow
        (sent(fix="2026-05-05T14:50:00+00:00"), "stale_fix"),
        ({"failure": "denied"}, "no_permission"),
        ({"failure": "timeout"}, "timed_out"),
        ({"failure": "unavailable"}, "unavailable"),
        ({"failure": "\x00<script>"}, "unavailable"),
        ({}, "no_usable_position"),
        ({"latitude": [], "longitude": {}, "accuracy": "x" * 10_000}, "no_usable_position"),
    ],
)
def test_what_cannot_be_told_says_why(values, reason):
    found = graded(values)
    assert (found.grade, found.reason) == ("could_not_tell", reason)


def test_swapped_coordinates_that_could_be_are_just_far_away():
    assert graded(sent(latitude=-87.6298, longitude=41.8781)).grade == "out_of_range"


def test_a_phone_whose_clock_is_a_day_off_is_still_believed():
    assert graded(sent(fix="2026-05-06T14:59:58+00:00", phone="2026-05-06T15:00:00+00:00")).grade == "in_range"
    assert graded(sent(fix="2026-05-04T14:59:58+00:00", phone="2026-05-04T15:00:00+00:00")).grade == "in_range"


def test_a_customer_without_a_place():
    assert graded(sent(), customer=None).reason == "no_place_known"


def test_nobody_travels_that_fast():
    far = Place(42.9, -87.6298)
    assert graded(sent(), earlier=Earlier(far, 10, AT - timedelta(minutes=5))).reason == "implausible_speed"
    assert graded(sent(), earlier=Earlier(far, 10, AT - timedelta(hours=2))).grade == "in_range"
    assert graded(sent(), earlier=Earlier(Place(41.8783, -87.63), 10, AT)).grade == "in_range"


def test_the_best_grade_counts():
    assert grading.better("", "near") == "near"
    assert grading.better("could_not_tell", "in_range") == "in_range"
    assert grading.better("in_range", "could_not_tell") == "in_range"
    assert grading.better("", "") == ""


ANYTHING = st.one_of(
    st.none(), st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.datetimes().map(str)
)


@given(
    st.dictionaries(
        st.sampled_from(["latitude", "longitude", "accuracy", "fix_at", "phone_at", "failure", "x"]), ANYTHING
    )
)
def test_nothing_a_phone_sends_is_refused(values):
    found = graded(values)
    assert found.grade in grading.GRADES
    assert (found.grade == "could_not_tell") == bool(found.reason)
    kept = grading.kept(values)
    assert all("\x00" not in value and len(value) <= 100 for value in kept.values())


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(0, 200))
def test_standing_at_the_door_is_in_range_everywhere(latitude, longitude, accuracy):
    assert (
        graded(
            sent(latitude=latitude, longitude=longitude, accuracy=accuracy), customer=Place(latitude, longitude)
        ).grade
        == "in_range"
    )
