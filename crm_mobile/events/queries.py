"""Reading the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_mobile.core import bulk, rows
from crm_mobile.core.paging import Condition
from crm_mobile.events.models import Event, EventReaction


class EventRow(NamedTuple):
    id: int
    verb: str
    subject_kind: str
    subject_id: UUID
    at: datetime
    changes: dict[str, Any]
    actor_name: str | None


def of_customer(
    customer_id: UUID,
    before: int | None = None,
    most: int = 20,
    verbs: Sequence[str] = (),
    readable: Sequence[Condition] = (),
) -> list[EventRow]:
    """The latest events about a customer, newest first, perhaps only some verbs, and those that meet all conditions over `e`.

    `before` is the id where the last page ended.
    """
    pieces = [Condition(f"e.verb IN ({rows.marks(verbs)})", tuple(verbs))] if verbs else []
    pieces += readable
    more = "".join(f" AND {piece.sql}" for piece in pieces)
    return rows.fetch(
        EventRow,
        "SELECT e.id, e.verb, e.subject_kind, e.subject_id, e.at, e.changes, u.name FROM event e"
        f" LEFT JOIN users u ON u.id = e.actor_id WHERE e.customer_id = ? AND e.id < ?{more} ORDER BY e.id DESC LIMIT ?",
        customer_id,
        before or 1 << 62,
        *(parameter for piece in pieces for parameter in piece.parameters),
        most,
    )


class _Changes(NamedTuple):
    changes: dict[str, Any]


def values_before(kind: str, subject_id: UUID, version: int) -> dict[str, Any]:
    """What was changed after a version, with the values that stood in it, as the events tell."""
    sql = "SELECT changes FROM event WHERE subject_kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 100"
    before: dict[str, Any] = {}
    for (changes,) in rows.fetch(_Changes, sql, kind, subject_id):
        if changes.get("version", [0])[0] >= version:
            pairs = {name: pair for name, pair in changes.items() if isinstance(pair, list) and name != "version"}
            before |= {name: pair[0] for name, pair in pairs.items()}
    return before


def insert(happened: Sequence[Mapping[str, Any]]) -> None:
    """Write many events at once."""
    bulk.insert(Event, happened)


def insert_with_reactions(happened: Sequence[Mapping[str, Any]], reactions: Sequence[str], due_at: datetime) -> None:
    """Write many events, each with its rows of work for these reactions."""
    for start in range(0, len(happened), 500):
        made = Event.insert_many(happened[start : start + 500]).returning(Event.id).tuples().execute()
        work = [{"event": id, "reaction": name, "due_at": due_at} for (id,) in made for name in reactions]
        EventReaction.insert_many(work).execute()
