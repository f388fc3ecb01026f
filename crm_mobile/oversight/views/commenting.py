"""A manager's word under a visit, written where she reads the day."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, NotFound
from crm_mobile.core.language import _
from crm_mobile.field import queries as field
from crm_mobile.field import visits
from crm_mobile.oversight import days
from crm_mobile.oversight.forms import CommentForm
from crm_mobile.oversight.views.team import day_of
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("commenting", __name__, url_prefix="/team/<uuid:id>/visits/<uuid:visit_id>/comments")


@blueprint.post("")
@role_required("manager")
def create(id: UUID, visit_id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = field.plannable(user, visit_id)
    if visit.rep_id != id:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    form = CommentForm(request.form)
    try:
        once(visits.comment, visit, form.checked()["text"], by=user, at=now())
    except Invalid as wrong:
        form.blame(wrong)
        shown = {**day_of(visit.rep, visit.day), "wrong_on": visit_id, "comment_form": form}
        return page("oversight/team/show.html", 422, team=days.of_team(user, now()), shows_work=True, **shown)
    return see_other(f"/team/{id}?day={visit.day.isoformat()}#stop-{visit_id}", notice=_("Comment sent."))
