"""Questions of an admin and answers of a rep."""

import pytest

from crm_mobile.core.errors import Invalid
from crm_mobile.field import questions

FORM = questions.checked_questions(
    [
        {"label": "Facings", "kind": "number", "required": True},
        {"label": "Shelf", "kind": "choice", "choices": ["Top", "Middle", "Bottom"]},
        {"label": "Brands", "kind": "several", "choices": ["Ours", "Theirs"]},
        {"label": "Sign up?", "kind": "yes_no"},
        {"label": "Renewal", "kind": "date"},
        {"label": "Mood", "kind": "rating"},
        {"label": "Window", "kind": "photo", "required": True},
        {"label": "Remarks", "kind": "text"},
    ]
)


def answer(photographed=("7",), **typed):
    values = {"q_1": ["3"], **{name: value if isinstance(value, list) else [value] for name, value in typed.items()}}
    return questions.checked_answers(FORM, values, set(photographed))


def test_keys_stay_with_their_question():
    assert [row["key"] for row in FORM] == list("12345678")
    again = questions.checked_questions([FORM[7], {"label": "New", "kind": "text"}, FORM[0]])
    assert [row["key"] for row in again] == ["8", "2", "1"] or [row["key"] for row in again][::2] == ["8", "1"]


def test_no_two_questions_share_an_answer():
    doubled = questions.checked_questions([{**FORM[1], "key": "4"}, {**FORM[7], "key": "4"}, {**FORM[7], "key": "1"}])
    assert [row["key"] for row in doubled] == ["4", "2", "1"]


def test_each_kind_is_kept_as_what_it_is():
    assert answer(q_2="Top", q_3=["Theirs", "Ours"], q_4="yes", q_5="2026-12-01", q_6="4", q_8=" fine \r\n yes ") == {
        "1": 3, "2": "Top", "3": ["Ours", "Theirs"], "4": True, "5": "2026-12-01", "6": 4, "8": "fine\n yes",
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        {"q_1": "many"},
        {"q_1": "1e99"},
        {"q_1": ""},
        {"q_1": "nan"},
        {"q_2": "Floor"},
        {"q_3": ["Ours", "Nobody"]},
        {"q_4": "maybe"},
        {"q_5": "2026-02-30"},
        {"q_6": "6"},
        {"q_8": "x" * 5000},
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(typed):
    with pytest.raises(Invalid) as refused:
        answer(**typed)
    assert list(refused.value.errors) == list(typed)


def test_a_required_photo_is_asked_for():
    with pytest.raises(Invalid) as refused:
        answer(photographed=())
    assert list(refused.value.errors) == ["q_7"]


@pytest.mark.parametrize(
    "row",
    [
        {"label": "", "kind": "text"},
        {"label": "x", "kind": "magic"},
        {"label": "x", "kind": "choice", "choices": ["one"]},
        {"label": "x" * 300, "kind": "text"},
    ],
)
def test_a_question_that_cannot_be_asked(row):
    with pytest.raises(Invalid):
        questions.checked_questions([row])
    with pytest.raises(Invalid):
        questions.checked_questions([])


def test_answers_read_like_sentences():
    assert questions.said(FORM[3], True) == "Yes" and questions.said(FORM[5], 4) == "4 / 5"
    assert questions.said(FORM[2], ["Ours", "Theirs"]) == "Ours, Theirs" and questions.said(FORM[0], None) == ""
