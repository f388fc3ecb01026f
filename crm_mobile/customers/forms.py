"""What a person may type about a customer and the people there, and what is said when it is wrong."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import phonenumbers
from flask import current_app
from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField, URLField
from wtforms.validators import DataRequired, ValidationError

from crm_mobile.core import phones
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _, mark
from crm_mobile.core.places import Place, parse_pair, place
from crm_mobile.customers import labels
from crm_mobile.customers.customers import LONGEST_NAME, LONGEST_NOTES
from crm_mobile.customers.rules import is_email, web_address
from crm_mobile.web.forms import Form, lines, one_line

NAME, LABEL, E_MAIL = mark("Name"), mark("What for"), mark("E-mail")
SEPARATORS = re.compile("[,，、;；]")
PHONE_FIELDS = ("phone", "phone2", "phone3", "phone4")
# A fix worse than this would put the customer into another street.
WORST_PLACE_M = 200


def region() -> str:
    return current_app.config["CRM"].region


def at_most(most: int) -> Callable[[Form, StringField], None]:
    """Refuse longer texts with a sentence. No maxlength in the page: it would cut off silently what was pasted."""

    def check(_form: Form, field: StringField) -> None:
        if len(field.data or "") > most:
            raise ValidationError(_("Use at most %(n)d characters.", n=most))

    return check


def check_phone(_form: Form, field: StringField) -> None:
    if field.data and phones.parse(field.data, region()) is None:
        number = phonenumbers.example_number(region())
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else "030 123456"
        sentence = _(
            "This is no telephone number. Type it like %(example)s, or with + and the country code.", example=shown
        )
        raise ValidationError(sentence)


def check_email(_form: Form, field: StringField) -> None:
    if field.data and not is_email(field.data):
        raise ValidationError(_("This is no e-mail address. It looks like name@company.com."))


def check_website(_form: Form, field: StringField) -> None:
    if field.data and not web_address(field.data):
        raise ValidationError(_("This is no web address. It looks like www.company.com."))


def phone_field(label: str) -> TelField:
    return TelField(
        label,
        [at_most(40), check_phone],
        filters=[one_line],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )


def label_field() -> StringField:
    return StringField(LABEL, [at_most(40)], filters=[one_line], render_kw={"autocomplete": "off"})


def text_field(label: str, most: int, **options: Any) -> StringField:
    return StringField(label, [at_most(most)], filters=[one_line], render_kw={"autocomplete": "off", **options})


def version_of(sent: str | None) -> int | None:
    """The version that the page was filled with, when it is a number that one can be."""
    return int(sent) if sent and re.fullmatch("[0-9]{1,9}", sent) else None


class CustomerForm(Form):
    """A customer, new or changed. What is left empty on the form of a new one can be told later."""

    name = StringField(
        NAME,
        [
            DataRequired(mark("Type a name.")),
            at_most(LONGEST_NAME),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    phone, phone_label = phone_field(mark("Telephone")), label_field()
    phone2, phone2_label = phone_field(mark("Telephone 2")), label_field()
    phone3, phone3_label = phone_field(mark("Telephone 3")), label_field()
    phone4, phone4_label = phone_field(mark("Telephone 4")), label_field()
    kind = RadioField(mark("Kind"), default="company", choices=())
    stage = RadioField(mark("Stage"), default="lead", choices=())
    tier = RadioField(mark("Tier"), default="", choices=())
    email = EmailField(E_MAIL, [at_most(254), check_email], filters=[one_line], render_kw={"autocomplete": "off"})
    website = URLField(
        mark("Website"),
        [at_most(500), check_website],
        filters=[one_line],
        render_kw={"autocomplete": "off", "type": "text", "inputmode": "url"},
    )
    address = text_field(mark("Street and number"), 300)
    postcode = text_field(mark("Postcode"), 20)
    city = text_field(mark("City"), 120)
    region = text_field(mark("State or province"), 120)
    place = text_field(mark("Latitude, longitude"), 60, inputmode="text")
    tags = text_field(mark("Tags"), 600)
    owner_id = SelectField(mark("Owner"), choices=(), validate_choice=False)
    territory_id = SelectField(mark("Territory"), choices=(), validate_choice=False)
    notes = TextAreaField(mark("Notes"), [at_most(LONGEST_NOTES)], filters=[lines], render_kw={"rows": 4})
    version = HiddenField()
    # The position that "I am here" found, kept when something else has to be put right.
    latitude, longitude, accuracy = HiddenField(), HiddenField(), HiddenField()
    fix_at, phone_at, failure, sequence = HiddenField(), HiddenField(), HiddenField(), HiddenField()

    def __init__(
        self,
        *given: Any,
        owners: Iterable[Any] = (),
        territories: Iterable[Any] = (),
        must_belong: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.must_belong = must_belong
        self.kind.choices = [(key, _(name)) for key, name in labels.KINDS.items()]
        self.stage.choices = list(labels.stages().items())
        self.tier.choices = [("", _("None")), *labels.tiers().items()]
        self.owner_id.choices = [("", "–"), *((str(person.id), person.name) for person in owners)]
        self.territory_id.choices = [("", "–"), *((str(each.id), each.name) for each in territories)]

    def validate_place(self, field: StringField) -> None:
        if field.data and parse_pair(field.data) is None:
            raise ValidationError(
                _("A place looks like 41.8781, -87.6298: latitude from -90 to 90, then longitude from -180 to 180.")
            )

    def validate_owner_id(self, field: SelectField) -> None:
        if self.must_belong and field.raw_data and not any(self.handed_to().values()):
            raise ValidationError(
                _("Choose an owner or a territory of your team, or nobody of it will see this customer.")
            )

    def values(self, *, sent_only: bool = False) -> dict[str, Any]:
        """What the verbs take, from what was typed. Raises Invalid as `checked` does.

        `sent_only` leaves out what the request did not hold, so that a change does not reset it.
        """
        typed = self.checked()
        given = {
            name: typed[name]
            for name in ("name", "kind", "stage", "tier", "email", "address", "postcode", "city", "region", "notes")
        }
        given["website"] = web_address(typed["website"]) if typed["website"] else ""
        given["tags"] = [name for name in SEPARATORS.split(typed["tags"]) if name.strip()]
        given["phones"] = [
            (phones.parse(typed[name], region()), typed[f"{name}_label"]) for name in PHONE_FIELDS if typed[name]
        ]
        if not sent_only:
            return given
        fields = {**self._fields, "phones": self.phone}
        return {name: value for name, value in given.items() if fields[name].raw_data}

    def handed_to(self) -> dict[str, UUID | None]:
        """Owner and territory as chosen, among those that were offered."""
        chosen: dict[str, UUID | None] = {}
        for field in (self.owner_id, self.territory_id):
            if field.raw_data and any(field.data == value for value, _label in field.choices):
                chosen[field.name] = parse_id(field.data)
        return chosen

    def seen_version(self) -> int | None:
        return version_of(self.version.data)

    def typed_place(self) -> Place | None:
        return parse_pair(self.place.data) if self.place.data else None


class ContactForm(Form):
    """A person to talk to."""

    name = StringField(
        NAME,
        [
            DataRequired(mark("Type a name.")),
            at_most(LONGEST_NAME),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    title = text_field(mark("What she does there"), 120)
    phone = phone_field(mark("Telephone"))
    email = EmailField(E_MAIL, [at_most(254), check_email], filters=[one_line], render_kw={"autocomplete": "off"})
    notes = TextAreaField(mark("Notes"), [at_most(2000)], filters=[lines], render_kw={"rows": 3})
    version = HiddenField()

    def seen_version(self) -> int | None:
        return version_of(self.version.data)

    def values(self) -> dict[str, Any]:
        """What the verbs take. Raises Invalid as `checked` does."""
        typed = self.checked()
        typed.pop("version")
        typed["phone"] = phones.parse(typed["phone"], region()) if typed["phone"] else ""
        return typed


class Fix:
    """A position as the phone sent it with a form, and what is wrong with it when it cannot serve as a place."""

    def __init__(self, sent: Any) -> None:
        self.place = place(sent.get("latitude") or None, sent.get("longitude") or None)
        self.failure = sent.get("failure") or ""
        self.was_tried = bool(self.failure or sent.get("latitude"))
        try:
            self.accuracy = float(sent.get("accuracy") or "nan")
        except ValueError:
            self.accuracy = float("nan")

    def usable(self) -> Place | None:
        """The place, when the phone knew it well enough."""
        return self.place if self.place and 0 <= self.accuracy <= WORST_PLACE_M else None

    def why_not(self) -> str:
        """A sentence that says why this position cannot be the customer's place, and what helps."""
        if self.failure == "denied":
            return _("The browser may not use the position. Allow it in its settings, then try again.")
        if self.place is None:
            return _("The phone gave no usable position. Try again outside.")
        if self.accuracy > WORST_PLACE_M:
            return _(
                "The position was only good to %(m)d m. Try again outside, away from tall buildings.",
                m=min(self.accuracy, 1e6),
            )
        return _("The phone did not say how good its position is. Try again outside.")
