"""Sending a task to a rep, about a customer or about none."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.customers import queries as customers
from crm_mobile.oversight.forms import TaskForm
from crm_mobile.oversight.views.planning import choices, wall_time
from crm_mobile.oversight.views.team import asked_day
from crm_mobile.tasks import tasks
from crm_mobile.team.guards import role_required
from crm_mobile.team.queries import colleague
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("sending", __name__, url_prefix="/team/<uuid:id>/tasks")


@blueprint.get("/new")
@role_required("manager")
def new(id: UUID) -> Response:
    rep = colleague(current_user._get_current_object(), id)
    if "q" in request.args:
        return page("oversight/sending/choose.html", rep=rep, **choices(rep))
    form = TaskForm(due_on=asked_day(rep), today=clock.today(rep.zone), customer=request.args.get("customer", ""))
    return page("oversight/sending/new.html", form=form, rep=rep, customer=_customer(request.args.get("customer")))


@blueprint.post("")
@role_required("manager")
def create(id: UUID) -> Response:
    rep = colleague(current_user._get_current_object(), id)
    customer = _customer(request.form.get("customer"))
    form = TaskForm(request.form, today=clock.today(rep.zone))
    typed = form.on("oversight/sending/new.html", rep=rep, customer=customer).checked()
    once(
        tasks.add,
        kind=typed["kind"],
        title=typed["title"],
        owner=rep,
        by=current_user._get_current_object(),
        at=now(),
        due_on=typed["due_on"],
        due_time=wall_time(typed["due_time"]),
        customer_id=customer.id if customer else None,
        notes=typed["notes"],
    )
    notice = _("The task is on the list of %(name)s.", name=rep.name)
    return see_other(f"/team/{id}?day={typed['due_on'].isoformat()}", notice=notice)


def _customer(asked: str | None):
    chosen = parse_id(asked) if asked else None
    return customers.customer_for(current_user._get_current_object(), chosen) if chosen else None
