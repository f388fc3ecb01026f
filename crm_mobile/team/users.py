"""Adding people, letting them in, changing what they may do."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from crm_mobile.core import database, limits, preferences
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, Refused
from crm_mobile.core.language import _
from crm_mobile.core.text import clean
from crm_mobile.events import events
from crm_mobile.team import passwords, queries, sessions
from crm_mobile.team.models import ROLES, SetupLink, User, UserTerritory

# A set-up link is used on the day it is sent or asked for again.
LINK_LIFE = timedelta(hours=72)
# The code of the first admin may be mistyped this often before the wait grows.
FREE_CODES = 5


def normal_email(typed: str) -> str:
    """The address in the form it is stored; raises Invalid with a sentence."""
    try:
        # Reserved domains such as demo.example are fine: nothing is sent by this check.
        found = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as wrong:
        raise Invalid({"email": [_("This is no e-mail address. It looks like name@company.com.")]}) from wrong
    return found.normalized.casefold()


def add(
    *,
    email: str,
    name: str,
    role: str,
    by: User | None,
    at: datetime | None = None,
    team_id: UUID | None = None,
    territory_ids: Iterable[UUID] = (),
    language: str = "en",
    time_zone: str = "",
) -> User:
    """Add a person. She can sign in once she has chosen a password through a set-up link."""
    at, email, name = at or now(), normal_email(email), clean(name)
    if role not in ROLES:
        raise Invalid({"role": [_("Choose one of the roles.")]})
    if not 1 <= len(name) <= 200:
        raise Invalid({"name": [_("Give a name of at most 200 characters.")]})
    with database.writing():
        if queries.by_email(email):
            raise Invalid({"email": [_("Somebody with this e-mail is here already.")]})
        user = User.create(
            email=email, name=name, role=role, team=team_id, language=language, time_zone=time_zone, created_at=at
        )
        give_territories(user, territory_ids)
        events.record("user.added", user, by=by.id if by else None, at=at, changes={"role": [None, role]})
    return user


def give_territories(user: User, territory_ids: Iterable[UUID]) -> None:
    """Make these the territories of a user."""
    UserTerritory.delete().where(UserTerritory.user == user).execute()
    for territory_id in dict.fromkeys(territory_ids):
        UserTerritory.create(user=user, territory=territory_id)


def change(
    user: User, values: Mapping[str, Any], *, by: User, at: datetime, territory_ids: Iterable[UUID] | None = None
) -> User:
    """Change profile, role or team. A changed role takes effect at the next request."""
    if "email" in values:
        values = {**values, "email": normal_email(values["email"])}
    with database.writing(user):
        if values.get("email", user.email) != user.email and queries.by_email(values["email"]):
            raise Invalid({"email": [_("Somebody with this e-mail is here already.")]})
        if values.get("role", user.role) != "admin" and user.role == "admin" and _is_last_admin(user):
            raise Refused(_("This is the last admin. Make somebody else an admin first."))
        changes = events.difference(user, values)
        if changes:
            User.update({**values, "version": User.version + 1}).where(User.id == user.id).execute()
        if territory_ids is not None:
            give_territories(user, territory_ids)
        events.record("user.changed", user, by=by.id, at=at, changes=changes)
    return User.get_by_id(user.id)


def leave(user: User, *, by: User, at: datetime) -> User:
    """End a person's access at once. Her work stays."""
    with database.writing(user):
        if user.role == "admin" and _is_last_admin(user):
            raise Refused(_("This is the last admin. Make somebody else an admin first."))
        User.update(ended_at=at).where(User.id == user.id).execute()
        SetupLink.update(revoked=True).where(SetupLink.user == user, SetupLink.used_at.is_null()).execute()
        sessions.end_all(user, by=by, at=at)
        events.record("user.left", user, by=by.id, at=at)
    return user


def come_back(user: User, *, by: User, at: datetime) -> User:
    """Let a person sign in again whose access was ended. Her devices stay signed out."""
    with database.writing(user):
        if User.update(ended_at=None).where(User.id == user.id, User.ended_at.is_null(False)).execute():
            events.record("user.came_back", user, by=by.id, at=at)
    return User.get_by_id(user.id)


