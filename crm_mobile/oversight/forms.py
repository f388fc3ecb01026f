"""What a manager types to plan a visit for a rep, to send her a task, or to comment."""

from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import DateField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from crm_mobile.core.language import _, mark
from crm_mobile.customers.forms import at_most
from crm_mobile.tasks.sentences import KINDS
from crm_mobile.web.forms import Form, lines, one_line

DAY = mark("Day")


class _ForADay(Form):
    """What both have: a customer, and a day that is not over for the rep."""

    customer = HiddenField()

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today

    def refuse_past(self, field: DateField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over. Choose today or a later one."))


class VisitForm(_ForADay):
    day = DateField(DAY, [InputRequired(mark("Choose a day."))])
    window_from = TimeField(mark("From"), [Optional()])
    window_until = TimeField(mark("Until"), [Optional()])
    purpose = StringField(
        mark("Purpose"),
        [at_most(200)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "sentences"},
    )

    def validate_day(self, field: DateField) -> None:
        self.refuse_past(field)

    def validate_window_until(self, field: TimeField) -> None:
        if field.data and not self.window_from.data:
            raise ValidationError(_("Say from when as well."))
        if field.data and field.data <= self.window_from.data:
            raise ValidationError(_("The window has to end after it begins."))


class TaskForm(_ForADay):
    kind = RadioField(mark("Kind"), [InputRequired(mark("Choose one of the kinds."))], default="todo")
    title = StringField(
        mark("What is to be done"),
        [InputRequired(mark("Say what is to be done.")), at_most(200)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "sentences"},
    )
    due_on = DateField(DAY, [InputRequired(mark("Choose a day."))])
    due_time = TimeField(mark("At"), [Optional()])
    notes = TextAreaField(mark("Notes"), [at_most(5000)], filters=[lines], render_kw={"rows": 3})

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [(kind, _(name)) for kind, (_sign, name) in KINDS.items()]

    def validate_due_on(self, field: DateField) -> None:
        self.refuse_past(field)


class CommentForm(Form):
    text = TextAreaField(
        mark("Comment"),
        [InputRequired(mark("Write a comment.")), at_most(2000)],
        filters=[lines],
        render_kw={"rows": 2},
    )
