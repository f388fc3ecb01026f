"""Tasks and how they were put off."""

from typing import Any

from peewee import DateField, ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Moment


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

    class Task(Base):
        id = Id(primary_key=True)
        kind = TextField()
        title = TextField()
        notes = TextField()
        customer = ForeignKeyField(Customer, null=True)
        owner = ForeignKeyField(User)
        due_on = DateField()
        due_time = TextField()
        zone = TextField()
        due_at = Moment()
        repeat = TextField()
        series_id = Id(null=True)
        visit_id = Id(null=True)
        created_by = ForeignKeyField(User)
        created_at = Moment()
        done_at = Moment(null=True)
        deleted_at = Moment(null=True)
        version = IntegerField()

        class Meta:
            table_name = "task"

    class Snooze(Base):
        id = Id(primary_key=True)
        task = ForeignKeyField(Task)
        from_day = DateField()
        to_day = DateField()
        by = ForeignKeyField(User)
        at = Moment()

        class Meta:
            table_name = "snooze"

    is_open = Task.done_at.is_null() & Task.deleted_at.is_null()
    Task.add_index(
        Task.index(Task.owner, Task.due_on, Task.due_time, Task.id, where=is_open, name="task_open_of_owner")
    )
    Task.add_index(Task.index(Task.customer, Task.due_on, Task.id, where=is_open, name="task_open_of_customer"))
    Task.add_index(Task.index(Task.customer, Task.created_at, name="task_of_customer"))
    Task.add_index(Task.index(Task.owner, Task.done_at, name="task_done_of_owner", where=Task.done_at.is_null(False)))
    Task.add_index(Task.index(Task.visit_id, name="task_of_visit", where=Task.visit_id.is_null(False)))
    Task.add_index(
        Task.index(
            Task.series_id, Task.due_on, unique=True, where=Task.series_id.is_null(False), name="task_once_in_series"
        )
    )
    db.create_tables([Task, Snooze], safe=False)
