"""Tables that belong to no noun: accepted operations, preferences, counters of attempts and the search index."""

from peewee import AutoField, IntegerField, TextField

from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Json, Key, Moment


class Operation(Table):
    """One accepted write of a page, kept so that a replay gets the same answer and changes nothing."""

    id = Id(primary_key=True)
    user_id = Id()
    digest = TextField()
    answer = Json(null=True)
    at = Moment(default=now, index=True)


class Preference(Table):
    """One thing that an admin has chosen while the product runs."""

    key = Key(primary_key=True)
    value = Json()
    changed_at = Moment(default=now)


class Attempt(Table):
    """How often something was tried for one account or one address in the current window."""

    key = Key(primary_key=True)
    count = IntegerField(default=0)
    window_from = Moment()
    blocked_until = Moment(null=True)


class SearchRow(Table):
    """What one subject can be found by: `words` for what people type, `scope` for who may find it."""

    id = AutoField()
    kind = Key()
    subject_id = Id()
    words = TextField()
    scope = TextField()

    class Meta:
        table_name = "search_row"
        indexes = ((("kind", "subject_id"), True),)
