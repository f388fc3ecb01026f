"""What a person types to sign in, to set up her access and to describe herself."""

from zoneinfo import available_timezones

from wtforms import EmailField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields import TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from crm_mobile.core.language import _, mark
from crm_mobile.web.forms import Form, one_line

LANGUAGES = (("en", "English"), ("zh-Hans", "简体中文"))
WEEKDAYS = (
    (1, mark("Mon")),
    (2, mark("Tue")),
    (3, mark("Wed")),
    (4, mark("Thu")),
    (5, mark("Fri")),
    (6, mark("Sat")),
    (7, mark("Sun")),
)
E_MAIL, PASSWORD, NAME = mark("E-mail"), mark("Password"), mark("Name")


class SignInForm(Form):
    email = EmailField(
        E_MAIL,
        [InputRequired(mark("Type your e-mail."))],
        filters=[one_line],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        PASSWORD, [InputRequired(mark("Type your password."))], render_kw={"autocomplete": "current-password"}
    )
    time_zone = HiddenField()
    next = HiddenField()


class SetUpForm(Form):
    password = PasswordField(
        mark("New password"), [InputRequired(mark("Choose a password."))], render_kw={"autocomplete": "new-password"}
    )
    time_zone = HiddenField()


class FirstAdminForm(Form):
    code = StringField(
        mark("Code from the server"),
        [InputRequired(mark("Type the code that the server printed."))],
        filters=[one_line],
        render_kw={"autocomplete": "one-time-code"},
    )
    name = StringField(
        NAME,
        [DataRequired(mark("Type your name.")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(E_MAIL, [InputRequired(mark("Type your e-mail."))], render_kw={"autocomplete": "username"})
    password = PasswordField(
        PASSWORD, [InputRequired(mark("Choose a password."))], render_kw={"autocomplete": "new-password"}
    )
    time_zone = HiddenField()


class ProfileForm(Form):
    name = StringField(
        NAME,
        [DataRequired(mark("Type your name.")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(mark("Language"), choices=LANGUAGES)
    time_zone = StringField(mark("Time zone"), filters=[one_line], render_kw={"list": "zones", "autocomplete": "off"})
    works_from = TimeField(mark("Works from"), [Optional()])
    works_until = TimeField(mark("Works until"), [Optional()])
    works_on = SelectMultipleField(mark("Works on"), coerce=int)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.works_on.choices = [(number, _(name)) for number, name in WEEKDAYS]

    def validate_time_zone(self, field: StringField) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError(_("This time zone is not known. It looks like Asia/Shanghai or America/Chicago."))

    def validate_works_until(self, field: TimeField) -> None:
        if field.data and self.works_from.data and field.data <= self.works_from.data:
            raise ValidationError(_("The day has to end after it begins."))


class PasswordForm(Form):
    old = PasswordField(
        mark("Present password"),
        [InputRequired(mark("Type your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        mark("New password"), [InputRequired(mark("Choose a password."))], render_kw={"autocomplete": "new-password"}
    )
