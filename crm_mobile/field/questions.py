"""The questions of a visit form: what an admin may ask, what a rep may answer, and what is said when it does not fit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _, mark
from crm_mobile.core.text import clean, clean_lines

KINDS: Mapping[str, str] = {
    "text": mark("Text"),
    "number": mark("Number"),
    "choice": mark("One of several"),
    "several": mark("Several of several"),
    "yes_no": mark("Yes or no"),
    "date": mark("Date"),
    "rating": mark("Rating, 1 to 5"),
    "photo": mark("Photo"),
}
WITH_CHOICES = ("choice", "several")
MOST_QUESTIONS, MOST_CHOICES = 40, 30
LONGEST_LABEL, LONGEST_ANSWER = 200, 4000

Question = dict[str, Any]


def field_name(question: Mapping[str, Any]) -> str:
    """The name of a question's field in the visit sheet."""
    return f"q_{question['key']}"


def checked_questions(given: Sequence[Mapping[str, Any]]) -> list[Question]:
    """The questions of a form as they are kept; raises Invalid naming the row.

    Keys stay with their question; one that comes a second time is another question and gets a key of its own.
    """
    if not 1 <= len(given) <= MOST_QUESTIONS:
        raise Invalid({"questions": [_("A form has between one and %(n)d questions.", n=MOST_QUESTIONS)]})
    fine: list[Question] = []
    taken = {str(row["key"]) for row in given if row.get("key")}
    used: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for number, row in enumerate(given, 1):
        label, kind = clean(str(row.get("label") or ""))[: LONGEST_LABEL + 1], str(row.get("kind") or "")
        choices = list(dict.fromkeys(clean(str(choice)) for choice in row.get("choices") or () if clean(str(choice))))
        if not 1 <= len(label) <= LONGEST_LABEL:
            wrong.setdefault("questions", []).append(
                _("Question %(n)d needs a text of at most %(most)d characters.", n=number, most=LONGEST_LABEL)
            )
        if kind not in KINDS:
            wrong.setdefault("questions", []).append(_("Question %(n)d needs a kind.", n=number))
        if kind in WITH_CHOICES and not 2 <= len(choices) <= MOST_CHOICES:
            wrong.setdefault("questions", []).append(
                _("Question %(n)d needs between 2 and %(most)d choices.", n=number, most=MOST_CHOICES)
            )
        key = str(row.get("key") or "")
        if not key or key in used:
            key = _free_key(taken)
        used.add(key)
        taken.add(key)
        fine.append(
            {
                "key": key,
                "label": label,
                "kind": kind,
                "required": bool(row.get("required")),
                "choices": choices if kind in WITH_CHOICES else [],
            }
        )
    if wrong:
        raise Invalid(wrong)
    return fine


def _free_key(taken: set[str]) -> str:
    number = 1
    while str(number) in taken:
        number += 1
    return str(number)


def checked_answers(
    questions: Sequence[Mapping[str, Any]], typed: Mapping[str, Sequence[str]], photographed: set[str]
) -> dict[str, Any]:
    """The answers by key, as they are kept; raises Invalid with a sentence per field."""
    answers: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for question in questions:
        name = field_name(question)
        given = [value for value in typed.get(name, ()) if value.strip()]
        if question["kind"] == "photo":
            if question["required"] and question["key"] not in photographed:
                wrong[name] = [_("Take a photo for this.")]
            continue
        if not given:
            if question["required"]:
                wrong[name] = [_("Answer this one, please.")]
            continue
        try:
            answers[question["key"]] = _answer(question, given)
        except ValueError as sentence:
            wrong[name] = [str(sentence)]
    if wrong:
        raise Invalid(wrong)
    return answers


def _answer(question: Mapping[str, Any], given: Sequence[str]) -> Any:
    kind, value = question["kind"], given[0]
    if kind == "text":
        text = clean_lines(value)
        if len(text) > LONGEST_ANSWER:
            raise ValueError(_("Use at most %(n)d characters.", n=LONGEST_ANSWER))
        return text
    if kind == "number":
        return _number(value)
    if kind == "several":
        if not set(given) <= set(question["choices"]):
            raise ValueError(_("Choose from the list."))
        return [choice for choice in question["choices"] if choice in given]
    if kind == "choice" and value in question["choices"]:
        return value
    if kind == "yes_no" and value in ("yes", "no"):
        return value == "yes"
    if kind == "rating" and value in ("1", "2", "3", "4", "5"):
        return int(value)
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(_("Choose a day.")) from None
    raise ValueError(_("Choose from the list."))


def _number(typed: str) -> int | float:
    bare = typed.strip().replace(" ", "").replace(",", ".")
    try:
        number = float(bare)
    except ValueError:
        raise ValueError(_("Give a number such as 12 or 3.5.")) from None
    if not abs(number) < 1e12:
        raise ValueError(_("Give a number such as 12 or 3.5."))
    return int(number) if number.is_integer() else number


def said(question: Mapping[str, Any], answer: Any) -> str:
    """An answer as a person reads it."""
    if answer is None:
        return ""
    if question["kind"] == "yes_no":
        return _("Yes") if answer else _("No")
    if question["kind"] == "rating":
        return f"{answer} / 5"
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
