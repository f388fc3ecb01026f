"""Customers, contacts, numbers, stages, tags and answers of address servers."""

from typing import Any

from peewee import CharField, DoubleField, ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Json, Key, Moment


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Territory(Base):
        id = Id(primary_key=True)

        class Meta:
            table_name = "territory"

    class User(Base):
        id = Id(primary_key=True)

        class Meta:
            table_name = "users"

    class Stage(Base):
        key = Key(primary_key=True)
        name = TextField()
        position = IntegerField()
        archived_at = Moment(null=True)

        class Meta:
            table_name = "stage"

    class Customer(Base):
        id = Id(primary_key=True)
        kind = TextField()
        name = TextField()
        name_key = Key()
        reference = Key(null=True, unique=True)
        email = TextField()
        website = TextField()
        address = TextField()
        city = TextField()
        region = TextField()
        postcode = TextField()
        country = CharField(max_length=2)
        latitude = DoubleField(null=True)
        longitude = DoubleField(null=True)
        place_source = TextField()
        place_at = Moment(null=True)
        stage = ForeignKeyField(Stage, column_name="stage")
        tier = TextField()
        owner = ForeignKeyField(User, null=True)
        territory = ForeignKeyField(Territory, null=True)
        notes = TextField()
        last_contact_at = Moment(null=True)
        created_at = Moment()
        created_by = Id(null=True)
        version = IntegerField()

        class Meta:
            table_name = "customer"
            indexes = (
                (("name_key", "id"), False),
                (("owner", "name_key", "id"), False),
                (("territory", "name_key", "id"), False),
                (("latitude", "longitude"), False),
            )

    class CustomerPhone(Base):
        id = Id(primary_key=True)
        customer = ForeignKeyField(Customer)
        e164 = Key(index=True)
        label = TextField()
        position = IntegerField()

        class Meta:
            table_name = "customer_phone"

    class Contact(Base):
        id = Id(primary_key=True)
        customer = ForeignKeyField(Customer)
        name = TextField()
        title = TextField()
        phone = TextField()
        email = TextField()
        notes = TextField()
        created_at = Moment()
        deleted_at = Moment(null=True)
        version = IntegerField()

        class Meta:
            table_name = "contact"

    class Tag(Base):
        id = Id(primary_key=True)
        name = TextField()
        name_key = Key(unique=True)

        class Meta:
            table_name = "tag"

    class CustomerTag(Base):
        customer = ForeignKeyField(Customer)
        tag = ForeignKeyField(Tag)

        class Meta:
            table_name = "customer_tag"
            indexes = ((("customer", "tag"), True), (("tag", "customer"), False))

    class GeocodeAnswer(Base):
        question = Key(primary_key=True)
        latitude = DoubleField(null=True)
        longitude = DoubleField(null=True)
        answer = Json()
        at = Moment()

        class Meta:
            table_name = "geocode_answer"

    Customer.add_index(
        Customer.index(Customer.name_key, Customer.id, where=Customer.latitude.is_null(), name="customer_without_place")
    )
    db.create_tables([Stage, Customer, CustomerPhone, Contact, Tag, CustomerTag, GeocodeAnswer], safe=False)
    stages = ("lead", "Lead"), ("prospect", "Prospect"), ("active", "Active"), ("dormant", "Dormant"), ("lost", "Lost")
    Stage.insert_many(
        [{"key": key, "name": name, "position": place} for place, (key, name) in enumerate(stages)]
    ).execute()
