"""What people do with customers: note a new one, change her, say where she is, hand her to somebody else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _
from crm_mobile.core.places import Place
from crm_mobile.core.text import clean, clean_lines, folded, sort_key
from crm_mobile.customers import index, queries
from crm_mobile.customers.models import KINDS, PLACE_SOURCES, TIERS, Customer, CustomerPhone, CustomerTag, Tag
from crm_mobile.events import events
from crm_mobile.events import queries as log
from crm_mobile.events.settling import plain, settled
from crm_mobile.team.models import User

LONGEST_NAME = 200
E164 = re.compile(r"\+[1-9][0-9]{4,14}")
# Texts of one line with the most characters each may have; notes may be as long as a short letter.
TEXTS = {"email": 254, "website": 500, "address": 300, "city": 120, "region": 120, "postcode": 20, "country": 2}
LONGEST_NOTES = 10_000
# What an update may set. Phones and tags are lists of their own; a place has its own verb.
CHANGEABLE = ("kind", "name", "reference", *TEXTS, "stage", "tier", "notes", "owner_id", "territory_id")
ADDRESS = ("address", "city", "region", "postcode", "country")
# These sources are machines: they never displace a place that came from a better one.
AUTOMATIC = ("import", "geocoder")

Phone = tuple[str, str]


def create(*, by: User | None, at: datetime, id: UUID | None = None, **values: Any) -> Customer:
    """Note a new customer. A rep's customers are her own, in her first territory, unless told otherwise.

    `values` are columns, and besides `phones` (E.164 and label), `tags` (names) and `place` with `place_source`.
    """
    phones, tags = _phones(values.pop("phones", ())), _tags(values.pop("tags", ()))
    place: Place | None = values.pop("place", None)
    source = values.pop("place_source", "typed")
    fine = _checked(values)
    if not fine.get("name"):
        raise Invalid({"name": [_("Give a name of at most %(n)d characters.", n=LONGEST_NAME)]})
    if by is not None and not fine.get("owner_id") and (by.role == "rep" or _would_vanish(by, fine)):
        fine["owner_id"] = by.id
    if fine.get("owner_id") and not fine.get("territory_id"):
        fine["territory_id"] = queries.first_territory(fine["owner_id"])
    if place is not None:
        fine |= {"latitude": place.latitude, "longitude": place.longitude, "place_source": source, "place_at": at}
    actor = by.id if by else None
    with database.writing():
        _unique_reference(fine.get("reference"), None)
        customer = Customer.create(id=id or new_id(), created_at=at, created_by=actor, **_columns(fine))
        _put_phones(customer.id, phones)
        _put_tags(customer.id, tags)
        index.refresh(customer)
        named = {"name": [None, customer.name], "stage": [None, customer.stage_id]}
        events.record("customer.created", customer, by=actor, customer=customer.id, at=at, changes=named)
        _wants_place(customer, by=actor, at=at)
    return customer


def _would_vanish(by: User, fine: Mapping[str, Any]) -> bool:
    """A manager's new customer that belongs to nobody and nowhere would be out of her own sight."""
    return by.role == "manager" and not fine.get("territory_id")


def update(customer: Customer, values: Mapping[str, Any], *, by: User, at: datetime, version: int | None) -> Customer:
    """Change a customer. Raises Conflict when somebody changed the same values since `version`, with mine and theirs."""
    given = dict(values)
    fine = _checked({name: value for name, value in given.items() if name in CHANGEABLE})
    if given.get("phones") is not None:
        fine["phones"] = _phones(given["phones"])
    if given.get("tags") is not None:
        fine["tags"] = sorted(_tags(given["tags"]), key=folded)
    with database.writing(customer):
        stored = Customer.get_by_id(customer.id)
        now_stands = {name: _standing(stored, name) for name in fine}
        if version is not None and stored.version != version:
            before = log.values_before("customer", stored.id, version)
            sentence = _("Somebody changed this customer while you were writing. Choose what shall stand.")
            fine = settled(fine, now_stands, before, stored=stored, sentence=sentence)
        changed = {name: value for name, value in fine.items() if value != now_stands[name]}
        if not changed:
            return stored
        _unique_reference(changed.get("reference"), stored.id)
        if "phones" in changed:
            _put_phones(stored.id, changed["phones"])
        if "tags" in changed:
            _put_tags(stored.id, changed["tags"])
        columns = _columns({name: value for name, value in changed.items() if name not in ("phones", "tags")})
        Customer.update({**columns, "version": Customer.version + 1}).where(Customer.id == stored.id).execute()
        fresh = Customer.get_by_id(stored.id)
        index.refresh(fresh)
        told = {name: [plain(now_stands[name]), plain(value)] for name, value in changed.items()}
        _record_changes(fresh, told, by=by, at=at)
    return fresh


