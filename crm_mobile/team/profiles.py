"""A person's own settings: language, zone, working hours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.team import users
from crm_mobile.team.models import User


def home_of(user: User) -> str:
    """The first screen of a role."""
    return {"manager": "/team", "office": "/customers", "admin": "/admin"}.get(user.role, "/today")


def adopt_zone(user: User, zone: str) -> User:
    """Take the browser's zone at the first sign-in; later differences are offered, never applied silently."""
    if user.time_zone or zone not in available_timezones():
        return user
    return users.change(user, {"time_zone": zone}, by=user, at=now())


def change_zone(user: User, zone: str, *, at: datetime) -> User:
    """Live by another zone from now on: her day, her hours, her reminders."""
    if zone not in available_timezones():
        raise Invalid(
            {"time_zone": [_("This time zone is not known. It looks like Asia/Shanghai or America/Chicago.")]}
        )
    return users.change(user, {"time_zone": zone}, by=user, at=at)


def change(user: User, typed: Mapping[str, Any], *, at: datetime) -> User:
    """Change one's own profile. Times are kept as HH:MM wall time."""
    values = {name: typed[name] for name in ("name", "language", "time_zone", "works_on") if name in typed}
    for name in ("works_from", "works_until"):
        if typed.get(name):
            values[name] = typed[name].strftime("%H:%M")
    return users.change(user, values, by=user, at=at)
