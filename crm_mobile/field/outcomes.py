"""How a visit can have gone, and which follow-up each result suggests."""

from collections.abc import Mapping
from datetime import date, timedelta

from crm_mobile.core.language import mark

OUTCOMES: Mapping[str, str] = {
    "ordered": mark("Order placed"),
    "interested": mark("Interested"),
    "not_now": mark("Not now"),
    "nobody": mark("Nobody there"),
}
TONES: Mapping[str, str] = {"ordered": "good", "interested": "good", "not_now": "line", "nobody": "warn"}

# Offered after a visit, in days from today; the proposed one need not be touched.
FOLLOW_UPS: Mapping[str, str] = {
    "none": mark("None"),
    "tomorrow": mark("Tomorrow"),
    "3_days": mark("3 days"),
    "next_week": mark("Next week"),
    "next_month": mark("Next month"),
    "pick": mark("Pick"),
}
PROPOSED = "next_week"


def follow_up_day(choice: str, today: date, picked: date | None) -> date | None:
    """The day a chip stands for; None when nothing is to follow."""
    if choice == "pick":
        return picked
    days = {"tomorrow": 1, "3_days": 3, "next_week": 7, "next_month": 30}.get(choice)
    if days is None:
        return None
    day = today + timedelta(days=days)
    # Nobody is visited on a Sunday that nobody chose.
    return day + timedelta(days=1) if day.isoweekday() == 7 and choice != "tomorrow" else day
