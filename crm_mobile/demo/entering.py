"""Customers entered into the books: their rows, numbers, contacts, tags and what finds them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from crm_mobile.core import search
from crm_mobile.core.ids import new_id
from crm_mobile.core.text import folded, sort_key
from crm_mobile.customers import index
from crm_mobile.customers.models import Contact, Customer, CustomerPhone, CustomerTag
from crm_mobile.demo import city
from crm_mobile.demo.company import Company
from crm_mobile.demo.ledger import Ledger
from crm_mobile.demo.names import DemoCustomer
from crm_mobile.demo.rounds import next_workday
from crm_mobile.demo.story import REPS, ZONE, text_index
from crm_mobile.transfer.queries import tag_ids

REP_OF_DISTRICT = {district: rep.key for rep in REPS for district in rep.districts}


def reference(customer: DemoCustomer) -> str:
    """The number by which the rest of the company, and a later start, knows a customer."""
    return f"PL-{1001 + customer.number}"


def enter(
    customers: list[DemoCustomer], seen: dict[int, datetime], company: Company, ledger: Ledger, at: datetime
) -> dict[int, UUID]:
    """Note all customers and give the id of each by its number. `seen` says when somebody was last there."""
    tags = tag_ids(tag for customer in customers for tag in customer.tags)
    random = Random(f"books {at:%Y-%m-%d}")
    ids, entries = {}, []
    for customer in customers:
        owner = company.users[REP_OF_DISTRICT[customer.district.key]]
        made = _moment(at, random)
        row = _row(customer, owner.id, company.territories[customer.district.key], seen.get(customer.number), made)
        ids[customer.number] = row["id"]
        ledger.add(Customer, **row)
        named = {"name": [None, customer.name], "stage": [None, customer.stage]}
        ledger.happened("customer.created", row["id"], by=owner.id, at=made, customer=row["id"], changes=named)
        for position, number in enumerate(customer.phones):
            ledger.add(
                CustomerPhone, id=new_id(), customer=row["id"], e164=number, label=_label(customer, position), position=position
            )  # fmt: skip
        _enter_contacts(customer, row["id"], owner.id, made, ledger)
        for tag in customer.tags:
            ledger.add(CustomerTag, customer=row["id"], tag=tags[folded(tag)])
        numbers = [*customer.phones, *(contact.phone for contact in customer.contacts)]
        scope = {"owner_id": row["owner"], "territory_id": row["territory"]}
        names = [contact.name for contact in customer.contacts]
        entries.append({**row, **scope, "phones": numbers, "contacts": names, "tags": customer.tags})
    search.put_many(index.entries(entries))
    return ids


def _moment(at: datetime, random: Random) -> datetime:
    """Some working hour before the story begins."""
    day = next_workday(at.astimezone(ZONE).date() - timedelta(days=random.randint(95, 390)))
    return datetime.combine(day, time(random.randint(9, 16), random.randint(0, 59)), ZONE)


def _row(customer: DemoCustomer, owner: UUID, territory: UUID, seen: datetime | None, made: datetime) -> dict[str, Any]:
    chinese = text_index(customer.language)
    latitude, longitude = customer.place if customer.has_place else (None, None)
    return {
        "id": new_id(),
        "kind": customer.kind,
        "name": customer.name,
        "name_key": sort_key(customer.name),
        "reference": reference(customer),
        "email": customer.email,
        "website": customer.website,
        "address": customer.address.street_line(customer.language),
        "city": (city.ENGLISH_NAME, city.CHINESE_NAME)[chinese],
        "region": (customer.district.english, customer.district.chinese)[chinese],
        "postcode": customer.district.postcode,
        "country": city.PHONE_REGION,
        "latitude": latitude,
        "longitude": longitude,
        "place_source": "typed" if customer.has_place else "",
        "place_at": made if customer.has_place else None,
        "stage": customer.stage,
        "tier": customer.tier,
        "owner": owner,
        "territory": territory,
        "notes": customer.note,
        "last_contact_at": seen,
        "created_at": made,
        "created_by": owner,
        "version": 1,
    }


def _label(customer: DemoCustomer, position: int) -> str:
    if len(customer.phones) < 2:
        return ""
    return (("Shop", "门店"), ("Office", "办公室"))[position][text_index(customer.language)]


def _enter_contacts(customer: DemoCustomer, id: UUID, by: UUID, at: datetime, ledger: Ledger) -> None:
    for place, contact in enumerate(customer.contacts):
        contact_id, noted = new_id(), at + timedelta(minutes=2 + place)
        ledger.add(
            Contact,
            id=contact_id,
            customer=id,
            name=contact.name,
            title=contact.title[text_index(customer.language)],
            phone=contact.phone,
            email=contact.email,
            notes="",
            created_at=noted,
            deleted_at=None,
            version=1,
        )
        named = {"name": [None, contact.name]}
        ledger.happened("contact.added", contact_id, by=by, at=noted, customer=id, changes=named)
