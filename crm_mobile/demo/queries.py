"""What a later start of the demo asks the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import rows
from crm_mobile.core.places import Place
from crm_mobile.field.models import Cancellation, Visit
from crm_mobile.tasks.models import IS_OPEN, Task
from crm_mobile.team.models import User


class Candidate(NamedTuple):
    """A customer who may be visited today."""

    id: UUID
    name: str
    latitude: float
    longitude: float

    @property
    def place(self) -> Place:
        """Latitude and longitude."""
        return Place(self.latitude, self.longitude)


def people(emails: Sequence[str]) -> list[User]:
    """Those of the demo's people who still work here."""
    return list(User.select().where(User.email.in_(list(emails)), User.ended_at.is_null()))


def left_over(rep: User, before: date) -> list[Visit]:
    """Planned visits of former days that nobody made or called off, the latest day first."""
    called_off = Cancellation.select(Cancellation.visit)
    return list(
        Visit.select()
        .where(Visit.rep == rep, Visit.day < before, Visit.started_at.is_null(), Visit.id.not_in(called_off))
        .order_by(Visit.day.desc(), Visit.position)
    )


def waiting_longest(rep: User, but: Sequence[UUID], most: int = 80) -> list[Candidate]:
    """The rep's customers with a place whom nobody has seen for longest."""
    found = rows.fetch(
        Candidate,
        "SELECT id, name, latitude, longitude FROM customer WHERE owner_id = ? AND latitude IS NOT NULL"
        " AND stage <> 'lost' ORDER BY COALESCE(last_contact_at, created_at), id LIMIT ?",
        rep.id,
        most + len(but),
    )
    return [candidate for candidate in found if candidate.id not in but][:most]


def overdue(rep: User, before: date) -> list[Task]:
    """Open follow-ups of former days, the latest first."""
    return list(Task.select().where(Task.owner == rep, Task.due_on < before, IS_OPEN).order_by(Task.due_on.desc()))
