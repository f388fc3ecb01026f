"""Visits, check-ins, positions, reports, photos and visit forms."""

from typing import Any

from peewee import BooleanField, DateField, DoubleField, ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Json, Key, Moment


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        id = Id(primary_key=True)

        class Meta:
            table_name = "users"

    class Customer(Base):
        id = Id(primary_key=True)

        class Meta:
            table_name = "customer"

    class Visit(Base):
        id = Id(primary_key=True)
        customer = ForeignKeyField(Customer)
        rep = ForeignKeyField(User)
        day = DateField()
        position = IntegerField()
        window_from = TextField()
        window_until = TextField()
        purpose = TextField()
        planned = BooleanField()
        created_by = ForeignKeyField(User)
        created_at = Moment()
        started_at = Moment(null=True)
        finished_at = Moment(null=True)
        closed = TextField()
        overlaps = BooleanField()
        grade = TextField()
        outcome = TextField()
        version = IntegerField()

        class Meta:
            table_name = "visit"
            indexes = ((("rep", "day", "position"), False), (("customer", "day"), False), (("day", "rep"), False))

    class Cancellation(Base):
        visit = ForeignKeyField(Visit, primary_key=True)
        reason = TextField()
        by = ForeignKeyField(User)
        at = Moment()

        class Meta:
            table_name = "cancellation"

    class CheckIn(Base):
        id = Id(primary_key=True)
        visit = ForeignKeyField(Visit, unique=True)
        rep = ForeignKeyField(User)
        at = Moment()
        phone_at = Moment(null=True)

        class Meta:
            table_name = "check_in"

    class Position(Base):
        id = Id(primary_key=True)
        check_in = ForeignKeyField(CheckIn)
        rep = ForeignKeyField(User)
        latitude = DoubleField(null=True)
        longitude = DoubleField(null=True)
        accuracy_m = DoubleField(null=True)
        fix_at = Moment(null=True)
        phone_at = Moment(null=True)
        at = Moment()
        failure = TextField()
        sent = Json()
        grade = TextField()
        reason = TextField()
        distance_m = DoubleField(null=True)
        rounded = BooleanField()

        class Meta:
            table_name = "position"
            indexes = ((("rep", "at"), False), (("at",), False))

    class PositionLook(Base):
        id = Id(primary_key=True)
        viewer = ForeignKeyField(User)
        rep = ForeignKeyField(User)
        day = DateField()
        at = Moment()

        class Meta:
            table_name = "position_look"
            indexes = ((("viewer", "rep", "day"), True), (("rep", "at"), False))

    class VisitForm(Base):
        id = Id(primary_key=True)
        name = TextField()
        stages = Json()
        tiers = Json()
        position = IntegerField()
        archived_at = Moment(null=True)

        class Meta:
            table_name = "visit_form"

    class FormVersion(Base):
        id = Id(primary_key=True)
        form = ForeignKeyField(VisitForm)
        number = IntegerField()
        questions = Json()
        created_by = Id(null=True)
        created_at = Moment()

        class Meta:
            table_name = "form_version"
            indexes = ((("form", "number"), True),)

    class Report(Base):
        id = Id(primary_key=True)
        visit = ForeignKeyField(Visit, unique=True)
        form_version = ForeignKeyField(FormVersion, null=True)
        outcome = TextField()
        notes = TextField()
        promised = TextField()
        answers = Json()
        follow_up_id = Id(null=True)
        by = ForeignKeyField(User)
        at = Moment()
        phone_at = Moment(null=True)

        class Meta:
            table_name = "report"

    class Photo(Base):
        id = Id(primary_key=True)
        visit = ForeignKeyField(Visit)
        question = TextField()
        digest = Key()
        width = IntegerField()
        height = IntegerField()
        size = IntegerField()
        by = ForeignKeyField(User)
        at = Moment()

        class Meta:
            table_name = "photo"
            indexes = ((("visit", "digest"), True),)

    class VisitComment(Base):
        id = Id(primary_key=True)
        visit = ForeignKeyField(Visit)
        by = ForeignKeyField(User)
        text = TextField()
        at = Moment()

        class Meta:
            table_name = "visit_comment"
            indexes = ((("visit", "at"), False),)

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
    db.create_tables(
        [Visit, Cancellation, CheckIn, Position, PositionLook, VisitForm, FormVersion, Report, Photo, VisitComment],
        safe=False,
    )
