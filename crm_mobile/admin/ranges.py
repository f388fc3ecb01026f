"""How near to a customer's place a check-in has to be to count as there."""

from datetime import datetime

from crm_mobile.core import database, preferences
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.events import events
from crm_mobile.team.models import User

# Closer than a phone can tell, or so far that it says nothing.
NEAREST_M, FARTHEST_M = 10, 20_000


def choose(in_range_m: int, near_m: int, *, by: User, at: datetime) -> None:
    """Set both distances in metres. Check-ins that are graded already keep their grade."""
    wrong = {
        name: [_("Give metres from %(least)d to %(most)d.", least=NEAREST_M, most=FARTHEST_M)]
        for name, metres in (("in_range_m", in_range_m), ("near_m", near_m))
        if not NEAREST_M <= metres <= FARTHEST_M
    }
    if not wrong and near_m <= in_range_m:
        wrong["near_m"] = [_("“Near” has to reach farther than “in range”.")]
    if wrong:
        raise Invalid(wrong)
    with database.writing():
        before = [preferences.get("check_in_range_m"), preferences.get("check_in_near_m")]
        preferences.choose("check_in_range_m", in_range_m)
        preferences.choose("check_in_near_m", near_m)
        changes = {"check_in_range_m": [before[0], in_range_m], "check_in_near_m": [before[1], near_m]}
        events.record("settings.changed", by, by=by.id, at=at, changes=changes)
