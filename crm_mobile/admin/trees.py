"""The tree of teams as a flat list in which each knows how deep it stands."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from crm_mobile.admin.queries import TeamRow

# How a list of choices shows that a team stands below another one: a figure space for each step.
STEP = "\u2007\u2007"


class Branch(NamedTuple):
    team: TeamRow
    depth: int


def walk(teams: Sequence[TeamRow]) -> list[Branch]:
    """Every team once, each directly below the one it belongs to, by name."""
    below: dict[UUID | None, list[TeamRow]] = {}
    for team in teams:
        below.setdefault(team.parent_id, []).append(team)
    walked: list[Branch] = []
    waiting = [Branch(team, 0) for team in reversed(below.get(None, []))]
    while waiting:
        branch = waiting.pop()
        walked.append(branch)
        waiting += [Branch(team, branch.depth + 1) for team in reversed(below.get(branch.team.id, []))]
    return walked


def choices(teams: Sequence[TeamRow], without: UUID | None = None) -> list[tuple[str, str]]:
    """The teams to choose from; `without` leaves out a team and all below it."""
    found, hidden_from = [], None
    for team, depth in walk(teams):
        if hidden_from is not None and depth > hidden_from:
            continue
        hidden_from = depth if team.id == without else None
        if hidden_from is None:
            found.append((str(team.id), STEP * depth + team.name))
    return found
