"""The devices a person is signed in on: seen, ended one by one, or all at once."""

from uuid import UUID

from flask import Blueprint, Response, g
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.language import _, ngettext
from crm_mobile.team import guards, queries, sessions
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("devices", __name__, url_prefix="/me/devices")


@blueprint.get("")
def index() -> Response:
    return page("team/devices/index.html", sessions=queries.sessions_of(current_user), this=g.session)


@blueprint.post("/<uuid:id>/deletion")
def destroy(id: UUID) -> Response:
    session = queries.session_of(current_user, id)
    sessions.end(session, by=current_user, at=now())
    if session.id == g.session.id:
        return guards.drop_session(see_other("/sign-in"))
    return see_other("/me/devices", notice=_("That device is signed out."))


@blueprint.post("/deletion")
def destroy_all() -> Response:
    count = sessions.end_all(current_user, by=current_user, at=now(), but=g.session)
    return see_other(
        "/me/devices", notice=ngettext("%(num)d device is signed out.", "%(num)d devices are signed out.", count)
    )
