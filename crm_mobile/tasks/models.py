"""Tasks: what somebody is to do, for which customer, until when."""

from peewee import DateField, ForeignKeyField, IntegerField, TextField

from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Moment
from crm_mobile.core.ids import new_id
from crm_mobile.customers.models import Customer
from crm_mobile.team.models import User

KINDS = ("call", "visit", "message", "email", "todo")
REPEATS = ("", "daily", "weekly", "monthly", "yearly")


class Task(Table):
    """A follow-up. What is planned is wall time in the owner's zone: a day, and an hour ("HH:MM") where it matters.

    `done_at` and `deleted_at` stand on the row because every list asks for what is open; by whom and what else
    changed is in the event. `series_id` is shared by the repetitions of one task.
    """

    id = Id(primary_key=True, default=new_id)
    kind = TextField(default="todo")
    title = TextField()
    notes = TextField(default="")
    customer = ForeignKeyField(Customer, null=True)
    owner = ForeignKeyField(User)
    due_on = DateField()
    due_time = TextField(default="")
    zone = TextField()
    due_at = Moment()
    repeat = TextField(default="")
    series_id = Id(null=True)
    visit_id = Id(null=True)
    created_by = ForeignKeyField(User)
    created_at = Moment(default=now)
    done_at = Moment(null=True)
    deleted_at = Moment(null=True)
    version = IntegerField(default=1)


IS_OPEN = Task.done_at.is_null() & Task.deleted_at.is_null()
Task.add_index(Task.index(Task.owner, Task.due_on, Task.due_time, Task.id, where=IS_OPEN, name="task_open_of_owner"))
Task.add_index(Task.index(Task.customer, Task.due_on, Task.id, where=IS_OPEN, name="task_open_of_customer"))
Task.add_index(Task.index(Task.customer, Task.created_at, name="task_of_customer"))
Task.add_index(Task.index(Task.owner, Task.done_at, name="task_done_of_owner", where=Task.done_at.is_null(False)))
Task.add_index(Task.index(Task.visit_id, name="task_of_visit", where=Task.visit_id.is_null(False)))
# A repetition is made once: at most one task of a series is due on a day.
Task.add_index(
    Task.index(
        Task.series_id, Task.due_on, unique=True, where=Task.series_id.is_null(False), name="task_once_in_series"
    )
)


class Snooze(Table):
    """A task was put off: from which day to which, by whom."""

    id = Id(primary_key=True, default=new_id)
    task = ForeignKeyField(Task, backref="snoozes")
    from_day = DateField()
    to_day = DateField()
    by = ForeignKeyField(User)
    at = Moment(default=now)
