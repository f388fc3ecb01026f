"""The signed-in person's own page: profile, password, and doors to devices and privacy."""

from datetime import time

from flask import Blueprint, Response, g, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.language import _
from crm_mobile.team import profiles, users
from crm_mobile.team.forms import PasswordForm, ProfileForm
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("profile", __name__, url_prefix="/me")


@blueprint.get("")
def show() -> Response:
    return page("team/profile/show.html", form=_filled())


@blueprint.post("")
def update() -> Response:
    form = ProfileForm(request.form).on("team/profile/show.html")
    once(profiles.change, current_user._get_current_object(), form.checked(), at=now())
    return see_other("/me", notice=_("Saved"))


@blueprint.post("/time-zone")
def update_time_zone() -> Response:
    """Take the zone of the phone over, as Today offers when it is another one."""
    user = current_user._get_current_object()
    zone = request.form.get("time_zone", "")
    once(profiles.change_zone, user, zone, at=now())
    back = "/today" if user.role in ("rep", "manager") else "/me"
    return see_other(back, notice=_("Your days are now those of %(zone)s.", zone=zone))


@blueprint.get("/password")
def edit_password() -> Response:
    return page("team/profile/password.html", form=PasswordForm())


@blueprint.post("/password")
def update_password() -> Response:
    form = PasswordForm(request.form).on("team/profile/password.html")
    typed = form.checked()
    users.change_password(current_user._get_current_object(), typed["old"], typed["password"], at=now(), keep=g.session)
    return see_other("/me", notice=_("Password changed. Your other devices are signed out."))


def _filled() -> ProfileForm:
    user = current_user
    hours = {name: time.fromisoformat(getattr(user, name)) for name in ("works_from", "works_until")}
    return ProfileForm(name=user.name, language=user.language, time_zone=user.zone, works_on=user.works_on, **hours)
