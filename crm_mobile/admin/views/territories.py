"""The territories, and which team looks after each."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.admin import queries, trees
from crm_mobile.admin.forms import TerritoryForm
from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.team import teams
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("territories", __name__, url_prefix="/admin/territories")


@blueprint.get("")
@role_required("admin")
def index() -> Response:
    return page("admin/territories/index.html", territories=queries.territories(), form=_form())


@blueprint.post("")
@role_required("admin")
def create() -> Response:
    form = _form(request.form).on("admin/territories/index.html", territories=queries.territories())
    once(teams.add_territory, **form.values(), by=current_user._get_current_object(), at=now())
    return see_other("/admin/territories", notice=_("Saved"))


@blueprint.get("/<uuid:id>")
@role_required("admin")
def show(id: UUID) -> Response:
    territory = queries.territory(id)
    form = _form(name=territory.name, team_id=str(territory.team_id or ""))
    return page("admin/territories/show.html", territory=territory, form=form)


@blueprint.post("/<uuid:id>")
@role_required("admin")
def update(id: UUID) -> Response:
    territory = queries.territory(id)
    form = _form(request.form).on("admin/territories/show.html", territory=territory)
    once(teams.change_territory, territory, **form.values(), by=current_user._get_current_object(), at=now())
    return see_other("/admin/territories", notice=_("Saved"))


def _form(*given, **known) -> TerritoryForm:
    return TerritoryForm(*given, teams=trees.choices(queries.teams()), **known)
