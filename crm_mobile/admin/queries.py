"""What an admin looks at: people with their last sign of life, teams and territories with how many belong to them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import rows
from crm_mobile.core.errors import NotFound
from crm_mobile.core.language import _
from crm_mobile.team.models import Team, Territory, User


class UserRow(NamedTuple):
    """A person. `waiting` says that she has not chosen a password yet."""

    id: UUID
    name: str
    email: str
    role: str
    team_name: str | None
    waiting: bool
    ended_at: datetime | None
    seen_at: datetime | None


class TeamRow(NamedTuple):
    id: UUID
    name: str
    parent_id: UUID | None
    people: int
    territories: int


class TerritoryRow(NamedTuple):
    id: UUID
    name: str
    team_name: str | None
    people: int


class StageCount(NamedTuple):
    key: str
    customers: int


def people(*, left: bool = False) -> list[UserRow]:
    """Everybody who may sign in, or everybody who no longer may, by name."""
    return rows.fetch(
        UserRow,
        "SELECT u.id, u.name, u.email, u.role, t.name, u.password_hash = '', u.ended_at,"
        " (SELECT max(s.last_seen_at) FROM session s WHERE s.user_id = u.id)"
        " FROM users u LEFT JOIN team t ON t.id = u.team_id"
        f" WHERE u.ended_at IS {'NOT ' if left else ''}NULL ORDER BY u.name, u.id",
    )


def teams() -> list[TeamRow]:
    return rows.fetch(
        TeamRow,
        "SELECT t.id, t.name, t.parent_id,"
        " (SELECT count(*) FROM users u WHERE u.team_id = t.id AND u.ended_at IS NULL),"
        " (SELECT count(*) FROM territory r WHERE r.team_id = t.id) FROM team t ORDER BY t.name, t.id",
    )


def territories() -> list[TerritoryRow]:
    return rows.fetch(
        TerritoryRow,
        "SELECT r.id, r.name, t.name,"
        " (SELECT count(*) FROM user_territory l JOIN users u ON u.id = l.user_id"
        "  WHERE l.territory_id = r.id AND u.ended_at IS NULL)"
        " FROM territory r LEFT JOIN team t ON t.id = r.team_id ORDER BY r.name, r.id",
    )


def customers_by_stage() -> dict[str, int]:
    return {
        row.key: row.customers for row in rows.fetch(StageCount, "SELECT stage, count(*) FROM customer GROUP BY stage")
    }


def territory_ids_of(user: User) -> list[UUID]:
    return rows.ids("SELECT territory_id FROM user_territory WHERE user_id = ?", user.id)


def open_sessions(user: User) -> int:
    return int(rows.scalar("SELECT count(*) FROM session WHERE user_id = ? AND ended_at IS NULL", user.id) or 0)


def user(id: UUID) -> User:
    return _found(User.get_or_none(User.id == id))


def team(id: UUID) -> Team:
    return _found(Team.get_or_none(Team.id == id))


def territory(id: UUID) -> Territory:
    return _found(Territory.get_or_none(Territory.id == id))


def _found(row):
    if row is None:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return row


def counts() -> dict[str, int]:
    """How many there are of what an admin looks after."""
    tables = {
        "users": "users WHERE ended_at IS NULL",
        "teams": "team",
        "territories": "territory",
        "stages": "stage WHERE archived_at IS NULL",
        "waiting": "users WHERE ended_at IS NULL AND password_hash = ''",
    }
    return {name: int(rows.scalar(f"SELECT count(*) FROM {source}") or 0) for name, source in tables.items()}
