"""The address server: chosen, described and confirmed by an admin; off until then."""

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.admin.forms import GeocoderForm
from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.customers import geocoding
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("geocoder", __name__, url_prefix="/admin/geocoder")


@blueprint.get("")
@role_required("admin")
def show() -> Response:
    chosen = geocoding.chosen()
    form = GeocoderForm(**{name: value for name, value in chosen.items() if name != "key"})
    return page("admin/geocoder/show.html", form=form)


@blueprint.post("")
@role_required("admin")
def update() -> Response:
    form = GeocoderForm(request.form).on("admin/geocoder/show.html")
    once(geocoding.choose, form.checked(), by=current_user._get_current_object(), at=now())
    return see_other("/admin", notice=_("Saved"))