def change_on_page(
    customer: Customer, values: Mapping[str, Any], place: Place | None, *, by: User, at: datetime, version: int | None
) -> Customer:
    """Change a customer and, when another place was typed, her place as well."""
    with database.writing(customer):
        changed = update(customer, values, by=by, at=at, version=version)
        if place is not None and not _is_there(changed, place):
            changed = put_place(changed, place, source="typed", by=by, at=at)
    return changed


def _is_there(customer: Customer, place: Place) -> bool:
    # The form shows six decimals, a tenth of a metre.
    return customer.latitude is not None and all(
        abs(one - other) < 1e-6 for one, other in zip((customer.latitude, customer.longitude), place, strict=True)
    )


def _standing(stored: Customer, name: str) -> Any:
    """What is stored now under the name of a value."""
    if name == "phones":
        return [(phone.e164, phone.label) for phone in queries.phones_of(stored.id)]
    if name == "tags":
        return queries.tags_of(stored.id)
    return stored.stage_id if name == "stage" else getattr(stored, name)


def _record_changes(customer: Customer, changes: dict[str, Any], *, by: User, at: datetime) -> None:
    """One event for each kind of change, so that the timeline and reactions can tell them apart."""
    told = {"version": [customer.version - 1, customer.version]}
    stage = {"stage": changes.pop("stage")} if "stage" in changes else {}
    handed: dict[str, Any] = {name: changes.pop(name) for name in ("owner_id", "territory_id") if name in changes}
    for verb, part in (
        ("customer.stage_changed", stage),
        ("customer.reassigned", _named(handed)),
        ("customer.changed", changes),
    ):
        if part:
            events.record(verb, customer, by=by.id, customer=customer.id, at=at, changes={**part, **told})
    if any(name in changes for name in ADDRESS):
        _wants_place(customer, by=by.id, at=at)


def _named(handed: dict[str, Any]) -> dict[str, Any]:
    """Who hands a customer to whom, by name as well: the timeline reads it without a look at each person."""
    if "owner_id" in handed:
        return {**handed, "owner": queries.names_of([UUID(id) for id in handed["owner_id"] if id], handed["owner_id"])}
    return handed


def _wants_place(customer: Customer, *, by: UUID | None, at: datetime) -> None:
    if customer.latitude is None and customer.address:
        events.record("customer.address_changed", customer, by=by, customer=customer.id, at=at)


def put_place(customer: Customer, place: Place, *, source: str, by: User | None, at: datetime) -> Customer:
    """Say where a customer is. What a person says always stands; a machine never displaces a better source."""
    if source not in PLACE_SOURCES:
        raise ValueError(f"{source!r} is no source of places")
    with database.writing(customer):
        stored = Customer.get_by_id(customer.id)
        if stored.latitude is not None and source in AUTOMATIC and _rank(source) > _rank(stored.place_source):
            return stored
        Customer.update(
            latitude=place.latitude,
            longitude=place.longitude,
            place_source=source,
            place_at=at,
            version=Customer.version + 1,
        ).where(Customer.id == stored.id).execute()
        # The place itself is the customer's, not the log's: only where it came from is told.
        told = {"source": [stored.place_source, source], "version": [stored.version, stored.version + 1]}
        actor = by.id if by else None
        events.record("customer.placed", stored, by=actor, customer=stored.id, at=at, changes=told)
    return Customer.get_by_id(customer.id)


