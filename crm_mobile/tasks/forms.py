"""What a person types about a task."""

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from crm_mobile.core.language import _, mark
from crm_mobile.tasks import sentences
from crm_mobile.web.forms import Form, lines, one_line


class TaskForm(Form):
    kind = RadioField(mark("Kind"), default="call")
    title = StringField(
        mark("What is to be done"), [DataRequired(mark("Say what is to be done.")), Length(max=200)], filters=[one_line]
    )
    due_on = DateField(mark("Day"), [DataRequired(mark("Choose a day."))])
    due_time = TimeField(mark("Time"), [Optional()])
    repeat = SelectField(mark("Repeats"), validate_choice=False, filters=[lambda chosen: chosen or ""])
    notes = TextAreaField(mark("Notes"), [Length(max=10_000)], filters=[lines])
    customer = HiddenField(mark("Customer"))
    version = IntegerField(validators=[Optional()])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [(key, _(name)) for key, (_sign, name) in sentences.KINDS.items()]
        self.repeat.choices = [(key, _(name)) for key, name in sentences.REPEATS.items()]


class SnoozeForm(Form):
    """Until when a task is put off: one of the ways that are offered, or a day that was picked."""

    to = StringField()
    due_on = DateField(mark("Day"), [Optional()], name="day")
    due_time = TimeField(mark("Time"), [Optional()], name="time")
