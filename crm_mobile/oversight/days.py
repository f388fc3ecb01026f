"""What the day of a rep looks like from outside: how far she is, and what her phone's silence does and does not say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from crm_mobile.core import clock
from crm_mobile.oversight import queries
from crm_mobile.oversight.queries import Current, Rep
from crm_mobile.team.models import User

# "Last seen" is written every five minutes: a phone that was heard from within six may well be connected now, one that
# has said nothing for a quarter of an hour may hold work that has not come yet.
CONNECTED_WITHIN, SILENT_AFTER = timedelta(minutes=6), timedelta(minutes=15)


@dataclass(frozen=True)
class RepDay:
    """A rep's present day. `zone` is hers; `heard_at` the last moment at which anything came from her."""

    id: UUID
    name: str
    zone: str
    team_name: str
    day: date
    total: int
    done: int
    current: Current | None
    heard_at: datetime | None
    late: int
    is_connected: bool
    is_silent: bool


@dataclass(frozen=True)
class TeamDay:
    """The day of all reps that somebody may see."""

    reps: Sequence[RepDay]

    @property
    def total(self) -> int:
        return sum(rep.total for rep in self.reps)

    @property
    def done(self) -> int:
        return sum(rep.done for rep in self.reps)

    @property
    def on_visits(self) -> int:
        return sum(rep.current is not None for rep in self.reps)

    @property
    def late(self) -> int:
        return sum(rep.late for rep in self.reps)


def of_team(user: User, at: datetime) -> TeamDay:
    """The day of everybody whom this user may see; each rep's today is that of her own zone."""
    found = queries.reps(user)
    days = {rep.id: clock.today(rep.time_zone or "UTC", at) for rep in found}
    tallies, late = (queries.tallies(days), queries.late_tasks(days)) if found else ({}, {})
    current = queries.current(list(days))
    return TeamDay([_day(rep, days[rep.id], tallies.get(rep.id), current.get(rep.id), late, at) for rep in found])


def of_rep(rep: User, at: datetime) -> RepDay:
    """The present day of one rep."""
    rep_id: Any = rep.id
    days: dict[UUID, date] = {rep_id: clock.today(rep.zone, at)}
    row = Rep(rep_id, rep.name, rep.zone, "", queries.seen_at(rep_id))
    return _day(
        row,
        days[rep_id],
        queries.tallies(days).get(rep_id),
        queries.current([rep_id]).get(rep_id),
        queries.late_tasks(days),
        at,
    )


def _day(
    rep: Rep,
    day: date,
    tally: queries.Tally | None,
    current: Current | None,
    late: dict[UUID, int],
    at: datetime,
) -> RepDay:
    heard = max(
        (moment for moment in (rep.seen_at, tally and tally.started_at, tally and tally.finished_at) if moment),
        default=None,
    )
    return RepDay(
        id=rep.id,
        name=rep.name,
        zone=rep.time_zone or "UTC",
        team_name=rep.team_name or "",
        day=day,
        total=tally.total if tally else 0,
        done=tally.done if tally else 0,
        current=current,
        heard_at=heard,
        late=late.get(rep.id, 0),
        is_connected=heard is not None and at - heard <= CONNECTED_WITHIN,
        is_silent=heard is None or at - heard > SILENT_AFTER,
    )


def state_of(stop: queries.Stop) -> str:
    """cancelled, done, open or planned. Nothing is ever "missed": what is not told yet may still lie on a phone."""
    if stop.cancelled_because is not None:
        return "cancelled"
    if stop.finished_at is not None:
        return "done"
    return "open" if stop.started_at is not None else "planned"
