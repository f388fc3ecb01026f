"""Bringing customers in from a file: in batches, each landing whole; a row that is wrong stays behind with its reasons."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Conflict
from crm_mobile.core.language import _
from crm_mobile.core.text import folded, sort_key
from crm_mobile.transfer import landing, queries
from crm_mobile.transfer.checking import Draft, check
from crm_mobile.transfer.items import Item, Outcome, Wishes
from crm_mobile.transfer.queries import Found
from crm_mobile.transfer.reading import Line

# One transaction each. A killed import keeps those that are finished; a larger one would keep other writers waiting.
BATCH = 1000
# A place that somebody took on the spot or typed is better than what a file says.
REPLACEABLE_PLACES = ("", "import", "geocoder")
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
                        landing.add(found[0], wishes, by, at)
                    if found[1]:
                        landing.change(found[1], by, at)
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
