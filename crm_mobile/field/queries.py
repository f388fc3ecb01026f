"""Reading the field day: who may see which visit, the stops of a day, what was said last time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from crm_mobile.core import preferences, rows
from crm_mobile.core.errors import NotFound
from crm_mobile.core.language import _
from crm_mobile.core.places import Place
from crm_mobile.customers import queries as customers
from crm_mobile.customers.models import Customer
from crm_mobile.field.grading import Earlier, Ranges
from crm_mobile.field.models import (
    Cancellation,
    CheckIn,
    FormVersion,
    Photo,
    PositionLook,
    Report,
    Visit,
    VisitForm,
)
from crm_mobile.team.models import User
from crm_mobile.team.queries import reach_of


class StopRow(NamedTuple):
    """A visit in the list of a day."""

    id: UUID
    customer_id: UUID
    name: str
    address: str
    city: str
    latitude: float | None
    longitude: float | None
    tier: str
    rep_id: UUID
    day: date
    position: int
    window_from: str
    window_until: str
    purpose: str
    planned: bool
    started_at: datetime | None
    finished_at: datetime | None
    closed: str
    grade: str
    outcome: str
    cancelled: str | None

    @property
    def place(self) -> Place | None:
        return None if self.latitude is None or self.longitude is None else Place(self.latitude, self.longitude)

    @property
    def is_open(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def is_ahead(self) -> bool:
        return self.started_at is None and self.cancelled is None


STOP = (
    "SELECT v.id, v.customer_id, c.name, c.address, c.city, c.latitude, c.longitude, c.tier, v.rep_id, v.day, v.position,"
    " v.window_from, v.window_until, v.purpose, v.planned, v.started_at, v.finished_at, v.closed, v.grade, v.outcome, x.reason"
    " FROM visit v JOIN customer c ON c.id = v.customer_id LEFT JOIN cancellation x ON x.visit_id = v.id"
)


def day_of(rep_id: UUID, day: date) -> list[StopRow]:
    """The stops of a rep on a day of her zone, in her order."""
    return rows.fetch(StopRow, f"{STOP} WHERE v.rep_id = ? AND v.day = ? ORDER BY v.position, v.id", rep_id, day)


def open_visit(rep_id: UUID, but: UUID | None = None) -> StopRow | None:
    """The visit a rep is on, begun last when there are several; not the one named by `but`."""
    sql = f"{STOP} WHERE v.rep_id = ? AND v.started_at IS NOT NULL AND v.finished_at IS NULL ORDER BY v.started_at DESC, v.id"
    return next((stop for stop in rows.fetch(StopRow, sql, rep_id) if stop.id != but), None)


def next_position(rep_id: UUID, day: date) -> int:
    """The place behind the last stop of a day."""
    return int(
        rows.scalar("SELECT coalesce(max(position), 0) + 1 FROM visit WHERE rep_id = ? AND day = ?", rep_id, day)
    )


def others_open(rep_id: UUID, but: UUID) -> list[Visit]:
    """The visits of a rep that are under way, besides one."""
    under_way = "SELECT id FROM visit WHERE rep_id = ? AND started_at IS NOT NULL AND finished_at IS NULL AND id <> ?"
    return [Visit.get_by_id(id) for id in rows.ids(under_way, rep_id, but)]


def ended_by_next(rep_id: UUID, moment: datetime | None) -> Visit | None:
    """The visit of a rep that ended because another began at this moment, and is not reported."""
    ended = Visit.select().where(Visit.rep == rep_id, Visit.finished_at == moment, Visit.closed == "next")
    return ended.order_by(Visit.started_at.desc()).first()


# A visit is made on the day it was planned for, or near it; farther days need not be searched for overlaps.
NEAR_DAYS = timedelta(days=3)


def overlapping(rep_id: UUID, begun: datetime, but: UUID) -> bool:
    """Whether a moment lies within another visit of the rep, or before one of these days that has begun already."""
    covers_or_later = "(started_at <= ? AND finished_at > ? OR started_at > ?)"
    sql = f"SELECT 1 FROM visit WHERE rep_id = ? AND day BETWEEN ? AND ? AND id <> ? AND {covers_or_later} LIMIT 1"
    days = begun.date() - NEAR_DAYS, begun.date() + NEAR_DAYS
    return rows.scalar(sql, rep_id, *days, but, begun, begun, begun) is not None


def may_see(user: User, visit: Visit) -> bool:
    """Own, the team's, of a customer one may see; an admin none."""
    if user.role == "admin":
        return False
    reach = reach_of(user)
    if reach.user_ids is None or visit.rep_id in reach.user_ids:
        return True
    return customers.sees(user, visit.customer)


