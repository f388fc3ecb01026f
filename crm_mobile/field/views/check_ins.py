"""Checking in: one tap, recorded at once; then the position, when it comes."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.errors import Refused
from crm_mobile.core.language import _
from crm_mobile.customers import customers as customer_verbs
from crm_mobile.customers import queries as customers
from crm_mobile.field import check_ins, grading, queries, visits
from crm_mobile.field.views.reports import located
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import announce, page, see_other, wants_fragment

blueprint = Blueprint("check_ins", __name__)

# A check-in that was kept on the phone for longer than this is taken at the moment it arrives.
LONGEST_KEPT = timedelta(days=14)


@blueprint.post("/visits/<uuid:id>/check-in")
def create(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.own_visit(user, id)
    at, phone_at = now(), grading.moment(request.form.get("phone_at"))
    once(check_ins.check_in, visit, by=user, at=at, phone_at=phone_at, begun=_begun(phone_at, at))
    return see_other(f"/visits/{id}")


def _begun(phone_at: datetime | None, at: datetime) -> datetime | None:
    """When a check-in that comes out of a phone's outbox really was; one that is sent at once is now."""
    kept = "X-Outbox" in request.headers and phone_at is not None and at - LONGEST_KEPT < phone_at < at
    return phone_at if kept else None


@blueprint.post("/visits/<uuid:id>/check-in/deletion")
def destroy(id: UUID) -> Response:
    visit = queries.own_visit(current_user, id)
    once(visits.withdraw, visit, by=current_user._get_current_object(), at=now())
    return see_other(f"/visits/{id}", notice=_("Check-in taken back. The visit is planned again."))


@blueprint.post("/customers/<uuid:id>/visits")
@role_required("rep", "manager")
def create_unplanned(id: UUID) -> Response:
    user = current_user._get_current_object()
    customer = customers.customer_for(user, id)
    phone_at = grading.moment(request.form.get("phone_at"))
    visit_id = once(visits.start_unplanned, customer=customer, by=user, at=now(), phone_at=phone_at)
    return see_other(f"/visits/{visit_id}")


@blueprint.post("/visits/<uuid:id>/position")
def update(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.own_visit(user, id)
    check_in = queries.check_in_of(visit)
    if check_in is None:
        raise Refused(_("Check in first, then the position can be added."))
    once(check_ins.add_position, check_in, request.form.to_dict(), by=user, at=now())
    if not wants_fragment():
        return see_other(f"/visits/{id}")
    visit = queries.own_visit(user, id)
    context = located(visit, queries.positions_of(check_in))
    response = page("field/visits/_position.html", visit=visit, customer=visit.customer, **context)
    said = context["grades"][context["grade"]]
    return announce(response, _(said))


@blueprint.post("/visits/<uuid:id>/place")
def place_customer(id: UUID) -> Response:
    """Take this check-in's position over as the place of a customer who has none."""
    user = current_user._get_current_object()
    visit = queries.own_visit(user, id)
    check_in = queries.check_in_of(visit)
    latest = queries.positions_of(check_in)[-1:] if check_in else []
    offered = check_ins.offer_place(latest[0], visit.customer.latitude is not None) if latest else None
    if offered is None:
        raise Refused(_("There is no position to take over."))
    customer = customers.changeable(user, visit.customer_id)
    once(customer_verbs.put_place, customer, offered, source="check-in", by=user, at=now())
    return see_other(f"/visits/{id}", notice=_("Now it is known where this customer is."))
