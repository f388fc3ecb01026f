"""Signing in and out: server-side sessions, one per device."""

import hashlib
import secrets
from datetime import datetime, timedelta

from crm_mobile.core import database, limits
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.core.settings import Settings
from crm_mobile.core.text import clean
from crm_mobile.events import events
from crm_mobile.team import passwords, queries
from crm_mobile.team.models import Session, User

# "Last seen" is written at most this often: one write per five minutes and device.
SEEN_EVERY = timedelta(minutes=5)
# After this many failures an account makes its guesser wait, longer each time, but is never locked.
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
FAILURES_PER_ADDRESS = 100


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def sign_in(email: str, password: str, *, address: str, device_name: str, at: datetime) -> tuple[User, str]:
    """Check a password and begin a session; gives the user and the cookie's value.

    Unknown accounts get the same answer after the same time. Raises Invalid, or TooMany while the guesser has to wait.
    """
    account = email.strip().casefold()
    limits.count_try("account", account, at, free=FREE_FAILURES, longest=LONGEST_WAIT)
    limits.count_try("address", address, at, free=FAILURES_PER_ADDRESS, longest=LONGEST_WAIT)
    user = queries.by_email(account)
    known = user is not None and user.ended_at is None
    if not passwords.fits(password, user.password_hash if user and known else "") or user is None:
        raise Invalid({"": [_("E-mail and password do not fit. Check both, or ask an admin for a new link.")]})
    limits.forget("account", account)
    limits.take_back("address", address)
    return user, begin(user, device_name=device_name, at=at)


def begin(user: User, *, device_name: str, at: datetime) -> str:
    """Begin a session on a device and give the value of its cookie: 256 random bits, kept only as a hash."""
    token = secrets.token_urlsafe(32)
    with database.writing():
        session = Session.create(
            user=user, token_hash=token_hash(token), device_name=clean(device_name)[:80], created_at=at, last_seen_at=at
        )
        events.record("session.begun", session, by=user.id, at=at)
    return token


def resume(token: str, settings: Settings, at: datetime) -> tuple[User, Session] | None:
    """The user and session behind a cookie, or nothing. Writes "last seen" now and then."""
    idle, absolute = timedelta(days=settings.session_idle_days), timedelta(days=settings.session_absolute_days)
    found = queries.signed_in(token_hash(token), at - idle, at - absolute)
    if found and at - found[1].last_seen_at > SEEN_EVERY:
        database.note(Session.update(last_seen_at=at).where(Session.id == found[1].id))
    return found


def end(session: Session, *, by: User, at: datetime) -> Session:
    """End one session; its cookie is worth nothing from the next request on."""
    with database.writing(session):
        Session.update(ended_at=at).where(Session.id == session.id, Session.ended_at.is_null()).execute()
        events.record("session.ended", session, by=by.id, at=at)
    return session


def end_all(user: User, *, by: User | None, at: datetime, but: Session | None = None) -> int:
    """End all sessions of a user, except perhaps the one she is using; says how many."""
    with database.writing():
        living = (Session.user == user) & Session.ended_at.is_null()
        if but is not None:
            living &= Session.id != but.id
        count: int = Session.update(ended_at=at).where(living).execute()
        events.record("user.sessions_ended", user, by=by.id if by else None, at=at, changes={"count": count})
    return count


def forget_before(moment: datetime) -> int:
    """Drop sessions that ended, or were last used, before a moment."""
    return Session.delete().where((Session.ended_at < moment) | (Session.last_seen_at < moment)).execute()
