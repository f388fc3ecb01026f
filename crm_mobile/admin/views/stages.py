"""The stages of the relation with a customer: named, ordered, put away."""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.admin import queries
from crm_mobile.admin.forms import StageForm
from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.customers import stages
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other, wants_fragment

blueprint = Blueprint("stages", __name__, url_prefix="/admin/stages")


@blueprint.get("")
@role_required("admin")
def index() -> Response:
    return page("admin/stages/index.html", form=StageForm(), **_listed())


@blueprint.post("")
@role_required("admin")
def create() -> Response:
    form = StageForm(request.form).on("admin/stages/index.html", **_listed())
    once(stages.add, name=form.checked()["name"], by=current_user._get_current_object(), at=now())
    return see_other("/admin/stages", notice=_("Saved"))


@blueprint.get("/<key>")
@role_required("admin")
def show(key: str) -> Response:
    stage = stages.stage(key)
    return page("admin/stages/show.html", stage=stage, form=StageForm(name=_(stage.name)))


@blueprint.post("/<key>")
@role_required("admin")
def update(key: str) -> Response:
    stage = stages.stage(key)
    form = StageForm(request.form).on("admin/stages/show.html", stage=stage)
    once(stages.rename, stage, form.checked()["name"], by=current_user._get_current_object(), at=now())
    return see_other("/admin/stages", notice=_("Saved"))


@blueprint.post("/<key>/place")
@role_required("admin")
def move(key: str) -> Response:
    once(stages.move, stages.stage(key), request.form.get("move", ""), by=current_user._get_current_object(), at=now())
    if wants_fragment():
        return page("admin/stages/_list.html", **_listed())
    return see_other("/admin/stages")


@blueprint.post("/<key>/deletion")
@role_required("admin")
def destroy(key: str) -> Response:
    stage = stages.stage(key)
    once(stages.put_away, stage, by=current_user._get_current_object(), at=now())
    return see_other("/admin/stages", notice=_("Put away."), undo=f"/admin/stages/{key}/restoration")


@blueprint.post("/<key>/restoration")
@role_required("admin")
def restore(key: str) -> Response:
    once(stages.bring_back, stages.stage(key), by=current_user._get_current_object(), at=now())
    return see_other("/admin/stages", notice=_("Saved"))


def _listed() -> dict[str, Any]:
    return {"stages": stages.all_stages(), "customers": queries.customers_by_stage(), "first": stages.FIRST}
