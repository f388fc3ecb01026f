"""Bringing customers in from a file: in batches, each landing whole; a row that is wrong stays behind with its reasons."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Conflict
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _
from crm_mobile.core.text import folded, sort_key
from crm_mobile.customers import index
from crm_mobile.events import bulk
from crm_mobile.transfer import queries
from crm_mobile.transfer.checking import Draft, Rules, check
from crm_mobile.transfer.columns import Plan
from crm_mobile.transfer.queries import Found
from crm_mobile.transfer.reading import Line

# One transaction each. A killed import keeps those that are finished; a larger one would keep other writers waiting.
BATCH = 1000
# A place that somebody took on the spot or typed is better than what a file says.
REPLACEABLE_PLACES = ("", "import", "geocoder")
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


@dataclass(frozen=True)
class Wishes:
    """How rows become customers: by which columns and rules, and whose the new ones are."""

    plan: Plan
    rules: Rules
    owner_id: UUID | None = None
    territory_id: UUID | None = None
    dry_run: bool = False


@dataclass
class Outcome:
    """What became of the rows so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    # The keys seen in the file, and the line of each.
    seen: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged + self.wrong


@dataclass
class Item:
    """A row of the file on its way to become or to change a customer."""

    line: Line
    draft: Draft
    found: Found | None = None
    changes: dict[str, Any] = field(default_factory=dict)


Reject = Callable[[Line, Sequence[str]], None]


def bring_in(
    lines: Iterator[Line], width: int, wishes: Wishes, *, by: UUID | None, clock: Callable[[], datetime], reject: Reject
) -> Iterator[Outcome]:
    """Let the rows land batch by batch, and say after each what has become of them so far."""
    outcome = Outcome()
    while batch := list(islice(lines, BATCH)):
        items, wrong = _read(batch, width, wishes, outcome)

        def land(items: list[Item] = items) -> tuple[list[Item], list[Item], list[tuple[Line, list[str]]]]:
            with database.writing():
                found = _sort_out(items, wishes)
                if not wishes.dry_run:
                    at = clock()
                    if found[0]:
                        _add(found[0], wishes, by, at)
                    if found[1]:
                        _change(found[1], by, at)
            return found

        try:
            new, changed, taken = database.persistently(land)
        except Conflict:
            # Somebody took a reference between our look and our write. The second look sees her customer.
            new, changed, taken = database.persistently(land)
        wrong += taken
        for line, reasons in sorted(wrong, key=lambda each: each[0].number):
            reject(line, reasons)
        outcome.added += len(new)
        outcome.changed += len(changed)
        outcome.wrong += len(wrong)
        outcome.unchanged += len(batch) - len(new) - len(changed) - len(wrong)
        yield outcome


def _read(
    batch: Sequence[Line], width: int, wishes: Wishes, outcome: Outcome
) -> tuple[list[Item], list[tuple[Line, list[str]]]]:
    """Check each row by itself, and against the rows of the file before it."""
    items, wrong = [], []
    for line in batch:
        if len(line.values) > width and any(line.values[width:]):
            wrong.append((line, [_("It has %(n)d values, the header has %(m)d.", n=len(line.values), m=width)]))
            continue
        if not any(value and not value.isspace() for value in line.values):
            wrong.append((line, [_("Every value is empty.")]))
            continue
        values = line.values + [""] * (width - len(line.values))
        draft, reasons = check(wishes.plan.texts(values), wishes.rules)
        for name in {"reference", wishes.plan.key} - {""}:
            reasons += _seen_before(name, draft, line, wishes, outcome)
        if reasons:
            wrong.append((line, reasons))
        else:
            items.append(Item(line, draft))
    return items, wrong


def _seen_before(name: str, draft: Draft, line: Line, wishes: Wishes, outcome: Outcome) -> list[str]:
    key = key_of(name, draft)
    if not key:
        return [_("%(field)s: it is the key and it is empty.", field=name)] if name == wishes.plan.key else []
    first = outcome.seen.setdefault(f"{name}:{key}", line.number)
    if first != line.number:
        return [_("%(field)s: line %(line)d has the same.", field=name, line=first)]
    return []


def key_of(name: str, draft: Draft) -> str:
    """What a draft is found again by."""
    if name == "phone":
        return draft.phones[0] if draft.phones else ""
    value = draft.values.get(name, "")
    return sort_key(value) if name == "name" else value


def _sort_out(items: Sequence[Item], wishes: Wishes) -> tuple[list[Item], list[Item], list[tuple[Line, list[str]]]]:
    """New ones, changed ones, and those that cannot be either. What is as the file says is in none of the three."""
    key = wishes.plan.key
    by_key = queries.by_key(key, [key_of(key, item.draft) for item in items]) if key else {}
    taken = by_key if key == "reference" else _references(items, wishes)
    new, known, wrong = [], [], []
    for item in items:
        found = by_key.get(key_of(key, item.draft), []) if key else []
        holder = taken.get(item.draft.values.get("reference", ""), [])
        if len(found) > 1:
            reason = _(
                "%(field)s: %(n)d customers have it, so it is not clear which one is meant.", field=key, n=len(found)
            )
            wrong.append((item.line, [reason]))
        elif holder and holder[0].id not in [each.id for each in found]:
            reason = _("reference: %(name)s has it already. With --key it would be updated.", name=holder[0].name)
            wrong.append((item.line, [reason]))
        elif found:
            item.found = found[0]
            known.append(item)
        else:
            new.append(item)
    return new, _differing(known), wrong


def _references(items: Sequence[Item], wishes: Wishes) -> dict[str, list[Found]]:
    if "reference" not in wishes.plan.positions:
        return {}
    return queries.by_key("reference", [item.draft.values.get("reference", "") for item in items])


def _differing(known: Sequence[Item]) -> list[Item]:
    """Those whose file row says something else than is stored. An empty cell says nothing."""
    ids = [item.found.id for item in known if item.found]
    phones, contacts, tags = queries.phones_of(ids), queries.contacts_of(ids), queries.tags_of(ids)
    changed = []
    for item in known:
        found, draft = item.found, item.draft
        assert found is not None
        keep_place = found.place_source not in REPLACEABLE_PLACES
        item.changes = {
            name: value
            for name, value in draft.values.items()
            if getattr(found, name) != value and not (keep_place and name in ("latitude", "longitude"))
        }
        draft.phones = [number for number in draft.phones if number not in phones.get(found.id, [])]
        has = {folded(tag) for tag in tags.get(found.id, [])}
        draft.tags = [tag for tag in draft.tags if folded(tag) not in has]
        if draft.contact in contacts.get(found.id, []):
            draft.contact = ""
        if item.changes or draft.phones or draft.tags or draft.contact:
            changed.append(item)
    return changed


def _add(new: Sequence[Item], wishes: Wishes, by: UUID | None, at: datetime) -> None:
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


def _change(changed: Sequence[Item], by: UUID | None, at: datetime) -> None:
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
    """The same events as a change on the page makes; a place is the customer's and not the log's."""
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
