"""How moments, days, distances and numbers are written for the person who reads them: her language, her zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_login import current_user
from markupsafe import Markup

from crm_mobile.core import clock, phones
from crm_mobile.core.language import _, catalogue, locale, mark, ngettext, spoken

ROLE_NAMES = {"rep": mark("Rep"), "manager": mark("Manager"), "office": mark("Office"), "admin": mark("Admin")}


def zone() -> str:
    """The zone of the person reading; UTC before anybody is signed in."""
    return getattr(current_user, "zone", "UTC")


@lru_cache(maxsize=2048)
def _date(day: date, style: str, written_in: Locale) -> str:
    if style in ("MMMd", "MMMEd", "yMMMd", "E"):
        return format_skeleton(style, datetime.combine(day, time()), locale=written_in)
    return format_date(day, style, locale=written_in)


@lru_cache(maxsize=4096)
def _time(wall: time, written_in: Locale) -> str:
    return format_time(wall, "short", locale=written_in)


@lru_cache(maxsize=4096)
def _decimal(value: float, written_in: Locale) -> str:
    return format_decimal(value, locale=written_in)


def day(value: date | datetime | None, style: str = "") -> str:
    """A calendar day: "today", "tomorrow", "yesterday", else weekday, day and month, with the year when it is another one."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone())).date() if isinstance(value, datetime) else value
    if style:
        return _date(local, style, locale())
    present = clock.today(zone())
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((local - present).days)
    return near or _date(local, "MMMEd" if local.year == present.year else "yMMMd", locale())


def clock_time(value: datetime | str | None, of: str = "") -> str:
    """The time of day: of a moment in the reader's zone (or in `of`), or of wall time written HH:MM."""
    if not value:
        return ""
    if isinstance(value, str):
        hour, minute = value.split(":")
        return _time(time(int(hour), int(minute)), locale())
    local = value.astimezone(ZoneInfo(of or zone()))
    return _time(time(local.hour, local.minute), locale())


def moment(value: datetime | None) -> str:
    """Day and time in the reader's zone."""
    return f"{day(value)} {clock_time(value)}" if value else ""


def ago(value: datetime | None) -> str:
    """How long ago, in the largest fitting unit."""
    if value is None:
        return ""
    seconds = (clock.now() - value).total_seconds()
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return _("%(n)d min ago", n=int(seconds // 60))
    if seconds < 86400:
        return _("%(n)d h ago", n=int(seconds // 3600))
    return ngettext("%(num)d day ago", "%(num)d days ago", int(seconds // 86400))


def iso(value: datetime | date | None) -> str:
    """For datetime attributes."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def distance(metres: float | None) -> str:
    """Metres below one kilometre (to ten), else kilometres with one decimal below ten."""
    if metres is None:
        return ""
    if metres < 995:
        return f"{max(10, round(metres, -1)):.0f} m"
    kilometres = metres / 1000
    return _kilometres(round(kilometres, 1 if kilometres < 9.95 else 0), locale())


@lru_cache(maxsize=2048)
def _kilometres(rounded: float, written_in: Locale) -> str:
    return f"{format_decimal(rounded, locale=written_in)} km"


def duration(value: timedelta | None) -> str:
    if value is None:
        return ""
    minutes = int(value.total_seconds() // 60)
    return _("%(h)d h %(m)02d min", h=minutes // 60, m=minutes % 60) if minutes >= 60 else _("%(m)d min", m=minutes)


def number(value: float) -> str:
    return _decimal(value, locale())


def dom_id(kind: str, identifier: Any) -> str:
    """The id of the element that shows a thing: dom_id("visit", visit.id) is visit-0192…"""
    return f"{kind}-{identifier}"


def install(app: Flask, region: str) -> None:
    """Make the formats known to the templates."""

    def phone(e164: str | None) -> str:
        return phones.shown(e164, region) if e164 else ""

    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: Markup(_(str(text))) if isinstance(text, Markup) else _(str(text)),
        lambda one, many, num: _plural(one, many, num),
        newstyle=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        day=day,
        clock_time=clock_time,
        moment=moment,
        ago=ago,
        iso=iso,
        distance=distance,
        duration=duration,
        number=number,
        phone=phone,
    )
    environment.globals.update(dom_id=dom_id, html_lang=spoken, today=lambda: clock.today(zone()), now=clock.now)


def _plural(one: str, many: str, num: int) -> str:
    return catalogue(spoken()).ungettext(one, many, num)
