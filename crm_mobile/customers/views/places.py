"""The place of one customer: said on the spot, or looked up by the address."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.customers import customers, locating, queries
from crm_mobile.customers.forms import Fix
from crm_mobile.web.operations import once
from crm_mobile.web.replies import see_other

blueprint = Blueprint("places", __name__)


@blueprint.post("/customers/<uuid:id>/place")
def update(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    fix = Fix(request.form)
    place = fix.usable()
    if place is None:
        raise Invalid(fix.why_not())
    once(customers.put_place, customer, place, source="phone", by=current_user._get_current_object(), at=now())
    return see_other(f"/customers/{id}", notice=_("The place is saved."))


@blueprint.post("/customers/<uuid:id>/geocoding")
def create(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    once(locating.ask_for, customer, by=current_user._get_current_object(), at=now())
    return see_other(f"/customers/{id}", notice=_("The address is being looked up. That may take a minute."))
