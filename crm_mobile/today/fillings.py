"""What comes next at a customer: the nearer of the next planned visit and the first open task."""

from typing import Any

from crm_mobile.core import clock
from crm_mobile.field import queries as field_queries
from crm_mobile.tasks import queries as tasks


def next_step(user: Any, customer: Any) -> dict[str, Any] | None:
    """The next step on the customer's page; an admin sees none."""
    if user.role == "admin":
        return None
    visit = field_queries.next_planned(customer.id, clock.today(user.zone))
    open_tasks = tasks.open_of_customer(user, customer.id, 1)
    task = open_tasks[0] if open_tasks else None
    if visit and task and task.due_on < visit.day:
        visit = None
    return {"customer": customer, "visit": visit, "task": None if visit else task}
