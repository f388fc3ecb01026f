"""Writing a batch: customers with what belongs to them, their search rows and their events, in a handful of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core.ids import new_id
from crm_mobile.core.text import folded, sort_key
from crm_mobile.customers import index
from crm_mobile.events import bulk
from crm_mobile.transfer import queries
from crm_mobile.transfer.checking import Draft
from crm_mobile.transfer.items import Item, Wishes

BLANK = {
    "kind": "company",
    "name": "",
    "reference": None,
    "email": "",
    "website": "",
    "address": "",
    "city": "",
    "region": "",
    "postcode": "",
    "country": "",
    "latitude": None,
    "longitude": None,
    "stage": "lead",
    "tier": "",
    "notes": "",
}


def add(new: Sequence[Item], wishes: Wishes, by: UUID | None, at: datetime) -> None:
    """Insert new customers with all that belongs to them, their search rows and their events."""
    rows: list[dict[str, Any]] = []
    entries: list[Mapping[str, Any]] = []
    tagged = []
    for item in new:
        values = {**BLANK, **item.draft.values}
        placed = values["latitude"] is not None
        row = {
            "id": new_id(),
            **values,
            "name_key": sort_key(values["name"]),
            "place_source": "import" if placed else "",
            "place_at": at if placed else None,
            "owner": wishes.owner_id,
            "territory": wishes.territory_id,
            "last_contact_at": None,
            "created_at": at,
            "created_by": by,
            "version": 1,
        }
        rows.append(row)
        tagged.append((row["id"], item.draft))
        draft = item.draft
        entries.append(
            {
                **row,
                "owner_id": wishes.owner_id,
                "territory_id": wishes.territory_id,
                "phones": draft.phones,
                "contacts": [draft.contact] if draft.contact else [],
                "tags": draft.tags,
            }
        )
    queries.insert_customers(rows)
    _add_belongings(tagged, {}, at)
    queries.index(index.entries(entries), known=False)
    bulk.record_many("customer.imported", [(row["id"], row["id"], {}) for row in rows], by=by, at=at)
    homeless = [row for row in rows if row["latitude"] is None and row["address"]]
    bulk.record_many("customer.address_changed", [(row["id"], row["id"], {}) for row in homeless], by=by, at=at)


def _add_belongings(drafts: Sequence[tuple[UUID, Draft]], numbers: Mapping[UUID, int], at: datetime) -> None:
    """Add the phones, contacts and tags of customers. `numbers` says how many phones each had before."""
    queries.insert_phones(
        [
            {"id": new_id(), "customer": customer, "e164": number, "label": "", "position": position}
            for customer, draft in drafts
            for position, number in enumerate(draft.phones, numbers.get(customer, 0))
        ]
    )
    blank = {"title": "", "phone": "", "email": "", "notes": "", "created_at": at, "deleted_at": None, "version": 1}
    queries.insert_contacts(
        [
            {"id": new_id(), "customer": customer, "name": draft.contact, **blank}
            for customer, draft in drafts
            if draft.contact
        ]
    )
    tags = queries.tag_ids(tag for _customer, draft in drafts for tag in draft.tags)
    queries.insert_tags(
        (customer, tag) for customer, draft in drafts for tag in {tags[folded(name)] for name in draft.tags}
    )


def change(changed: Sequence[Item], by: UUID | None, at: datetime) -> None:
    """Write what differs, and the same events as a change on the page makes."""
    updates: dict[UUID, dict[str, Any]] = {}
    for item in changed:
        assert item.found is not None
        values = dict(item.changes)
        if "name" in values:
            values["name_key"] = sort_key(values["name"])
        if "latitude" in values or "longitude" in values:
            values.update(place_source="import", place_at=at)
        updates[item.found.id] = values
    queries.update_customers(updates)
    ids = list(updates)
    phones, tags = queries.phones_of(ids), queries.tags_of(ids)
    _record_changes(changed, phones, tags, by, at)
    before = {customer: len(numbers) for customer, numbers in phones.items()}
    _add_belongings([(item.found.id, item.draft) for item in changed if item.found], before, at)
    phones, contacts, tags = queries.phones_of(ids), queries.contacts_of(ids), queries.tags_of(ids)
    entries = [
        {
            **row._asdict(),
            "phones": phones.get(row.id, []),
            "contacts": contacts.get(row.id, []),
            "tags": tags.get(row.id, []),
        }
        for row in queries.by_id(ids).values()
    ]
    queries.index(index.entries(entries), known=True)


def _record_changes(
    changed: Sequence[Item],
    phones: Mapping[UUID, list[str]],
    tags: Mapping[UUID, list[str]],
    by: UUID | None,
    at: datetime,
) -> None:
    """A place is the customer's and not the log's: only where it came from is told."""
    happened: dict[str, list[tuple[UUID, UUID | None, dict[str, Any]]]] = {}
    for item in changed:
        found, draft = item.found, item.draft
        assert found is not None
        told = {"version": [found.version, found.version + 1]}
        values = {name: [getattr(found, name), value] for name, value in item.changes.items()}
        placed = [values.pop(name) for name in ("latitude", "longitude") if name in values]
        stage = {"stage": values.pop("stage")} if "stage" in values else {}
        if draft.phones:
            had = phones.get(found.id, [])
            values["phones"] = [had, had + draft.phones]
        if draft.tags:
            values["tags"] = [tags.get(found.id, []), tags.get(found.id, []) + draft.tags]
        placing = {"source": [found.place_source, "import"]} if placed else {}
        contact = {"contact": [None, draft.contact]} if draft.contact else {}
        for verb, part in (
            ("customer.changed", {**values, **contact}),
            ("customer.stage_changed", stage),
            ("customer.placed", placing),
        ):
            if part:
                happened.setdefault(verb, []).append((found.id, found.id, {**part, **told}))
        if found.latitude is None and not placed and "address" in values:
            happened.setdefault("customer.address_changed", []).append((found.id, found.id, {}))
    for verb, all_of_it in happened.items():
        bulk.record_many(verb, all_of_it, by=by, at=at)
