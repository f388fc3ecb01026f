"""Keeping note of who looked at a rep's positions, so that she can see it."""

from datetime import date, datetime
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.events import events
from crm_mobile.field import queries
from crm_mobile.field.models import PositionLook
from crm_mobile.team.models import User


def record(viewer: User, rep_id: UUID, day: date, at: datetime) -> None:
    """Note that somebody saw the positions of a rep's day: once per viewer, rep and day; one's own do not count."""
    if viewer.id == rep_id or queries.has_looked(viewer.id, rep_id, day):
        return
    with database.writing():
        look = PositionLook(viewer=viewer, rep=rep_id, day=day, at=at)
        # The same look may be recorded at this moment by another request; the unique index keeps one.
        if PositionLook.insert(**look.__data__).on_conflict_ignore().execute() is not None:
            events.record("position_look.recorded", look, by=viewer.id, at=at, changes={"day": day.isoformat()})
