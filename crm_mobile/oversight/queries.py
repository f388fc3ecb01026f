"""Reading the day of a team and of one rep: a fixed number of statements, however many people there are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_mobile.core import rows
from crm_mobile.core.rows import marks
from crm_mobile.team.models import User
from crm_mobile.team.queries import reach_of


class Rep(NamedTuple):
    id: UUID
    name: str
    time_zone: str
    team_name: str | None
    seen_at: datetime | None


class Tally(NamedTuple):
    """The visits of a rep on one of her days. `total` leaves out what was cancelled."""

    rep_id: UUID
    day: date
    total: int
    done: int
    started_at: datetime | None
    finished_at: datetime | None


class Current(NamedTuple):
    """The visit that a rep is at."""

    rep_id: UUID
    visit_id: UUID
    customer_name: str
    started_at: datetime


class Late(NamedTuple):
    owner_id: UUID
    tasks: int


class _Seen(NamedTuple):
    at: datetime | None


class Stop(NamedTuple):
    """A visit of a rep's day with all that is told about it, but no position."""

    id: UUID
    customer_id: UUID
    customer_name: str
    address: str
    city: str
    window_from: str
    window_until: str
    purpose: str
    planned: bool
    started_at: datetime | None
    finished_at: datetime | None
    closed: str
    overlaps: bool
    grade: str
    outcome: str
    cancelled_because: str | None
    notes: str | None
    promised: str | None


class Picture(NamedTuple):
    visit_id: UUID
    id: UUID
    digest: str


class Comment(NamedTuple):
    visit_id: UUID
    author: str
    text: str
    at: datetime


class FollowUp(NamedTuple):
    """A task that is late, due on the day, or was done on it."""

    id: UUID
    kind: str
    title: str
    due_on: date
    due_time: str
    customer_id: UUID | None
    customer_name: str | None
    done_at: datetime | None


def reps(user: User) -> list[Rep]:
    """The reps whose work this user may see, by name, with the last time one of their devices was heard from."""
    user_ids = reach_of(user).user_ids
    within = "" if user_ids is None else f" AND u.id IN ({marks(user_ids)})"
    return rows.fetch(
        Rep,
        "SELECT u.id, u.name, u.time_zone, t.name, (SELECT max(s.last_seen_at) FROM session s WHERE s.user_id = u.id)"
        f" FROM users u LEFT JOIN team t ON t.id = u.team_id WHERE u.role = 'rep' AND u.ended_at IS NULL{within}"
        " ORDER BY u.name, u.id",
        *(user_ids or ()),
    )


def tallies(days: Mapping[UUID, date]) -> dict[UUID, Tally]:
    """What each rep has done of her own today."""
    dates = sorted(set(days.values()))
    found = rows.fetch(
        Tally,
        "SELECT v.rep_id, v.day, count(*), count(v.finished_at), max(v.started_at), max(v.finished_at) FROM visit v"
        f" WHERE v.day IN ({marks(dates)}) AND v.rep_id IN ({marks(days)})"
        " AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.visit_id = v.id) GROUP BY v.rep_id, v.day",
        *dates,
        *days,
    )
    return {tally.rep_id: tally for tally in found if days[tally.rep_id] == tally.day}


def current(rep_ids: Sequence[UUID]) -> dict[UUID, Current]:
    """The visits that are open now, the latest of each rep."""
    found = rows.fetch(
        Current,
        "SELECT v.rep_id, v.id, c.name, v.started_at FROM visit v JOIN customer c ON c.id = v.customer_id"
        f" WHERE v.rep_id IN ({marks(rep_ids)}) AND v.started_at IS NOT NULL AND v.finished_at IS NULL"
        " ORDER BY v.started_at",
        *rep_ids,
    )
    return {each.rep_id: each for each in found}


def late_tasks(days: Mapping[UUID, date]) -> dict[UUID, int]:
    """How many follow-ups of each rep were due before her own today."""
    arms, parameters = [], []
    for day in sorted(set(days.values())):
        owners = [rep_id for rep_id, today in days.items() if today == day]
        arms.append(
            f"SELECT owner_id, count(*) FROM task WHERE owner_id IN ({marks(owners)}) AND due_on < ?"
            " AND done_at IS NULL AND deleted_at IS NULL GROUP BY owner_id"
        )
        parameters += [*owners, day]
    return dict(rows.fetch(Late, " UNION ALL ".join(arms), *parameters)) if arms else {}


def stops(rep_id: UUID, day: date) -> list[Stop]:
    """The visits of a rep on a day, in the order of her plan."""
    return rows.fetch(
        Stop,
        "SELECT v.id, v.customer_id, c.name, c.address, c.city, v.window_from, v.window_until, v.purpose, v.planned,"
        " v.started_at, v.finished_at, v.closed, v.overlaps, v.grade, v.outcome, x.reason, r.notes, r.promised"
        " FROM visit v JOIN customer c ON c.id = v.customer_id"
        " LEFT JOIN cancellation x ON x.visit_id = v.id LEFT JOIN report r ON r.visit_id = v.id"
        " WHERE v.rep_id = ? AND v.day = ? ORDER BY v.position, v.id",
        rep_id,
        day,
    )


def photos(visit_ids: Sequence[UUID]) -> dict[UUID, list[Picture]]:
    found = rows.fetch(
        Picture,
        f"SELECT visit_id, id, digest FROM photo WHERE visit_id IN ({marks(visit_ids)}) ORDER BY at, id",
        *visit_ids,
    )
    return _by_visit(found)


def comments(visit_ids: Sequence[UUID]) -> dict[UUID, list[Comment]]:
    found = rows.fetch(
        Comment,
        "SELECT m.visit_id, u.name, m.text, m.at FROM visit_comment m JOIN users u ON u.id = m.by_id"
        f" WHERE m.visit_id IN ({marks(visit_ids)}) ORDER BY m.at, m.id",
        *visit_ids,
    )
    return _by_visit(found)


def tasks(
    rep_id: UUID, day: date, within: tuple[datetime, datetime], *, with_late: bool, most: int = 30
) -> list[FollowUp]:
    """What is due on a day, with what is late if asked for, and then what was done `within` the moments of that day."""
    since = "" if with_late else " AND t.due_on = ?"
    sql = (
        "SELECT t.id, t.kind, t.title, t.due_on, t.due_time, t.customer_id, c.name, t.done_at FROM task t"
        " LEFT JOIN customer c ON c.id = t.customer_id WHERE t.owner_id = ? AND t.deleted_at IS NULL"
    )
    parameters = [] if with_late else [day]
    open_ones = rows.fetch(
        FollowUp,
        f"{sql} AND t.done_at IS NULL AND t.due_on <= ?{since} ORDER BY t.due_on, t.due_time, t.id LIMIT {int(most)}",
        rep_id,
        day,
        *parameters,
    )
    done = rows.fetch(
        FollowUp,
        f"{sql} AND t.done_at >= ? AND t.done_at < ? ORDER BY t.done_at, t.id LIMIT {int(most)}",
        rep_id,
        *within,
    )
    return open_ones + done


def seen_at(user_id: UUID) -> datetime | None:
    """When one of her devices was last heard from."""
    found = rows.fetch_one(_Seen, "SELECT max(last_seen_at) FROM session WHERE user_id = ?", user_id)
    return found.at if found else None


def _by_visit(found: Iterable[Any]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = {}
    for each in found:
        grouped.setdefault(each.visit_id, []).append(each)
    return grouped
