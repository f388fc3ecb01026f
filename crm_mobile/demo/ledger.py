"""Rows of many tables gathered first and inserted at once, and the log of what happened in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core import bulk
from crm_mobile.core.database import Table
from crm_mobile.customers.models import Contact, Customer, CustomerPhone, CustomerTag
from crm_mobile.events import queries as events
from crm_mobile.field.models import Cancellation, CheckIn, Photo, Position, Report, Visit, VisitComment
from crm_mobile.tasks.models import Task

# A row comes after those it refers to.
ORDER = (Customer, CustomerPhone, Contact, CustomerTag, Task, Visit, Cancellation, CheckIn, Position, Report, Photo, VisitComment)  # fmt: skip


class Ledger:
    """What is to be written."""

    def __init__(self) -> None:
        self.rows: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)
        self.events: list[dict[str, Any]] = []

    def add(self, table: type[Table], /, **row: Any) -> None:
        """Note a row with a value for each of its columns."""
        self.rows[table].append(row)

    def happened(
        self,
        verb: str,
        subject: UUID,
        *,
        by: UUID | None,
        at: datetime,
        customer: UUID | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Note an event as its verb would have recorded it."""
        self.events.append(
            {
                "verb": verb,
                "subject_kind": verb.partition(".")[0],
                "subject_id": subject,
                "customer_id": customer,
                "actor_id": by,
                "at": at,
                "changes": dict(changes or {}),
            }
        )

    def write(self) -> None:
        """Insert everything. Timelines are read in the order of the log, so that one is sorted by time."""
        for kind in ORDER:
            bulk.insert(kind, self.rows[kind])
        # Without reactions: these events are history, and nobody is to be told of them today.
        events.insert(sorted(self.events, key=lambda event: event["at"]))
