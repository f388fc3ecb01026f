"""People: who may sign in, as what, where; letting them in and ending their access."""

from uuid import UUID

from flask import Blueprint, Response, current_app, request
from flask_login import current_user

from crm_mobile.admin import queries, trees
from crm_mobile.admin.forms import UserForm
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Refused
from crm_mobile.core.language import _, ngettext
from crm_mobile.team import sessions, users
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("users", __name__, url_prefix="/admin/users")

# The link is shown on the page after the one that made it; it must not stand in an address, a cookie carries it there.
LINK_COOKIE = "__Host-set-up-link"
LINK_SHOWN_WITHIN = 600


@blueprint.get("")
@role_required("admin")
def index() -> Response:
    left = request.args.get("left") == "1"
    return page("admin/users/index.html", people=queries.people(left=left), left=left)


@blueprint.get("/new")
@role_required("admin")
def new() -> Response:
    return page("admin/users/new.html", form=_form(role="rep", language=current_app.config["CRM"].language))


@blueprint.post("")
@role_required("admin")
def create() -> Response:
    form = _form(request.form).on("admin/users/new.html")
    id = once(users.add, **form.values(), by=current_user._get_current_object(), at=now())
    assert id is not None
    return _with_link(queries.user(id))


@blueprint.get("/<uuid:id>")
@role_required("admin")
def show(id: UUID) -> Response:
    user = queries.user(id)
    known = {name: getattr(user, name) for name in ("name", "email", "role", "language", "time_zone")}
    form = _form(
        **known, team_id=str(user.team_id or ""), territory_ids=[str(id) for id in queries.territory_ids_of(user)]
    )
    return page("admin/users/show.html", form=form, user=user, devices=queries.open_sessions(user))


@blueprint.post("/<uuid:id>")
@role_required("admin")
def update(id: UUID) -> Response:
    user = queries.user(id)
    form = _form(request.form).on("admin/users/show.html", user=user, devices=queries.open_sessions(user))
    values = form.values()
    territory_ids = values.pop("territory_ids")
    by = current_user._get_current_object()
    once(users.change, user, values, by=by, at=now(), territory_ids=territory_ids)
    return see_other("/admin/users", notice=_("%(name)s is saved.", name=values["name"]))


@blueprint.post("/<uuid:id>/deletion")
@role_required("admin")
def destroy(id: UUID) -> Response:
    user = queries.user(id)
    once(users.leave, user, by=current_user._get_current_object(), at=now())
    return see_other(
        "/admin/users",
        notice=_("%(name)s can no longer sign in. Her work stays.", name=user.name),
        undo=f"/admin/users/{id}/restoration",
    )


@blueprint.post("/<uuid:id>/restoration")
@role_required("admin")
def restore(id: UUID) -> Response:
    user = queries.user(id)
    once(users.come_back, user, by=current_user._get_current_object(), at=now())
    return see_other("/admin/users", notice=_("%(name)s can sign in again.", name=user.name))


@blueprint.post("/<uuid:id>/sessions/deletion")
@role_required("admin")
def sign_out(id: UUID) -> Response:
    count = sessions.end_all(queries.user(id), by=current_user._get_current_object(), at=now())
    notice = ngettext("%(num)d device is signed out.", "%(num)d devices are signed out.", count)
    return see_other(f"/admin/users/{id}", notice=notice)


@blueprint.post("/<uuid:id>/set-up-link")
@role_required("admin")
def invite(id: UUID) -> Response:
    return _with_link(queries.user(id))


@blueprint.get("/<uuid:id>/set-up-link")
@role_required("admin")
def show_link(id: UUID) -> Response:
    whose, _sep, token = request.cookies.get(LINK_COOKIE, "").partition(".")
    address = ""
    if whose == id.hex and token and all(letter.isalnum() or letter in "-_" for letter in token):
        origin = current_app.config["CRM"].origin or request.host_url.rstrip("/")
        address = f"{origin}/set-up/{token}"
    hours = int(users.LINK_LIFE.total_seconds() // 3600)
    response = page("admin/users/set_up_link.html", user=queries.user(id), address=address, hours=hours)
    response.headers["Cache-Control"] = "no-store"
    response.delete_cookie(LINK_COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def _with_link(user) -> Response:
    if user.ended_at is not None:
        raise Refused(_("%(name)s has no access. Let her in again first.", name=user.name))
    token = users.make_setup_link(user, by=current_user._get_current_object(), at=now())
    response = see_other(f"/admin/users/{user.id}/set-up-link")
    response.set_cookie(
        LINK_COOKIE,
        f"{user.id.hex}.{token}",
        max_age=LINK_SHOWN_WITHIN,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(*given, **known) -> UserForm:
    territories = [(str(each.id), each.name) for each in queries.territories()]
    return UserForm(*given, teams=trees.choices(queries.teams()), territories=territories, **known)
