"""Claiming work: any process may take what is due, does it, and says so; a crash leaves a lease that runs out.

One conditional UPDATE claims (FOR UPDATE SKIP LOCKED on PostgreSQL), a second one records the end, and both name the
token of the claim, so that a worker whose lease ran out cannot overwrite what its successor did.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar

from peewee import IntegerField, TextField

from crm_mobile.core import database
from crm_mobile.core.clock import now
from crm_mobile.core.database import Table
from crm_mobile.core.fields import Moment

# A worker that has not finished a claim after this long is taken for dead.
LEASE = timedelta(minutes=2)
# Work that has failed this often is set aside with its last error.
MOST_ATTEMPTS = 8


class Claimable(Table):
    """Columns of a table whose rows are work."""

    due_at = Moment(default=now, null=True)
    lease_until = Moment(null=True)
    token = TextField(default="")
    attempts = IntegerField(default=0)
    error = TextField(default="")


Work = TypeVar("Work", bound=Claimable)


def claim(kind: type[Work], most: int = 50, at: datetime | None = None) -> list[Work]:
    """Take up to `most` rows that are due and not leased, oldest first. Finished rows have no due moment."""
    at, token = at or now(), secrets.token_hex(8)
    due = kind.select(kind.id).where(kind.due_at <= at, (kind.lease_until.is_null()) | (kind.lease_until < at))
    due = due.order_by(kind.due_at).limit(most)
    with database.writing():
        chosen = due if database.is_sqlite() else due.for_update("FOR UPDATE SKIP LOCKED")
        ids = [row[0] for row in chosen.tuples()]
        if not ids:
            return []
        lease: dict[str, Any] = {"lease_until": at + LEASE, "token": token, "attempts": kind.attempts + 1}
        kind.update(lease).where(kind.id.in_(ids)).execute()
    return list(kind.select().where(kind.id.in_(ids), kind.token == token).order_by(kind.due_at))


def finish(work: Claimable) -> bool:
    """Record that the work is done; False when the lease had passed to somebody else."""
    return _settle(work, due_at=None, error="")


def put_off(work: Claimable, until: datetime, error: str) -> bool:
    """Record a failure: try again at `until`, or set the work aside after the last attempt."""
    return _settle(work, due_at=until if work.attempts < MOST_ATTEMPTS else None, error=error[:500])


def _settle(work: Claimable, **values: Any) -> bool:
    kind = type(work)
    mine = (kind._meta.primary_key == work._pk) & (kind.token == work.token)
    return bool(kind.update(lease_until=None, **values).where(mine).execute())
