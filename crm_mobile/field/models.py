"""The field day: visits, check-ins with their positions, reports, photos and the forms they are filled with."""

from peewee import BooleanField, DateField, DoubleField, ForeignKeyField, IntegerField, TextField

from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Json, Key, Moment
from crm_mobile.core.ids import new_id
from crm_mobile.customers.models import Customer
from crm_mobile.team.models import User


class Visit(Table):
    """A stop at a customer on a day of the rep's zone: planned, under way, finished or cancelled.

    `started_at`, `finished_at`, `grade` and `outcome` repeat what the check-in and the report say, because every list
    of a day asks for them. `closed` says how it ended: "report" or "next" (a later visit was begun).
    """

    id = Id(primary_key=True, default=new_id)
    customer = ForeignKeyField(Customer)
    rep = ForeignKeyField(User)
    day = DateField()
    position = IntegerField(default=0)
    window_from = TextField(default="")
    window_until = TextField(default="")
    purpose = TextField(default="")
    planned = BooleanField(default=True)
    created_by = ForeignKeyField(User)
    created_at = Moment(default=now)
    started_at = Moment(null=True)
    finished_at = Moment(null=True)
    closed = TextField(default="")
    overlaps = BooleanField(default=False)
    grade = TextField(default="")
    outcome = TextField(default="")
    version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("rep", "day", "position"), False),
            (("customer", "day"), False),
            (("day", "rep"), False),
        )


Visit.add_index(
    Visit.index(
        Visit.rep, name="visit_open_of_rep", where=Visit.started_at.is_null(False) & Visit.finished_at.is_null()
    )
)
Visit.add_index(
    Visit.index(
        Visit.customer, Visit.finished_at, name="visit_finished_of_customer", where=Visit.finished_at.is_null(False)
    )
)


class Cancellation(Table):
    """A planned visit will not take place, and why."""

    visit = ForeignKeyField(Visit, primary_key=True)
    reason = TextField()
    by = ForeignKeyField(User)
    at = Moment(default=now)


class CheckIn(Table):
    """The rep said "I am here": recorded at once, whatever the position says. `phone_at` is the phone's own clock."""

    id = Id(primary_key=True, default=new_id)
    visit = ForeignKeyField(Visit, unique=True)
    rep = ForeignKeyField(User)
    at = Moment(default=now)
    phone_at = Moment(null=True)


class Position(Table):
    """One fix that the phone gave, or failed to give, for a check-in, with its grade.

    `latitude` and `longitude` are null when unusable; `sent` keeps what came, as it came, as long as exact positions are
    kept at all. `failure` is the phone's reason for giving none. `rounded` counts the steps of retention.
    """

    id = Id(primary_key=True, default=new_id)
    check_in = ForeignKeyField(CheckIn, backref="positions")
    rep = ForeignKeyField(User)
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    accuracy_m = DoubleField(null=True)
    fix_at = Moment(null=True)
    phone_at = Moment(null=True)
    at = Moment(default=now)
    failure = TextField(default="")
    sent = Json(default=dict)
    grade = TextField()
    reason = TextField(default="")
    distance_m = DoubleField(null=True)
    rounded = BooleanField(default=False)

    class Meta:
        indexes = ((("rep", "at"), False), (("at",), False))


class PositionLook(Table):
    """Somebody looked at a rep's positions of a day; kept once per viewer, rep and day, and shown to the rep."""

    id = Id(primary_key=True, default=new_id)
    viewer = ForeignKeyField(User)
    rep = ForeignKeyField(User)
    day = DateField()
    at = Moment(default=now)

    class Meta:
        table_name = "position_look"
        indexes = ((("viewer", "rep", "day"), True), (("rep", "at"), False))


class VisitForm(Table):
    """A form for visits, chosen by the customer's stage or tier; empty lists mean all. The lowest position that fits wins."""

    id = Id(primary_key=True, default=new_id)
    name = TextField()
    stages = Json(default=list)
    tiers = Json(default=list)
    position = IntegerField(default=0)
    archived_at = Moment(null=True)

    class Meta:
        table_name = "visit_form"


class FormVersion(Table):
    """The questions of a form as they stood from a moment on. Never changed: an edit makes the next version."""

    id = Id(primary_key=True, default=new_id)
    form = ForeignKeyField(VisitForm, backref="versions")
    number = IntegerField()
    questions = Json()
    created_by = Id(null=True)
    created_at = Moment(default=now)

    class Meta:
        table_name = "form_version"
        indexes = ((("form", "number"), True),)


class Report(Table):
    """What a visit brought. Writing it ends the visit."""

    id = Id(primary_key=True, default=new_id)
    visit = ForeignKeyField(Visit, unique=True)
    form_version = ForeignKeyField(FormVersion, null=True)
    outcome = TextField()
    notes = TextField(default="")
    promised = TextField(default="")
    answers = Json(default=dict)
    follow_up_id = Id(null=True)
    by = ForeignKeyField(User)
    at = Moment(default=now)
    phone_at = Moment(null=True)


class Photo(Table):
    """A picture of a visit, named by the SHA-256 of its stored bytes. `question` is the form question it answers."""

    id = Id(primary_key=True, default=new_id)
    visit = ForeignKeyField(Visit, backref="photos")
    question = TextField(default="")
    digest = Key()
    width = IntegerField()
    height = IntegerField()
    size = IntegerField()
    by = ForeignKeyField(User)
    at = Moment(default=now)

    class Meta:
        indexes = ((("visit", "digest"), True),)


class VisitComment(Table):
    """A word of the manager, or of the rep, under a visit."""

    id = Id(primary_key=True, default=new_id)
    visit = ForeignKeyField(Visit, backref="comments")
    by = ForeignKeyField(User)
    text = TextField()
    at = Moment(default=now)

    class Meta:
        table_name = "visit_comment"
        indexes = ((("visit", "at"), False),)
