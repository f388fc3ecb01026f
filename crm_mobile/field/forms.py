"""What a rep types in the field: the visit sheet with the questions of an admin, plans, reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, Optional

from crm_mobile.core.language import _, mark
from crm_mobile.field import outcomes, questions
from crm_mobile.web.forms import Form, lines, one_line


class ReportForm(Form):
    """The visit sheet. The verb checks what was typed; the form shows it and its sentences."""

    outcome = RadioField(mark("How did it go?"), validate_choice=False)
    follow_up = RadioField(mark("Next follow-up"), validate_choice=False, default=outcomes.PROPOSED)
    follow_up_on = DateField(mark("Day"), [Optional()])
    notes = TextAreaField(mark("Notes"), filters=[lines])
    promised = StringField(mark("Promised"), filters=[one_line])
    form_version = HiddenField()
    phone_at = HiddenField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.outcome.choices = [(key, _(name)) for key, name in outcomes.OUTCOMES.items()]
        self.follow_up.choices = [(key, _(name)) for key, name in outcomes.FOLLOW_UPS.items()]


def sheet(asked: Sequence[Mapping[str, Any]], *given: Any, **named: Any) -> ReportForm:
    """The visit sheet with a field for each question that is not answered by a photo."""
    fields = {questions.field_name(question): _field(question) for question in asked if question["kind"] != "photo"}
    fields |= {questions.field_name(q): StringField(q["label"]) for q in asked if q["kind"] == "photo"}
    made = type("Sheet", (ReportForm,), fields)(*given, **named)
    for question in asked:
        field = made[questions.field_name(question)]
        if question["required"]:
            field.flags.required = True
    return made


def _field(question: Mapping[str, Any]) -> Field:
    label, kind = question["label"], question["kind"]
    if kind == "text":
        return TextAreaField(label, render_kw={"rows": 2})
    if kind == "number":
        return StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    if kind == "date":
        return StringField(label, render_kw={"type": "date"})
    if kind == "several":
        return SelectMultipleField(label, choices=[(c, c) for c in question["choices"]], validate_choice=False)
    choices = {
        "choice": [(choice, choice) for choice in question["choices"]],
        "yes_no": [("yes", _("Yes")), ("no", _("No"))],
        "rating": [(str(number), str(number)) for number in range(1, 6)],
    }[kind]
    return RadioField(label, choices=choices, validate_choice=False)


class PlanForm(Form):
    """A visit a rep plans for herself."""

    customer = HiddenField()
    day = DateField(mark("Day"), [DataRequired(mark("Choose a day."))])
    window_from = TimeField(mark("From"), [Optional()])
    window_until = TimeField(mark("Until"), [Optional()])
    purpose = StringField(mark("Purpose"), [Length(max=300)], filters=[one_line])


class CancellationForm(Form):
    reason = StringField(
        mark("Why not?"), [DataRequired(mark("Say why in a few words.")), Length(max=300)], filters=[one_line]
    )


class DayForm(Form):
    day = DateField(mark("Day"), [DataRequired(mark("Choose a day."))])


class CommentForm(Form):
    text = TextAreaField(
        mark("Comment"), [DataRequired(mark("Write something first.")), Length(max=2000)], filters=[lines]
    )
