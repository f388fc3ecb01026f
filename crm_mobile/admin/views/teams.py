"""The tree of teams."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.admin import queries, trees
from crm_mobile.admin.forms import TeamForm
from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.team import teams
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("teams", __name__, url_prefix="/admin/teams")


@blueprint.get("")
@role_required("admin")
def index() -> Response:
    found = queries.teams()
    return page("admin/teams/index.html", tree=trees.walk(found), form=TeamForm(teams=trees.choices(found)))


@blueprint.post("")
@role_required("admin")
def create() -> Response:
    found = queries.teams()
    form = TeamForm(request.form, teams=trees.choices(found)).on("admin/teams/index.html", tree=trees.walk(found))
    once(teams.add, **form.values(), by=current_user._get_current_object(), at=now())
    return see_other("/admin/teams", notice=_("Saved"))


@blueprint.get("/<uuid:id>")
@role_required("admin")
def show(id: UUID) -> Response:
    team = queries.team(id)
    form = TeamForm(name=team.name, parent_id=str(team.parent_id or ""), teams=_above(id))
    return page("admin/teams/show.html", team=team, form=form)


@blueprint.post("/<uuid:id>")
@role_required("admin")
def update(id: UUID) -> Response:
    team = queries.team(id)
    form = TeamForm(request.form, teams=_above(id)).on("admin/teams/show.html", team=team)
    once(teams.change, team, **form.values(), by=current_user._get_current_object(), at=now())
    return see_other("/admin/teams", notice=_("Saved"))


def _above(id: UUID) -> list[tuple[str, str]]:
    """The teams that this one may stand below: not itself, and none below it."""
    return trees.choices(queries.teams(), without=id)
