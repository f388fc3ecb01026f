"""Accepted operations, preferences, counters of attempts and the search index."""

from typing import Any

from peewee import AutoField, IntegerField, Model, SqliteDatabase, TextField

from crm_mobile.core.fields import Id, Json, Key, Moment

FTS5 = (
    """CREATE VIRTUAL TABLE search_index USING fts5(words, scope, content='search_row', content_rowid='id',
    tokenize="unicode61 remove_diacritics 0", prefix='1 2 3 4 5')""",
    """CREATE TRIGGER search_row_inserted AFTER INSERT ON search_row BEGIN
    INSERT INTO search_index (rowid, words, scope) VALUES (new.id, new.words, new.scope); END""",
    """CREATE TRIGGER search_row_deleted AFTER DELETE ON search_row BEGIN
    INSERT INTO search_index (search_index, rowid, words, scope) VALUES ('delete', old.id, old.words, old.scope); END""",
    """CREATE TRIGGER search_row_updated AFTER UPDATE ON search_row BEGIN
    INSERT INTO search_index (search_index, rowid, words, scope) VALUES ('delete', old.id, old.words, old.scope);
    INSERT INTO search_index (rowid, words, scope) VALUES (new.id, new.words, new.scope); END""",
)
# No typed word begins with @, so nobody can search for a scope.
TSVECTOR = (
    """ALTER TABLE search_row ADD COLUMN lexemes tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words || ' @' || replace(scope, ' ', ' @'), ' '))) STORED""",
    "CREATE INDEX search_row_lexemes ON search_row USING gin (lexemes)",
)


def index_words(db: Any) -> None:
    """Let the database keep the full-text index in step with search_row."""
    for statement in FTS5 if isinstance(db, SqliteDatabase) else TSVECTOR:
        db.execute_sql(statement)


def up(migrator: Any, db: Any) -> None:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Operation(Base):
        id = Id(primary_key=True)
        user_id = Id()
        digest = TextField()
        answer = Json(null=True)
        at = Moment(index=True)

        class Meta:
            table_name = "operation"

    class Preference(Base):
        key = Key(primary_key=True)
        value = Json()
        changed_at = Moment()

        class Meta:
            table_name = "preference"

    class Attempt(Base):
        key = Key(primary_key=True)
        count = IntegerField()
        window_from = Moment()
        blocked_until = Moment(null=True)

        class Meta:
            table_name = "attempt"

    class SearchRow(Base):
        id = AutoField()
        kind = Key()
        subject_id = Id()
        words = TextField()
        scope = TextField()

        class Meta:
            table_name = "search_row"
            indexes = ((("kind", "subject_id"), True),)

    db.create_tables([Operation, Preference, Attempt, SearchRow], safe=False)
    index_words(db)
