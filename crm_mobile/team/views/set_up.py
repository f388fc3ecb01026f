"""Choosing the first password: through a one-time link, or, for the very first admin, with the code of the server."""

from flask import Blueprint, Response, current_app, request

from crm_mobile.core.clock import now
from crm_mobile.core.errors import NotFound
from crm_mobile.core.language import _
from crm_mobile.team import devices, guards, profiles, queries, sessions, users
from crm_mobile.team.forms import FirstAdminForm, SetUpForm
from crm_mobile.web.access import public
from crm_mobile.web.replies import kept_nowhere, page, see_other

blueprint = Blueprint("set_up", __name__)


@blueprint.get("/set-up/<token>")
@public
def show(token: str) -> Response:
    link = queries.setup_link(sessions.token_hash(token), now())
    return kept_nowhere(page("team/set_up/show.html", form=SetUpForm(), person=link.user, token=token))


@blueprint.post("/set-up/<token>")
@public
def update(token: str) -> Response:
    link = queries.setup_link(sessions.token_hash(token), now())
    form = SetUpForm(request.form).on("team/set_up/show.html", person=link.user, token=token)
    typed = form.checked()
    return _let_in(users.set_up(token, typed["password"], at=now()), typed["time_zone"])


@blueprint.get("/first-admin")
@public
def new() -> Response:
    if not queries.nobody_yet():
        raise NotFound(_("The first admin is here already. Ask for a set-up link."))
    return kept_nowhere(page("team/set_up/new.html", form=FirstAdminForm()))


@blueprint.post("/first-admin")
@public
def create() -> Response:
    form = FirstAdminForm(request.form).on("team/set_up/new.html")
    typed = form.checked()
    zone = typed.pop("time_zone")
    return _let_in(users.add_first_admin(**typed, address=request.remote_addr or "", at=now()), zone)


def _let_in(user: users.User, zone: str) -> Response:
    user = profiles.adopt_zone(user, zone)
    token = sessions.begin(user, device_name=devices.name_from(request.user_agent.string), at=now())
    return guards.keep_session(kept_nowhere(see_other(profiles.home_of(user))), token, current_app.config["CRM"])
