"""Follow-ups entered into the books, with what the timeline says of them."""

from __future__ import annotations

from uuid import UUID

from crm_mobile.core.ids import new_id
from crm_mobile.demo.company import Company
from crm_mobile.demo.ledger import Ledger
from crm_mobile.demo.story import DemoTask
from crm_mobile.tasks import due
from crm_mobile.tasks.models import Task


def enter(
    task: DemoTask, company: Company, customers: dict[int, UUID], ledger: Ledger, visit_id: UUID | None = None
) -> UUID:
    """Note a follow-up, done or open, and give its id."""
    id, owner = new_id(), company.users[task.rep]
    by = company.users["manager"] if task.by_manager else owner
    customer = customers[task.customer.number] if task.customer else None
    ledger.add(
        Task,
        id=id,
        kind=task.kind,
        title=task.title,
        notes="",
        customer=customer,
        owner=owner.id,
        due_on=task.due_on,
        due_time=task.due_time,
        zone=owner.zone,
        due_at=due.due_at(task.due_on, task.due_time, owner.zone),
        repeat=task.repeat,
        series_id=new_id() if task.repeat else None,
        visit_id=visit_id,
        created_by=by.id,
        created_at=task.created_at,
        done_at=task.done_at,
        deleted_at=None,
        version=2 if task.done_at else 1,
    )
    told = {"title": task.title, "owner_id": str(owner.id)}
    changes = {**told, "due_on": task.due_on.isoformat(), "owner": owner.name}
    ledger.happened("task.added", id, by=by.id, at=task.created_at, customer=customer, changes=changes)
    if task.done_at:
        ledger.happened("task.done", id, by=owner.id, at=task.done_at, customer=customer, changes=told)
    return id
