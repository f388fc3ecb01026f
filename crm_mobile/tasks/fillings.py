"""What tasks say on the customer's page."""

from typing import Any

from crm_mobile.tasks import queries, sentences


def of_customer(user: Any, customer: Any) -> dict[str, Any] | None:
    """Open tasks of the customer; an admin sees none."""
    if user.role == "admin":
        return None
    found = queries.open_of_customer(user, customer.id, 10)
    return {"customer": customer, "tasks": found, "kinds": sentences.KINDS, "back": f"/customers/{customer.id}"}