def visit_for(user: User, id: UUID) -> Visit:
    """A visit with its customer that this user may read; NotFound otherwise."""
    found = Visit.get_or_none(Visit.id == id)
    if found is None or not may_see(user, found):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def own_visit(user: User, id: UUID) -> Visit:
    """A visit of this very rep: only she checks in and reports."""
    found = visit_for(user, id)
    if found.rep_id != user.id:
        raise NotFound(_("This visit is somebody else's."))
    return found


def plannable(user: User, id: UUID) -> Visit:
    """A visit this user may plan, move or cancel: her own, or of somebody in her team."""
    found = visit_for(user, id)
    reach = reach_of(user)
    if user.role not in ("rep", "manager") or reach.user_ids is None or found.rep_id not in reach.user_ids:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def sees_positions(user: User, rep_id: UUID) -> bool:
    """Positions are for the rep herself and her managers; never for the office or an admin."""
    reach = reach_of(user)
    return user.id == rep_id or (user.role == "manager" and reach.user_ids is not None and rep_id in reach.user_ids)


def check_in_of(visit: Visit) -> CheckIn | None:
    return CheckIn.get_or_none(CheckIn.visit == visit)


def report_of(visit: Visit) -> Report | None:
    return Report.get_or_none(Report.visit == visit)


def cancellation_of(visit: Visit) -> Cancellation | None:
    return Cancellation.get_or_none(Cancellation.visit == visit)


class PositionRow(NamedTuple):
    """What the phone said at a check-in, and what it proves."""

    id: UUID
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    at: datetime
    grade: str
    reason: str
    distance_m: float | None
    rounded: bool


def positions_of(check_in: CheckIn) -> list[PositionRow]:
    """The positions of a check-in, in the order in which they came."""
    return rows.fetch(
        PositionRow,
        "SELECT id, latitude, longitude, accuracy_m, at, grade, reason, distance_m, rounded FROM position"
        " WHERE check_in_id = ? ORDER BY at, id",
        check_in.id,
    )


class _Earlier(NamedTuple):
    latitude: float
    longitude: float
    accuracy_m: float
    at: datetime


def position_before(rep_id: UUID, at: datetime, since: datetime, but: UUID) -> Earlier | None:
    """The rep's last exact and usable fix of another check-in since a moment."""
    found = rows.fetch_one(
        _Earlier,
        "SELECT latitude, longitude, accuracy_m, at FROM position WHERE rep_id = ? AND at <= ? AND at >= ? AND check_in_id <> ?"
        " AND latitude IS NOT NULL AND accuracy_m <= 200 AND rounded = ? ORDER BY at DESC LIMIT 1",
        rep_id,
        at,
        since,
        but,
        False,
    )
    return Earlier(Place(found.latitude, found.longitude), found.accuracy_m, found.at) if found else None


def ranges() -> Ranges:
    """What an admin counts as in range and as near."""
    return Ranges(float(preferences.get("check_in_range_m")), float(preferences.get("check_in_near_m")))


class LastVisit(NamedTuple):
    """What the visit before brought."""

    customer_id: UUID
    visit_id: UUID
    rep_id: UUID
    rep_name: str
    finished_at: datetime
    outcome: str
    notes: str
    promised: str


LAST = (
    "SELECT v.customer_id, v.id, v.rep_id, u.name, v.finished_at, v.outcome, r.notes, r.promised FROM visit v"
    " JOIN report r ON r.visit_id = v.id JOIN users u ON u.id = v.rep_id"
)


