"""Users, teams, territories, sessions and set-up links."""

from typing import Any

from peewee import BooleanField, ForeignKeyField, IntegerField, Model, TextField

from crm_mobile.core.fields import Id, Json, Key, Moment


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Team(Base):
        id = Id(primary_key=True)
        name = TextField()
        parent = ForeignKeyField("self", null=True)

        class Meta:
            table_name = "team"

    class Territory(Base):
        id = Id(primary_key=True)
        name = TextField()
        team = ForeignKeyField(Team, null=True)

        class Meta:
            table_name = "territory"

    class User(Base):
        id = Id(primary_key=True)
        email = Key(unique=True)
        name = TextField()
        role = TextField()
        team = ForeignKeyField(Team, null=True)
        language = TextField()
        time_zone = TextField()
        works_from = TextField()
        works_until = TextField()
        works_on = Json()
        password_hash = TextField()
        created_at = Moment()
        ended_at = Moment(null=True)
        version = IntegerField()

        class Meta:
            table_name = "users"

    class UserTerritory(Base):
        user = ForeignKeyField(User)
        territory = ForeignKeyField(Territory)

        class Meta:
            table_name = "user_territory"
            indexes = ((("user", "territory"), True),)

    class Session(Base):
        id = Id(primary_key=True)
        user = ForeignKeyField(User)
        token_hash = Key(unique=True)
        device_name = TextField()
        created_at = Moment()
        last_seen_at = Moment()
        ended_at = Moment(null=True)

        class Meta:
            table_name = "session"

    class SetupLink(Base):
        id = Id(primary_key=True)
        user = ForeignKeyField(User)
        token_hash = Key(unique=True)
        created_by = Id(null=True)
        created_at = Moment()
        expires_at = Moment()
        used_at = Moment(null=True)
        revoked = BooleanField()

        class Meta:
            table_name = "setup_link"

    db.create_tables([Team, Territory, User, UserTerritory, Session, SetupLink], safe=False)
