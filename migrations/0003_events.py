"""The log of what happened and the reactions still to follow."""

from typing import Any

from peewee import BigAutoField, ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Json, Key, Moment


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Event(Base):
        id = BigAutoField()
        verb = Key()
        subject_kind = Key()
        subject_id = Id()
        customer_id = Id(null=True)
        actor_id = Id(null=True)
        at = Moment()
        changes = Json()

        class Meta:
            table_name = "event"
            indexes = ((("customer_id", "id"), False), (("subject_kind", "subject_id", "id"), False))

    class EventReaction(Base):
        due_at = Moment(null=True)
        lease_until = Moment(null=True)
        token = TextField()
        attempts = IntegerField()
        error = TextField()
        id = BigAutoField()
        event = ForeignKeyField(Event)
        reaction = Key()

        class Meta:
            table_name = "event_reaction"
            indexes = ((("event", "reaction"), True), (("due_at", "lease_until"), False))

    db.create_tables([Event, EventReaction], safe=False)
