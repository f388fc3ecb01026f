"""How near a check-in has to be."""

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.admin import ranges
from crm_mobile.admin.forms import RangesForm
from crm_mobile.core import preferences
from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("ranges", __name__, url_prefix="/admin/check-in-ranges")


@blueprint.get("")
@role_required("admin")
def show() -> Response:
    chosen = {"in_range_m": preferences.get("check_in_range_m"), "near_m": preferences.get("check_in_near_m")}
    return page("admin/ranges/show.html", form=RangesForm(**chosen))


@blueprint.post("")
@role_required("admin")
def update() -> Response:
    form = RangesForm(request.form).on("admin/ranges/show.html")
    once(ranges.choose, **form.checked(), by=current_user._get_current_object(), at=now())
    return see_other("/admin", notice=_("Saved"))
