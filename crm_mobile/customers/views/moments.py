"""The timeline of a customer, further back than her page shows it."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.customers import queries, timeline
from crm_mobile.web.replies import page, wants_fragment

blueprint = Blueprint("moments", __name__)


@blueprint.get("/customers/<uuid:id>/timeline")
def index(id: UUID) -> Response:
    customer = queries.customer_for(current_user, id)
    before = request.args.get("before", "")
    start = int(before) if before.isdecimal() and len(before) < 19 else None
    moments, older = timeline.of_customer(current_user, id, start)
    template = "customers/moments/_moments.html" if wants_fragment() else "customers/moments/index.html"
    return page(template, customer=customer, moments=moments, older=older)
