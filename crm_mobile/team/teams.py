"""The tree of teams, and the territories that teams look after."""

from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, folded
from crm_mobile.events import events
from crm_mobile.team.models import Team, Territory, User

LONGEST_NAME = 100


def add(*, name: str, parent_id: UUID | None = None, by: User, at: datetime) -> Team:
    """Add a team, under another one or at the top."""
    with database.writing():
        teams = _all(Team)
        team = Team.create(name=_free_name(name, teams), parent=_known(parent_id, teams, "parent_id"))
        events.record("team.added", team, by=by.id, at=at, changes={"name": [None, team.name]})
    return team


def change(team: Team, *, name: str, parent_id: UUID | None, by: User, at: datetime) -> Team:
    """Rename a team or move it with all below it. Raises Invalid when it would come to stand below itself."""
    # All teams are locked: two moves at once could close a circle that neither of them sees.
    with database.writing(*_all(Team).values()):
        teams = _all(Team)
        values = {"name": _free_name(name, teams, team.id), "parent_id": _known(parent_id, teams, "parent_id")}
        above = parent_id
        while above is not None:
            if above == team.id:
                raise Invalid({"parent_id": [_("A team cannot stand below itself.")]})
            above = teams[above].parent_id
        changes = events.difference(teams[team.id], values)
        if changes:
            Team.update(name=values["name"], parent=values["parent_id"]).where(Team.id == team.id).execute()
            events.record("team.changed", team, by=by.id, at=at, changes=changes)
    return Team.get_by_id(team.id)


def add_territory(*, name: str, team_id: UUID | None = None, by: User, at: datetime) -> Territory:
    """Add a territory and say which team looks after it."""
    with database.writing():
        free = _free_name(name, _all(Territory))
        territory = Territory.create(name=free, team=_known(team_id, _all(Team), "team_id"))
        events.record("territory.added", territory, by=by.id, at=at, changes={"name": [None, territory.name]})
    return territory


def change_territory(territory: Territory, *, name: str, team_id: UUID | None, by: User, at: datetime) -> Territory:
    """Rename a territory or give it to another team."""
    with database.writing(territory):
        free = _free_name(name, _all(Territory), territory.id)
        values = {"name": free, "team_id": _known(team_id, _all(Team), "team_id")}
        changes = events.difference(Territory.get_by_id(territory.id), values)
        if changes:
            update = Territory.update(name=values["name"], team=values["team_id"])
            update.where(Territory.id == territory.id).execute()
            events.record("territory.changed", territory, by=by.id, at=at, changes=changes)
    return Territory.get_by_id(territory.id)


def _all(kind: Any) -> dict[UUID, Any]:
    return {row.id: row for row in kind.select()}


def _free_name(typed: str, present: dict[UUID, Any], own: UUID | None = None) -> str:
    """The cleaned name; raises Invalid when it is empty, too long or taken by another one."""
    name = clean(typed)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid({"name": [_("Give a name of at most %(n)d characters.", n=LONGEST_NAME)]})
    if any(folded(each.name) == folded(name) for each in present.values() if each.id != own):
        raise Invalid({"name": [_("This name is taken already.")]})
    return name


def _known(id: UUID | None, teams: dict[UUID, Any], field: str) -> UUID | None:
    if id is not None and id not in teams:
        raise Invalid({field: [_("This team does not exist any more.")]})
    return id
