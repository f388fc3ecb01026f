"""The people to talk to at a customer: noted, changed, taken off the page and brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, clean_lines
from crm_mobile.customers import index
from crm_mobile.customers.customers import E164, LONGEST_NAME
from crm_mobile.customers.models import Contact, Customer
from crm_mobile.events import events
from crm_mobile.events import queries as log
from crm_mobile.events.settling import settled
from crm_mobile.team.models import User

TEXTS = {"title": 120, "phone": 16, "email": 254}
LONGEST_NOTES = 2000


def add(customer: Customer, *, by: User | None, at: datetime, id: UUID | None = None, **values: Any) -> Contact:
    """Note a person of a customer: name, and perhaps title, phone (E.164), email and notes."""
    fine = _checked({"name": "", **values})
    with database.writing(customer):
        contact = Contact.create(id=id or new_id(), customer=customer, created_at=at, **fine)
        _record("contact.added", contact, {"name": [None, contact.name]}, by=by, at=at)
    return contact


def change(contact: Contact, values: Mapping[str, Any], *, by: User, at: datetime, version: int | None) -> Contact:
    """Change what is known of a person. Raises Conflict when somebody changed the same values since `version`."""
    fine = _checked(values)
    with database.writing(contact):
        stored = Contact.get_by_id(contact.id)
        if version is not None and stored.version != version:
            stands = {name: getattr(stored, name) for name in fine}
            before = log.values_before("contact", stored.id, version)
            sentence = _("Somebody changed this contact while you were writing. Choose what shall stand.")
            fine = settled(fine, stands, before, stored=stored, sentence=sentence)
        changes = events.difference(stored, fine)
        if not changes:
            return stored
        Contact.update({**fine, "version": Contact.version + 1}).where(Contact.id == stored.id).execute()
        fresh = Contact.get_by_id(stored.id)
        told = {"name": [stored.name, fresh.name], **changes, "version": [stored.version, fresh.version]}
        _record("contact.changed", fresh, told, by=by, at=at)
    return fresh


def delete(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Take a person off the customer's page. She can be brought back for 30 days."""
    return _set_deleted(contact, at, "contact.deleted", by=by, at=at)


def restore(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Bring a deleted person back."""
    return _set_deleted(contact, None, "contact.restored", by=by, at=at)


def _set_deleted(contact: Contact, deleted_at: datetime | None, verb: str, *, by: User, at: datetime) -> Contact:
    with database.writing(contact):
        Contact.update(deleted_at=deleted_at, version=Contact.version + 1).where(Contact.id == contact.id).execute()
        _record(verb, contact, {"name": [contact.name, contact.name]}, by=by, at=at)
    return contact


def _record(verb: str, contact: Contact, changes: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    index.refresh(Customer.get_by_id(contact.customer_id))
    events.record(verb, contact, by=by.id if by else None, customer=contact.customer_id, at=at, changes=changes)


def forget_deleted_before(moment: datetime) -> int:
    """Drop the people who were taken off a page before a moment."""
    return Contact.delete().where(Contact.deleted_at < moment).execute()


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    fine: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    if "name" in values:
        fine["name"] = clean(values["name"] or "")
        if not 1 <= len(fine["name"]) <= LONGEST_NAME:
            wrong["name"] = [_("Give a name of at most %(n)d characters.", n=LONGEST_NAME)]
    for name, most in TEXTS.items():
        if name in values:
            fine[name] = clean(values[name] or "")
            if len(fine[name]) > most:
                wrong[name] = [_("Use at most %(n)d characters.", n=most)]
    if fine.get("phone") and not E164.fullmatch(fine["phone"]):
        wrong["phone"] = [_("%(number)s is no telephone number.", number=fine["phone"][:40])]
    if "notes" in values:
        fine["notes"] = clean_lines(values["notes"] or "")
        if len(fine["notes"]) > LONGEST_NOTES:
            wrong["notes"] = [_("Use at most %(n)d characters.", n=LONGEST_NOTES)]
    if wrong:
        raise Invalid(wrong)
    return fine
