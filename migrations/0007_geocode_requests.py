"""Wishes for the place of a customer, met in the background."""

from typing import Any

from peewee import ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Moment


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Customer(Base):
        id = Id(primary_key=True)

        class Meta:
            table_name = "customer"

    class GeocodeRequest(Base):
        due_at = Moment(null=True)
        lease_until = Moment(null=True)
        token = TextField()
        attempts = IntegerField()
        error = TextField()
        id = Id(primary_key=True)
        customer = ForeignKeyField(Customer, unique=True)

        class Meta:
            table_name = "geocode_request"
            indexes = ((("due_at", "lease_until"), False),)

    db.create_tables([GeocodeRequest], safe=False)
