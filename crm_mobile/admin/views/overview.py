"""The admin's first screen: doors to everything that can be configured, and the state of the installation."""

from flask import Blueprint, Response, current_app

from crm_mobile.admin import about, queries
from crm_mobile.core import preferences
from crm_mobile.customers import geocoding
from crm_mobile.team.guards import role_required
from crm_mobile.web.replies import page

blueprint = Blueprint("overview", __name__, url_prefix="/admin")


@blueprint.get("")
@role_required("admin")
def show() -> Response:
    server = geocoding.KINDS.get(geocoding.chosen()["kind"], geocoding.KINDS["off"])
    return page(
        "admin/overview/show.html",
        counts=queries.counts(),
        server=server,
        in_range=preferences.get("check_in_range_m"),
        near=preferences.get("check_in_near_m"),
        facts=about.facts(current_app.config["CRM"]),
    )
