"""Customers, the people to talk to there, their numbers, stages and tags."""

from peewee import CharField, DoubleField, ForeignKeyField, IntegerField, TextField

from crm_mobile.core.claims import Claimable
from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Json, Key, Moment
from crm_mobile.core.ids import new_id
from crm_mobile.team.models import Territory, User

KINDS = ("company", "person")
TIERS = ("A", "B", "C", "VIP")
# Where a customer's place came from, the more trustworthy first.
PLACE_SOURCES = ("phone", "check-in", "typed", "import", "geocoder")


class Stage(Table):
    """How far the relation with a customer has come. Configurable; the five built-in ones are named by the language."""

    key = Key(primary_key=True)
    name = TextField()
    position = IntegerField(default=0)
    archived_at = Moment(null=True)


class Customer(Table):
    """A company or a person, from the first touch on (a lead is a customer in the stage lead)."""

    id = Id(primary_key=True, default=new_id)
    kind = TextField(default="company")
    name = TextField()
    name_key = Key()
    reference = Key(null=True, unique=True)
    email = TextField(default="")
    website = TextField(default="")
    address = TextField(default="")
    city = TextField(default="")
    region = TextField(default="")
    postcode = TextField(default="")
    country = CharField(max_length=2, default="")
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    place_source = TextField(default="")
    place_at = Moment(null=True)
    stage = ForeignKeyField(Stage, column_name="stage", default="lead")
    tier = TextField(default="")
    owner = ForeignKeyField(User, null=True)
    territory = ForeignKeyField(Territory, null=True)
    notes = TextField(default="")
    last_contact_at = Moment(null=True)
    created_at = Moment(default=now)
    created_by = Id(null=True)
    version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("name_key", "id"), False),
            (("owner", "name_key", "id"), False),
            (("territory", "name_key", "id"), False),
            (("stage", "name_key", "id"), False),
            (("tier", "name_key", "id"), False),
            (("latitude", "longitude"), False),
        )


# Whom nobody has been in touch with for longest.
Customer.add_index(Customer.index(Customer.owner, Customer.last_contact_at, Customer.name_key, name="customer_unseen"))
Customer.add_index(
    Customer.index(Customer.name_key, Customer.id, where=Customer.latitude.is_null(), name="customer_without_place")
)


class CustomerPhone(Table):
    """A number in E.164."""

    id = Id(primary_key=True, default=new_id)
    customer = ForeignKeyField(Customer, backref="phones")
    e164 = Key(index=True)
    label = TextField(default="")
    position = IntegerField(default=0)

    class Meta:
        table_name = "customer_phone"


class Contact(Table):
    """A person to talk to at a customer."""

    id = Id(primary_key=True, default=new_id)
    customer = ForeignKeyField(Customer, backref="contacts")
    name = TextField()
    title = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")
    notes = TextField(default="")
    created_at = Moment(default=now)
    deleted_at = Moment(null=True)
    version = IntegerField(default=1)


class Tag(Table):
    id = Id(primary_key=True, default=new_id)
    name = TextField()
    name_key = Key(unique=True)


class CustomerTag(Table):
    customer = ForeignKeyField(Customer, backref="tag_links")
    tag = ForeignKeyField(Tag, backref="customer_links")

    class Meta:
        table_name = "customer_tag"
        indexes = ((("customer", "tag"), True), (("tag", "customer"), False))


class GeocodeAnswer(Table):
    """What an address server said to a question, kept so that it is asked once."""

    question = Key(primary_key=True)
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    answer = Json(default=dict)
    at = Moment(default=now)

    class Meta:
        table_name = "geocode_answer"


class GeocodeRequest(Claimable):
    """The wish for a customer's place, met when the address server's rate allows."""

    id = Id(primary_key=True, default=new_id)
    customer = ForeignKeyField(Customer, unique=True)

    class Meta:
        table_name = "geocode_request"
        indexes = ((("due_at", "lease_until"), False),)
