"""Planning a visit for a rep: which customer, then when and why."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.errors import NotFound
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.core.text import clean
from crm_mobile.customers import queries as customers
from crm_mobile.field import visits
from crm_mobile.oversight.forms import VisitForm
from crm_mobile.oversight.views.team import asked_day
from crm_mobile.team.guards import role_required
from crm_mobile.team.queries import colleague
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("planning", __name__, url_prefix="/team/<uuid:id>/visits")


@blueprint.get("/new")
@role_required("manager")
def new(id: UUID) -> Response:
    rep = colleague(current_user._get_current_object(), id)
    chosen = parse_id(request.args.get("customer", ""))
    if chosen is None:
        return page("oversight/planning/choose.html", rep=rep, **choices(rep))
    customer = customers.customer_for(current_user._get_current_object(), chosen)
    form = VisitForm(customer=customer.id, day=asked_day(rep), today=clock.today(rep.zone))
    return page("oversight/planning/new.html", form=form, rep=rep, customer=customer)


@blueprint.post("")
@role_required("manager")
def create(id: UUID) -> Response:
    rep = colleague(current_user._get_current_object(), id)
    chosen = parse_id(request.form.get("customer"))
    if chosen is None:
        raise NotFound(_("Choose a customer first."))
    customer = customers.customer_for(current_user._get_current_object(), chosen)
    form = VisitForm(request.form, today=clock.today(rep.zone))
    typed = form.on("oversight/planning/new.html", rep=rep, customer=customer).checked()
    once(
        visits.plan,
        customer=customer,
        rep=rep,
        day=typed["day"],
        by=current_user._get_current_object(),
        at=now(),
        window_from=wall_time(typed["window_from"]),
        window_until=wall_time(typed["window_until"]),
        purpose=typed["purpose"],
    )
    notice = _("The visit is on the plan of %(name)s.", name=rep.name)
    return see_other(f"/team/{id}?day={typed['day'].isoformat()}", notice=notice)


def wall_time(typed: Any) -> str:
    return typed.strftime("%H:%M") if typed else ""


def choices(rep: Any) -> dict[str, Any]:
    """The customers to choose from: what was searched, or the rep's own that nobody has seen for longest."""
    typed = clean(request.args.get("q", ""))[:100]
    user = current_user._get_current_object()
    found = customers.search(user, typed, 30) if typed else customers.unseen_longest(rep.id)
    return {"found": found, "typed": typed, "day": request.args.get("day", "")}
