"""Photos of visits: sent one by one, served to those who may see a visit that has them."""

from uuid import UUID

from flask import Blueprint, Response, current_app, request, send_file
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid, NotFound
from crm_mobile.core.language import _
from crm_mobile.field import photos, queries
from crm_mobile.web.operations import once
from crm_mobile.web.replies import announce, page, see_other, wants_fragment

blueprint = Blueprint("photos", __name__)


@blueprint.post("/visits/<uuid:id>/photos")
def create(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.own_visit(user, id)
    sent = [file for file in request.files.getlist("photos") if file.filename]
    if not sent:
        raise Invalid(_("Choose a photo first."))
    if len(sent) > 1:
        raise Invalid(_("Send the photos one by one."))
    data, folder = sent[0].stream.read(), current_app.config["CRM"].photos_folder
    stored = photos.store(data, folder)
    photo_id = once(photos.add, visit, stored, by=user, at=now(), question=request.args.get("question", ""))
    if not wants_fragment():
        return see_other(f"/visits/{id}", notice=_("Photo saved."))
    photo = queries.photo_of(visit, photo_id or UUID(int=0))
    removable = queries.report_of(visit) is None
    return page("field/photos/_photo.html", photo=photo, visit=visit, removable=removable)


@blueprint.post("/visits/<uuid:id>/photos/<uuid:photo_id>/deletion")
def destroy(id: UUID, photo_id: UUID) -> Response:
    visit = queries.own_visit(current_user, id)
    photo = queries.photo_of(visit, photo_id)
    folder = current_app.config["CRM"].photos_folder
    once(photos.remove, visit, photo, folder, by=current_user._get_current_object(), at=now())
    if not wants_fragment():
        return see_other(f"/visits/{id}", notice=_("Photo removed."))
    return announce(Response("", mimetype="text/html"), _("Photo removed."))


@blueprint.get("/photos/<digest>")
def show(digest: str) -> Response:
    return _file(digest, small=False)


@blueprint.get("/photos/<digest>/thumbnail")
def thumbnail(digest: str) -> Response:
    return _file(digest, small=True)


def _file(digest: str, *, small: bool) -> Response:
    photo = queries.photo_for(current_user, digest)
    folder = current_app.config["CRM"].photos_folder
    file = photos.thumbnail_of(folder, photo.digest) if small else photos.file_of(folder, photo.digest)
    if not file.is_file():
        raise NotFound(_("The file of this photo is missing on the server."))
    response = send_file(file, mimetype="image/webp", etag=f"{photo.digest}{'-small' if small else ''}")
    # The address names the contents, so a copy on this device is good for ever; others ask and are checked.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
