"""Reading people: who is signed in, whom and what each of them may see."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import rows
from crm_mobile.core.database import Table
from crm_mobile.core.errors import NotFound
from crm_mobile.core.language import _
from crm_mobile.core.statements import instance
from crm_mobile.team.models import Session, SetupLink, User


class Reach(NamedTuple):
    """Whose work and which territories a user's role lets her see. None stands for everything."""

    user_ids: tuple[UUID, ...] | None
    territory_ids: tuple[UUID, ...] | None


TREE = "WITH RECURSIVE tree(id) AS (SELECT id FROM team WHERE id = ? UNION SELECT t.id FROM team t JOIN tree ON t.parent_id = tree.id)"


def reach(user: User) -> Reach:
    """Own for a rep, the team tree downwards for a manager, everything for the office and admins."""
    if user.role in ("office", "admin"):
        return Reach(None, None)
    own = "SELECT territory_id FROM user_territory WHERE user_id = ?"
    if user.role != "manager" or user.team_id is None:
        return Reach((user.id,), tuple(rows.ids(own, user.id)))
    team = rows.ids(f"{TREE} SELECT u.id FROM users u JOIN tree ON u.team_id = tree.id", user.team_id)
    territories = rows.ids(
        f"{TREE} SELECT t.id FROM territory t JOIN tree ON t.team_id = tree.id UNION {own}", user.team_id, user.id
    )
    return Reach(tuple(dict.fromkeys([user.id, *team])), tuple(territories))


def reach_of(user: User) -> Reach:
    """The same, read once per loaded user, which is once per request."""
    known = user.__dict__.get("_reach")
    if known is None:
        known = user.__dict__["_reach"] = reach(user)
    return known


def colleague(user: User, user_id: UUID) -> User:
    """A person whose work this user may see; NotFound otherwise."""
    user_ids = reach_of(user).user_ids
    found = User.get_or_none(User.id == user_id)
    if found is None or (user_ids is not None and found.id not in user_ids):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def by_email(email: str) -> User | None:
    # PostgreSQL refuses a NUL even in a question.
    return None if "\0" in email else User.get_or_none(User.email == email)


def _columns(alias: str, model: type[Table]) -> str:
    return ", ".join(f"{alias}.{field.column_name}" for field in model._meta.sorted_fields)


SIGNED_IN = (
    f"SELECT {_columns('s', Session)}, {_columns('u', User)} FROM session s JOIN users u ON u.id = s.user_id"
    " WHERE s.token_hash = ? AND s.ended_at IS NULL AND u.ended_at IS NULL AND s.last_seen_at > ? AND s.created_at > ?"
)


def signed_in(token_hash: str, idle_since: datetime, begun_since: datetime) -> tuple[User, Session] | None:
    """The user and session of a cookie, when the session is alive and the user has not left.

    Every request asks this, so the statement is written out: building it afresh cost more than the answer.
    """
    found = rows.execute(SIGNED_IN, token_hash, idle_since, begun_since).fetchone()
    if found is None:
        return None
    middle = len(Session._meta.sorted_fields)
    return instance(User, found[middle:]), instance(Session, found[:middle])


def sessions_of(user: User) -> list[Session]:
    """Her living sessions, the last used first."""
    query = Session.select().where(Session.user == user, Session.ended_at.is_null())
    return list(query.order_by(Session.last_seen_at.desc()))


def session_of(user: User, session_id: UUID) -> Session:
    found = Session.get_or_none(Session.id == session_id, Session.user == user, Session.ended_at.is_null())
    if found is None:
        raise NotFound(_("This session has ended already."))
    return found


def setup_link(token_hash: str, at: datetime) -> SetupLink:
    """A link that can still be used; NotFound when it is used, revoked, over or was never made."""
    link = SetupLink.get_or_none(
        SetupLink.token_hash == token_hash, SetupLink.used_at.is_null(), SetupLink.expires_at > at, ~SetupLink.revoked
    )
    if link is None:
        raise NotFound(_("This link has been used or is too old. Ask an admin for a new one."))
    return link


def nobody_yet() -> bool:
    """Whether the company has no user at all."""
    return not User.select().exists()
