"""Slowing down whoever guesses: counters per account and per address, kept only where guessing pays."""

import hashlib
from datetime import datetime, timedelta

from crm_mobile.core import database
from crm_mobile.core.models import Attempt

HOUR = timedelta(hours=1)


def _key(kind: str, subject: str) -> str:
    # Hashed, so that the table holds nobody's address.
    return f"{kind}:{hashlib.sha256(subject.encode(errors='surrogatepass')).hexdigest()}"


def blocked_for(kind: str, subject: str, at: datetime) -> timedelta:
    """How long this subject has to wait before the next try; zero when it may try now."""
    attempt = Attempt.get_or_none(Attempt.key == _key(kind, subject))
    if attempt is None or attempt.blocked_until is None or attempt.blocked_until <= at:
        return timedelta(0)
    return attempt.blocked_until - at


def count_failure(kind: str, subject: str, at: datetime, *, free: int, longest: timedelta) -> None:
    """Count a failed try. After `free` of them within an hour each further one doubles the wait, up to `longest`."""
    key = _key(kind, subject)
    with database.writing():
        Attempt.insert(key=key, count=0, window_from=at).on_conflict_ignore().execute()
        # Counting locks the row, so that guesses at the same time are all counted.
        Attempt.update(count=Attempt.count + 1).where(Attempt.key == key).execute()
        attempt = Attempt.get(Attempt.key == key)
        if attempt.window_from + HOUR < at:
            Attempt.update(count=1, window_from=at).where(Attempt.key == key).execute()
            attempt.count = 1
        count = attempt.count
        # The exponent is bounded: past it the wait is `longest` anyway.
        wait = min(longest, timedelta(seconds=2 ** min(count - free, 16))) if count >= free else timedelta(0)
        Attempt.update(blocked_until=at + wait).where(Attempt.key == key).execute()


def forget(kind: str, subject: str) -> None:
    """Start afresh after a success."""
    Attempt.delete().where(Attempt.key == _key(kind, subject)).execute()


def forget_before(moment: datetime) -> int:
    return Attempt.delete().where(Attempt.window_from < moment).execute()
