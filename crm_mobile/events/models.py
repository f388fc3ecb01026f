"""The log: one row for everything that happened, and one per reaction that is still to follow."""

from peewee import BigAutoField, ForeignKeyField

from crm_mobile.core.claims import Claimable
from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Json, Key, Moment


class Event(Table):
    """Something that happened: `visit.checked_in`, to which subject, of which customer, by whom, when, and what changed."""

    id = BigAutoField()
    verb = Key()
    subject_kind = Key()
    subject_id = Id()
    customer_id = Id(null=True)
    actor_id = Id(null=True)
    at = Moment(default=now)
    changes = Json(default=dict)

    class Meta:
        indexes = (
            (("customer_id", "id"), False),
            (("subject_kind", "subject_id", "id"), False),
        )


class EventReaction(Claimable):
    """One reaction that an event still has to be met with."""

    id = BigAutoField()
    event = ForeignKeyField(Event)
    reaction = Key()

    class Meta:
        table_name = "event_reaction"
        indexes = ((("event", "reaction"), True), (("due_at", "lease_until"), False))