def last_visit(customer_id: UUID, before: UUID | None = None) -> LastVisit | None:
    """The last reported visit of a customer, not the one named by `before`."""
    sql = f"{LAST} WHERE v.customer_id = ? AND v.finished_at IS NOT NULL ORDER BY v.finished_at DESC LIMIT 2"
    return next((row for row in rows.fetch(LastVisit, sql, customer_id) if row.visit_id != before), None)


class VisitRow(NamedTuple):
    """A visit in the list of a customer."""

    id: UUID
    day: date
    rep_id: UUID
    rep_name: str
    started_at: datetime | None
    finished_at: datetime | None
    purpose: str
    grade: str
    outcome: str
    notes: str | None
    cancelled: str | None


OF_CUSTOMER = (
    "SELECT v.id, v.day, v.rep_id, u.name, v.started_at, v.finished_at, v.purpose, v.grade, v.outcome, r.notes, x.reason FROM visit v"
    " JOIN users u ON u.id = v.rep_id LEFT JOIN report r ON r.visit_id = v.id LEFT JOIN cancellation x ON x.visit_id = v.id"
)


def of_customer(customer_id: UUID, before: tuple[date, UUID] | None = None, most: int = 20) -> list[VisitRow]:
    """The visits of a customer, the latest day first; `before` is the key where the page before ended."""
    where, parameters = "", ()
    if before is not None:
        where, parameters = "AND (v.day, v.id) < (?, ?)", before  # type: ignore[assignment]
    sql = f"{OF_CUSTOMER} WHERE v.customer_id = ? {where} ORDER BY v.day DESC, v.id DESC LIMIT {most + 1}"
    return rows.fetch(VisitRow, sql, customer_id, *parameters)


class Planned(NamedTuple):
    id: UUID
    day: date
    window_from: str
    purpose: str
    rep_id: UUID
    rep_name: str


def next_planned(customer_id: UUID, since: date) -> Planned | None:
    """The next visit that is planned for a customer."""
    return rows.fetch_one(
        Planned,
        "SELECT v.id, v.day, v.window_from, v.purpose, v.rep_id, u.name FROM visit v JOIN users u ON u.id = v.rep_id"
        " LEFT JOIN cancellation x ON x.visit_id = v.id WHERE v.customer_id = ? AND v.day >= ? AND v.started_at IS NULL"
        " AND x.reason IS NULL ORDER BY v.day, v.window_from LIMIT 1",
        customer_id,
        since,
    )


class PhotoRow(NamedTuple):
    id: UUID
    question: str
    digest: str
    width: int
    height: int


def photos_of(visit_id: UUID) -> list[PhotoRow]:
    return rows.fetch(
        PhotoRow, "SELECT id, question, digest, width, height FROM photo WHERE visit_id = ? ORDER BY at, id", visit_id
    )


def photo_for(user: User, digest: str) -> Photo:
    """A photo by the hash of its bytes, when this user may see a visit that has it."""
    found = Photo.select(Photo, Visit, Customer).join(Visit).join(Customer).where(Photo.digest == digest)
    # PostgreSQL refuses a NUL even in a question.
    for photo in found if "\0" not in digest else ():
        if may_see(user, photo.visit):
            return photo
    raise NotFound(_("This does not exist, or it is not yours to see."))


def photo_of(visit: Visit, id: UUID) -> Photo:
    found = Photo.get_or_none(Photo.id == id, Photo.visit == visit)
    if found is None:
        raise NotFound(_("This photo is gone already."))
    return found


def is_photo_used(digest: str) -> bool:
    return Photo.select().where(Photo.digest == digest).exists()


class CommentRow(NamedTuple):
    id: UUID
    name: str
    text: str
    at: datetime


def comments_of(visit_id: UUID) -> list[CommentRow]:
    sql = "SELECT k.id, u.name, k.text, k.at FROM visit_comment k JOIN users u ON u.id = k.by_id WHERE k.visit_id = ? ORDER BY k.at, k.id"
    return rows.fetch(CommentRow, sql, visit_id)


