"""What an admin types: people, teams, territories, stages, the address server, the ranges of check-ins."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _, mark
from crm_mobile.customers import geocoding
from crm_mobile.customers.forms import at_most
from crm_mobile.team.forms import LANGUAGES, ProfileForm
from crm_mobile.web.formats import ROLE_NAMES
from crm_mobile.web.forms import Form, one_line

NAME = mark("Name")
Choice = tuple[str, str]


def _id(typed: object) -> UUID | None:
    return parse_id(typed) if typed else None


class UserForm(Form):
    name = StringField(
        NAME,
        [InputRequired(mark("Type a name.")), at_most(200)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    email = EmailField(
        mark("E-mail"),
        [InputRequired(mark("Type the e-mail with which this person signs in."))],
        filters=[one_line],
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )
    role = RadioField(mark("Role"), [InputRequired(mark("Choose one of the roles."))])
    team_id = SelectField(mark("Team"), coerce=str, default="")
    territory_ids = SelectMultipleField(mark("Territories"), coerce=str)
    language = RadioField(mark("Language"), choices=LANGUAGES, default="en")
    time_zone = StringField(
        mark("Time zone"),
        filters=[one_line],
        description=mark("Taken from the browser at the first sign-in when left empty."),
        render_kw={"autocomplete": "off", "placeholder": "America/Chicago"},
    )
    validate_time_zone = ProfileForm.validate_time_zone

    def __init__(self, *given: Any, teams: Sequence[Choice], territories: Sequence[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.role.choices = [(key, _(name)) for key, name in ROLE_NAMES.items()]
        self.team_id.choices = [("", _("No team")), *teams]
        self.territory_ids.choices = list(territories)

    def values(self) -> dict[str, Any]:
        """What the verbs take. Raises Invalid as `checked` does."""
        typed = self.checked()
        typed["team_id"] = _id(typed["team_id"])
        typed["territory_ids"] = [id for id in map(_id, typed["territory_ids"] or ()) if id]
        return typed


class TeamForm(Form):
    name = StringField(
        NAME,
        [InputRequired(mark("Type a name.")), at_most(100)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    parent_id = SelectField(mark("Belongs to"), coerce=str, default="")

    def __init__(self, *given: Any, teams: Sequence[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.parent_id.choices = [("", _("No other team: at the top")), *teams]

    def values(self) -> dict[str, Any]:
        typed = self.checked()
        return {"name": typed["name"], "parent_id": _id(typed["parent_id"])}


class TerritoryForm(Form):
    name = StringField(
        NAME,
        [InputRequired(mark("Type a name.")), at_most(100)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    team_id = SelectField(mark("Team"), coerce=str, default="")

    def __init__(self, *given: Any, teams: Sequence[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.team_id.choices = [("", _("No team")), *teams]

    def values(self) -> dict[str, Any]:
        typed = self.checked()
        return {"name": typed["name"], "team_id": _id(typed["team_id"])}


class StageForm(Form):
    name = StringField(
        NAME,
        [InputRequired(mark("Type a name.")), at_most(40)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )


class RangesForm(Form):
    in_range_m = IntegerField(
        mark("In range, metres"),
        [InputRequired(mark("Give a number of metres."))],
        description=mark("A check-in this near to the customer's place was there."),
        render_kw={"inputmode": "numeric"},
    )
    near_m = IntegerField(
        mark("Near, metres"),
        [InputRequired(mark("Give a number of metres."))],
        description=mark("Farther than that, it was out of range."),
        render_kw={"inputmode": "numeric"},
    )


class GeocoderForm(Form):
    kind = RadioField(mark("Address server"), [InputRequired(mark("Choose one of the address servers."))])
    address = StringField(
        mark("Address of the server"),
        filters=[one_line],
        description=mark("For Nominatim, Photon and Pelias."),
        render_kw={"autocomplete": "off", "inputmode": "url", "placeholder": "https://nominatim.example.com"},
    )
    contact = StringField(
        mark("Contact"),
        filters=[one_line],
        description=mark("An e-mail or web address at which the people who run the server can reach you."),
        render_kw={"autocomplete": "off"},
    )
    key = PasswordField(
        mark("Key"),
        filters=[one_line],
        description=mark("Left empty, the present one stays."),
        render_kw={"autocomplete": "off"},
    )
    seconds_between = DecimalField(
        mark("Seconds between two questions"), [Optional()], default=1, render_kw={"inputmode": "decimal"}
    )
    confirmed = BooleanField(mark("The rules of this server allow our use of it"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [(key, _(kind.label)) for key, kind in geocoding.KINDS.items()]

    def validate_seconds_between(self, field: DecimalField) -> None:
        if field.data is not None and not (field.data.is_finite() and 0 <= field.data <= 3600):
            raise ValidationError(_("Give a number of seconds from 0 to 3600."))
