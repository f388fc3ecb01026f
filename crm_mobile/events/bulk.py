"""Recording many events of one kind at once, as an import makes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.events import events, queries


def record_many(
    verb: str, happened: Sequence[tuple[UUID, UUID | None, Mapping[str, Any]]], *, by: UUID | None, at: datetime
) -> None:
    """Write one event for each (subject id, customer id, changes), and a row for each reaction to it."""
    rows = [
        {
            "verb": verb,
            "subject_kind": verb.partition(".")[0],
            "subject_id": subject,
            "customer_id": customer,
            "actor_id": by,
            "at": at,
            "changes": dict(changes),
        }
        for subject, customer, changes in happened
    ]
    reactions = events.interested_in(verb)
    if reactions:
        queries.insert_with_reactions(rows, reactions, at)
    else:
        queries.insert(rows)
