"""Slowing down whoever guesses: counters per account and per address, kept only where guessing pays."""

import hashlib
from datetime import datetime, timedelta

from crm_mobile.core import database
from crm_mobile.core.errors import TooMany
from crm_mobile.core.language import ngettext
from crm_mobile.core.models import Attempt

HOUR = timedelta(hours=1)


def _key(kind: str, subject: str) -> str:
    # Hashed, so that the table holds nobody's address.
    return f"{kind}:{hashlib.sha256(subject.encode(errors='surrogatepass')).hexdigest()}"


def count_try(kind: str, subject: str, at: datetime, *, free: int, longest: timedelta) -> None:
    """Count a try before it is made; `forget` or `take_back` when it succeeds. Raises TooMany while the subject has to wait.

    From `free` tries within an hour on each one doubles the wait before the next, up to `longest`. Counted before they
    are made and under a lock, tries that come together cannot slip through together.
    """
    key = _key(kind, subject)
    with database.writing():
        Attempt.insert(key=key, count=0, window_from=at).on_conflict_ignore().execute()
        Attempt.update(count=Attempt.count + 1).where(Attempt.key == key).execute()
        attempt = Attempt.get(Attempt.key == key)
        if attempt.window_from + HOUR < at:
            attempt.count, attempt.blocked_until = 1, None
            Attempt.update(count=1, window_from=at, blocked_until=None).where(Attempt.key == key).execute()
        left = attempt.blocked_until - at if attempt.blocked_until else timedelta(0)
        if left > timedelta(0):
            # Who is refused has not tried: knocking does not lengthen the wait.
            Attempt.update(count=Attempt.count - 1).where(Attempt.key == key).execute()
        elif attempt.count >= free:
            # The exponent is bounded: past it the wait is `longest` anyway.
            until = at + min(longest, timedelta(seconds=2 ** min(attempt.count - free, 16)))
            Attempt.update(blocked_until=until).where(Attempt.key == key).execute()
    if left > timedelta(0):
        minutes = max(1, round(left.total_seconds() / 60))
        raise TooMany(
            ngettext(
                "Too many tries. Wait a minute, then try again.",
                "Too many tries. Wait %(num)d minutes, then try again.",
                minutes,
            )
        )


def take_back(kind: str, subject: str) -> None:
    """Uncount a try that succeeded, where others of the same subject go on counting."""
    Attempt.update(count=Attempt.count - 1, blocked_until=None).where(
        Attempt.key == _key(kind, subject), Attempt.count > 0
    ).execute()


def forget(kind: str, subject: str) -> None:
    """Start afresh after a success."""
    Attempt.delete().where(Attempt.key == _key(kind, subject)).execute()


def forget_before(moment: datetime) -> int:
    return Attempt.delete().where(Attempt.window_from < moment).execute()
