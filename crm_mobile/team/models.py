"""People of the company: users, teams, territories, their sessions and the links that let them in."""

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Id, Json, Key, Moment
from crm_mobile.core.ids import new_id

ROLES = ("rep", "manager", "office", "admin")
LANGUAGES = ("en", "zh-Hans")


class Team(Table):
    id = Id(primary_key=True, default=new_id)
    name = TextField()
    parent = ForeignKeyField("self", null=True, backref="children")


class Territory(Table):
    id = Id(primary_key=True, default=new_id)
    name = TextField()
    team = ForeignKeyField(Team, null=True, backref="territories")


class User(Table):
    """A person who can sign in. `works_on` holds ISO weekdays, 1 is Monday."""

    id = Id(primary_key=True, default=new_id)
    email = Key(unique=True)
    name = TextField()
    role = TextField()
    team = ForeignKeyField(Team, null=True, backref="members")
    language = TextField(default="en")
    time_zone = TextField(default="")
    works_from = TextField(default="08:00")
    works_until = TextField(default="18:00")
    works_on = Json(default=lambda: [1, 2, 3, 4, 5])
    password_hash = TextField(default="")
    created_at = Moment(default=now)
    ended_at = Moment(null=True)
    version = IntegerField(default=1)

    class Meta:
        table_name = "users"

    # What flask-login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    @property
    def zone(self) -> str:
        """Her IANA zone; UTC until her first sign-in has told."""
        return self.time_zone or "UTC"


class UserTerritory(Table):
    user = ForeignKeyField(User, backref="territory_links")
    territory = ForeignKeyField(Territory, backref="user_links")

    class Meta:
        table_name = "user_territory"
        indexes = ((("user", "territory"), True),)


class Session(Table):
    """One signed-in device. The cookie's value is kept only as a hash."""

    id = Id(primary_key=True, default=new_id)
    user = ForeignKeyField(User, backref="sessions")
    token_hash = Key(unique=True)
    device_name = TextField(default="")
    created_at = Moment(default=now)
    last_seen_at = Moment(default=now)
    ended_at = Moment(null=True)


class SetupLink(Table):
    """A link that lets a new user, or one who forgot, choose a password once."""

    id = Id(primary_key=True, default=new_id)
    user = ForeignKeyField(User, backref="setup_links")
    token_hash = Key(unique=True)
    created_by = Id(null=True)
    created_at = Moment(default=now)
    expires_at = Moment()
    used_at = Moment(null=True)
    revoked = BooleanField(default=False)
