"""What the field says on the pages of lower slices."""

from typing import Any

from crm_mobile.core import clock
from crm_mobile.field import outcomes, queries, sentences


def visits_of_customer(user: Any, customer: Any) -> dict[str, Any] | None:
    """The last visits on the customer's page; an admin sees none."""
    if user.role == "admin":
        return None
    return {
        "customer": customer,
        "visits": queries.of_customer(customer.id, most=3)[:3],
        "outcomes": outcomes.OUTCOMES,
        "outcome_tones": outcomes.TONES,
        "grades": sentences.GRADES,
        "may_plan": user.role in ("rep", "manager"),
    }


def check_in_here(user: Any, customer: Any) -> dict[str, Any] | None:
    """The one button of the customer's page: go on with the visit, check in where it is planned today, or unplanned."""
    if user.role not in ("rep", "manager"):
        return None
    today = [stop for stop in queries.day_of(user.id, clock.today(user.zone)) if stop.customer_id == customer.id]
    under_way = next((stop for stop in today if stop.is_open), None)
    return {
        "customer": customer,
        "under_way": under_way,
        "planned": next((stop for stop in today if stop.is_ahead), None),
    }