def _rank(source: str) -> int:
    return PLACE_SOURCES.index(source) if source in PLACE_SOURCES else len(PLACE_SOURCES)


def touched(customer_id: UUID, at: datetime) -> None:
    """Note a contact with a customer; the latest one counts."""
    earlier = Customer.last_contact_at.is_null() | (Customer.last_contact_at < at)
    Customer.update(last_contact_at=at).where((Customer.id == customer_id) & earlier).execute()


# What may be said about a customer


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values cleaned; raises Invalid with a sentence for each that cannot stand."""
    wrong: dict[str, list[str]] = {}
    fine = dict(values)
    if "name" in fine:
        fine["name"] = clean(fine["name"] or "")
        if not 1 <= len(fine["name"]) <= LONGEST_NAME:
            wrong["name"] = [_("Give a name of at most %(n)d characters.", n=LONGEST_NAME)]
    for name, most in TEXTS.items():
        if name in fine:
            fine[name] = clean(fine[name] or "")
            if len(fine[name]) > most:
                wrong[name] = [_("Use at most %(n)d characters.", n=most)]
    if "notes" in fine:
        fine["notes"] = clean_lines(fine["notes"] or "")
        if len(fine["notes"]) > LONGEST_NOTES:
            wrong["notes"] = [_("Use at most %(n)d characters.", n=LONGEST_NOTES)]
    if "reference" in fine:
        fine["reference"] = clean(fine["reference"] or "")[:100] or None
    if fine.get("kind", "company") not in KINDS:
        wrong["kind"] = [_("Choose company or person.")]
    if fine.get("tier", "") not in ("", *TIERS):
        wrong["tier"] = [_("Choose one of the tiers.")]
    if "stage" in fine and fine["stage"] not in queries.stage_names():
        wrong["stage"] = [_("Choose one of the stages.")]
    if wrong:
        raise Invalid(wrong)
    return fine


def _columns(fine: Mapping[str, Any]) -> dict[str, Any]:
    columns = {{"owner_id": "owner", "territory_id": "territory"}.get(name, name): v for name, v in fine.items()}
    if "name" in columns:
        columns["name_key"] = sort_key(columns["name"])
    return columns


def _unique_reference(reference: str | None, own: UUID | None) -> None:
    if reference and queries.id_of_reference(reference) not in (None, own):
        raise Invalid({"reference": [_("Another customer has this reference already.")]})


def _phones(given: Iterable[Any]) -> list[Phone]:
    """E.164 numbers with their labels, each number once."""
    found: dict[str, str] = {}
    for each in given:
        e164, label = (each, "") if isinstance(each, str) else (each[0], clean(each[1] or "")[:40])
        if not E164.fullmatch(e164):
            raise Invalid({"phones": [_("%(number)s is no telephone number.", number=e164[:40])]})
        found.setdefault(e164, label)
    return list(found.items())[:10]


def _put_phones(customer_id: UUID, phones: Sequence[Phone]) -> None:
    CustomerPhone.delete().where(CustomerPhone.customer == customer_id).execute()
    for position, (e164, label) in enumerate(phones):
        CustomerPhone.create(customer=customer_id, e164=e164, label=label, position=position)


def _tags(given: Iterable[str]) -> list[str]:
    """Tag names, each once whatever its case."""
    found: dict[str, str] = {}
    for name in given:
        name = clean(name)[:40]
        if name:
            found.setdefault(folded(name), name)
    return list(found.values())[:30]


def _put_tags(customer_id: UUID, names: Sequence[str]) -> None:
    CustomerTag.delete().where(CustomerTag.customer == customer_id).execute()
    for name in names:
        tag = Tag.get_or_none(Tag.name_key == folded(name))
        if tag is None:
            Tag.insert(id=new_id(), name=name, name_key=folded(name)).on_conflict_ignore().execute()
            tag = Tag.get(Tag.name_key == folded(name))
        CustomerTag.create(customer=customer_id, tag=tag)
