"""Signing in and out."""

from flask import Blueprint, Response, current_app, g, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.team import devices, guards, profiles, queries, sessions
from crm_mobile.team.forms import SignInForm
from crm_mobile.web.access import public
from crm_mobile.web.replies import kept_nowhere, page, see_other
from crm_mobile.web.security import is_safe_next

blueprint = Blueprint("sign_in", __name__)
TEMPLATE = "team/sign_in/new.html"


@blueprint.get("/")
@public
def root() -> Response:
    """The door: the sign-in, or the first screen of one's role. It is shown here, because installers take no redirect."""
    if not current_user.is_authenticated:
        return see_other("/first-admin") if queries.nobody_yet() else new()
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    endpoint, given = adapter.match(profiles.home_of(current_user), method="GET")
    return current_app.view_functions[endpoint](**given)  # type: ignore[return-value]


@blueprint.get("/sign-in")
@public
def new() -> Response:
    if current_user.is_authenticated:
        return see_other(profiles.home_of(current_user))
    return kept_nowhere(page(TEMPLATE, form=SignInForm(next=request.args.get("next", "")), over_http=_over_http()))


@blueprint.post("/sign-in")
@public
def create() -> Response:
    form = SignInForm(request.form).on(TEMPLATE, over_http=_over_http())
    typed = form.checked()
    user, token = sessions.sign_in(
        typed["email"],
        typed["password"],
        address=request.remote_addr or "",
        device_name=devices.name_from(request.user_agent.string),
        at=now(),
    )
    user = profiles.adopt_zone(user, typed["time_zone"])
    onward = typed["next"] if is_safe_next(typed["next"] or "") else profiles.home_of(user)
    return guards.keep_session(kept_nowhere(see_other(onward)), token, current_app.config["CRM"])


@blueprint.post("/sign-out")
def destroy() -> Response:
    sessions.end(g.session, by=current_user, at=now())
    return guards.drop_session(kept_nowhere(see_other("/sign-in")))


def _over_http() -> bool:
    """Plain http from anywhere but this machine: service worker, camera and position would not work."""
    return not request.is_secure and request.host.rsplit(":", 1)[0] not in ("127.0.0.1", "localhost", "[::1]")
