"""What an admin has chosen while the product runs, by key, with the defaults in one place."""

from typing import Any

from crm_mobile.core.clock import now
from crm_mobile.core.models import Preference

DEFAULTS: dict[str, Any] = {
    "demo": False,
    # Metres from a customer's place within which a check-in counts as in range, and within which as near.
    "check_in_range_m": 100,
    "check_in_near_m": 500,
    # Address search: off until an admin chooses a server, gives a contact address and confirms.
    "geocoder": {"kind": "off", "address": "", "contact": "", "key": "", "seconds_between": 1.0},
    "first_admin_code": "",
}


def get(key: str) -> Any:
    """The chosen value of a preference, or its default; KeyError for a key that nobody declared."""
    chosen = Preference.get_or_none(Preference.key == key)
    return DEFAULTS[key] if chosen is None else chosen.value


def choose(key: str, value: Any) -> None:
    """Store a preference."""
    default = DEFAULTS[key]
    if type(default) is not type(value):
        raise TypeError(f"{key} is a {type(default).__name__}")
    row = {"key": key, "value": value, "changed_at": now()}
    Preference.insert(row).on_conflict(
        conflict_target=[Preference.key], update={"value": value, "changed_at": row["changed_at"]}
    ).execute()
