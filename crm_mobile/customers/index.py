"""What a customer can be found by, written to the one search index."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import phonenumbers

from crm_mobile.core import search
from crm_mobile.customers import queries
from crm_mobile.customers.models import Customer


def words(
    *,
    name: str,
    address: str = "",
    city: str = "",
    postcode: str = "",
    email: str = "",
    reference: str | None = None,
    phones: Iterable[str] = (),
    contacts: Iterable[str] = (),
    tags: Iterable[str] = (),
    **_others: Any,
) -> list[str]:
    """The texts a customer is found by. Phones are E.164, contacts are names; further values are ignored."""
    texts = [name, *contacts, address, city, postcode, *tags, email, reference or "", *map(_digits, phones)]
    return [text for text in texts if text]


def scopes(owner_id: UUID | None, territory_id: UUID | None) -> list[str]:
    """Who finds a customer: her owner's people and her territory's."""
    owned = [search.owner_scope(owner_id)] if owner_id else []
    return [*owned, search.territory_scope(territory_id)] if territory_id else owned


def entry(customer: Mapping[str, Any]) -> dict[str, object]:
    """The index row of one customer: a mapping of column names, phones, contacts and tags."""
    allowed = scopes(customer.get("owner_id"), customer.get("territory_id"))
    return search.entry("customer", customer["id"], words(**customer), allowed)


def entries(customers: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """The index rows of many new customers, for `core.search.put_many`."""
    return [entry(customer) for customer in customers]


def refresh(customer: Customer) -> None:
    """Index a customer again, after she or anything that belongs to her has changed."""
    contacts = queries.contacts_of(customer.id)
    numbers = [phone.e164 for phone in queries.phones_of(customer.id)]
    texts = words(
        name=customer.name,
        address=customer.address,
        city=customer.city,
        postcode=customer.postcode,
        email=customer.email,
        reference=customer.reference,
        phones=[*numbers, *(contact.phone for contact in contacts if contact.phone)],
        contacts=[contact.name for contact in contacts],
        tags=queries.tags_of(customer.id),
    )
    search.put("customer", customer.id, texts, scopes(customer.owner_id, customer.territory_id))


def _digits(e164: str) -> str:
    # As dialled at home, in groups and as one word, and with the country code: any of these, or the last group, finds it.
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164.lstrip("+")
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return f"{national} {''.join(filter(str.isdigit, national))} {e164.lstrip('+')}"