class FormChoice(NamedTuple):
    """A form in use in its latest version, and for whom it is."""

    id: UUID
    questions: list[dict[str, Any]]
    stages: list[str]
    tiers: list[str]


IN_USE = (
    "SELECT v.id, v.questions, f.stages, f.tiers FROM visit_form f JOIN form_version v ON v.form_id = f.id"
    " WHERE f.archived_at IS NULL AND v.number = (SELECT max(w.number) FROM form_version w WHERE w.form_id = f.id)"
    " ORDER BY f.position, f.name"
)


def form_for(customer: Customer) -> FormChoice | None:
    """The form that visits of this customer are filled with: the first whose stages and tiers fit, in its latest version."""
    for form in rows.fetch(FormChoice, IN_USE):
        if (not form.stages or customer.stage_id in form.stages) and (not form.tiers or customer.tier in form.tiers):
            return form
    return None


def latest_version(form: VisitForm) -> FormVersion | None:
    return FormVersion.select().where(FormVersion.form == form).order_by(FormVersion.number.desc()).first()


def form_version(id: UUID | None) -> FormVersion | None:
    """The version a sheet was filled with, whatever has been published since."""
    return FormVersion.get_or_none(FormVersion.id == id) if id else None


class LookRow(NamedTuple):
    name: str
    day: date
    at: datetime


def looks_at(rep_id: UUID, most: int = 50) -> list[LookRow]:
    """Who looked at a rep's positions, the latest first."""
    sql = (
        "SELECT u.name, l.day, l.at FROM position_look l JOIN users u ON u.id = l.viewer_id"
        f" WHERE l.rep_id = ? ORDER BY l.at DESC LIMIT {most}"
    )
    return rows.fetch(LookRow, sql, rep_id)


def has_looked(viewer_id: UUID, rep_id: UUID, day: date) -> bool:
    return (
        PositionLook.select()
        .where(PositionLook.viewer == viewer_id, PositionLook.rep == rep_id, PositionLook.day == day)
        .exists()
    )


class OwnPosition(NamedTuple):
    """A position as its rep may take it with her."""

    at: datetime
    customer: str
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    grade: str
    reason: str
    rounded: bool


def own_positions(rep_id: UUID) -> list[OwnPosition]:
    """Everything that is kept of where a rep was."""
    return rows.fetch(
        OwnPosition,
        "SELECT p.at, c.name, p.latitude, p.longitude, p.accuracy_m, p.grade, p.reason, p.rounded FROM position p"
        " JOIN check_in k ON k.id = p.check_in_id JOIN visit v ON v.id = k.visit_id JOIN customer c ON c.id = v.customer_id"
        " WHERE p.rep_id = ? ORDER BY p.at",
        rep_id,
    )


class DayPosition(NamedTuple):
    """What was proved about where a rep was at one stop of a day."""

    visit_id: UUID
    at: datetime
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    distance_m: float | None
    grade: str
    reason: str
    rounded: bool


def positions_of_day(rep_id: UUID, day: date) -> list[DayPosition]:
    return rows.fetch(
        DayPosition,
        "SELECT v.id, p.at, p.latitude, p.longitude, p.accuracy_m, p.distance_m, p.grade, p.reason, p.rounded FROM visit v"
        " JOIN check_in k ON k.visit_id = v.id JOIN position p ON p.check_in_id = k.id WHERE v.rep_id = ? AND v.day = ? ORDER BY p.at",
        rep_id,
        day,
    )


def forms() -> list[tuple[VisitForm, FormVersion | None]]:
    """All forms with their latest version, those in use first."""
    found: Iterable[Any] = VisitForm.select().order_by(
        VisitForm.archived_at.is_null(False), VisitForm.position, VisitForm.name
    )
    return [(form, latest_version(form)) for form in found]


def form_by_id(id: UUID) -> VisitForm:
    found = VisitForm.get_or_none(VisitForm.id == id)
    if found is None:
        raise NotFound(_("This form does not exist."))
    return found
