"""Reps ask whom nobody has been in touch with for longest."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("CREATE INDEX customer_unseen ON customer (owner_id, last_contact_at, name_key)")