def _is_last_admin(user: User) -> bool:
    """Whether nobody else could look after the company. All admins are locked: two may be ending each other."""
    living = (User.role == "admin") & User.ended_at.is_null() & (User.password_hash != "")
    admins = User.select(User.id).where(living).order_by(User.id)
    ids = [row[0] for row in (admins if database.is_sqlite() else admins.for_update()).tuples()]
    return not any(id != user.id for id in ids)


def make_setup_link(user: User, *, by: User | None, at: datetime) -> str:
    """Make the one-time token with which a user chooses a password; earlier ones end. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    with database.writing(user):
        SetupLink.update(revoked=True).where(SetupLink.user == user, SetupLink.used_at.is_null()).execute()
        link = SetupLink.create(
            user=user,
            token_hash=sessions.token_hash(token),
            created_by=by.id if by else None,
            created_at=at,
            expires_at=at + LINK_LIFE,
        )
        events.record("user.invited", link, by=by.id if by else None, at=at)
    return token


def set_up(token: str, password: str, *, at: datetime) -> User:
    """Choose a password through a set-up link. The link is used up and every older session ends."""
    link = queries.setup_link(sessions.token_hash(token), at)
    passwords.check(password, link.user.email, link.user.name)
    hashed = passwords.hashed(password)
    with database.writing(link):
        used = SetupLink.update(used_at=at).where(SetupLink.id == link.id, SetupLink.used_at.is_null()).execute()
        if not used:
            raise Refused(_("This link has been used or is too old. Ask an admin for a new one."))
        _set_password(link.user, hashed, at)
    return link.user


def change_password(user: User, old: str, new: str, *, at: datetime, keep: Any = None) -> User:
    """Change one's own password; the other devices are signed out."""
    limits.count_try("password", str(user.id), at, free=FREE_CODES, longest=timedelta(minutes=15))
    if not passwords.fits(old, user.password_hash):
        raise Invalid({"old": [_("This is not your present password.")]})
    passwords.check(new, user.email, user.name)
    hashed = passwords.hashed(new)
    limits.forget("password", str(user.id))
    with database.writing(user):
        User.update(password_hash=hashed).where(User.id == user.id).execute()
        sessions.end_all(user, by=user, at=at, but=keep)
        events.record("user.password_changed", user, by=user.id, at=at)
    return user


def _set_password(user: User, hashed: str, at: datetime) -> None:
    User.update(password_hash=hashed).where(User.id == user.id).execute()
    sessions.end_all(user, by=user, at=at)
    events.record("user.password_changed", user, by=user.id, at=at)


def first_admin_code() -> str:
    """The one-time code with which the first admin comes in; made when the company has nobody yet, "" afterwards."""
    if not queries.nobody_yet():
        return ""
    with database.writing():
        code = preferences.get("first_admin_code")
        if not code:
            code = "-".join(secrets.token_hex(2) for _part in range(4))
            preferences.choose("first_admin_code", code)
    return code


def add_first_admin(code: str, *, email: str, name: str, password: str, address: str, at: datetime) -> User:
    """Add the first admin with the code that the server printed; works only while there is nobody, and not for guessers."""
    expected = first_admin_code()
    if not expected:
        raise Refused(_("The first admin is here already. Ask for a set-up link."))
    limits.count_try("first admin", address, at, free=FREE_CODES, longest=timedelta(minutes=15))
    if not hmac.compare_digest(code.strip().lower().encode(), expected.encode()):
        raise Invalid({"code": [_("This is not the code that the server printed at its start.")]})
    email = normal_email(email)
    passwords.check(password, email, name)
    hashed = passwords.hashed(password)
    with database.writing():
        if not queries.nobody_yet():
            raise Refused(_("The first admin is here already. Ask for a set-up link."))
        user = add(email=email, name=name, role="admin", by=None, at=at)
        User.update(password_hash=hashed).where(User.id == user.id).execute()
        preferences.choose("first_admin_code", "")
    return User.get_by_id(user.id)
