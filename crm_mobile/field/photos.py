"""Adding photos to a visit and taking them away: the file first, complete and synced, then the row that names it."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import database
from crm_mobile.core.errors import Refused
from crm_mobile.core.files import write_whole
from crm_mobile.core.ids import new_id
from crm_mobile.core.language import _, ngettext
from crm_mobile.core.text import clean
from crm_mobile.events import events
from crm_mobile.field import pictures, queries
from crm_mobile.field.models import Photo, Visit
from crm_mobile.team.models import User

# A visit of more photos than this is an inspection, and slows every phone that shows it.
MOST_PHOTOS = 30


class Stored(NamedTuple):
    """A picture whose files are on the disk, before a photo names them."""

    digest: str
    width: int
    height: int
    size: int


def store(sent: bytes, folder: Path) -> Stored:
    """Make a picture of what was sent and write it and its thumbnail; raises Invalid when it is none.

    This takes a while, so it stands before the transaction and not in it.
    """
    made = pictures.picture(sent)
    digest = hashlib.sha256(made.data).hexdigest()
    write_whole(file_of(folder, digest), made.data)
    write_whole(thumbnail_of(folder, digest), made.thumbnail)
    return Stored(digest, made.width, made.height, len(made.data))


def add(visit: Visit, stored: Stored, *, by: User, at: datetime, question: str = "", id: UUID | None = None) -> Photo:
    """Add a stored picture to a visit. The same one sent again is the photo that is there already."""
    with database.writing(visit):
        there = Photo.get_or_none(Photo.visit == visit, Photo.digest == stored.digest)
        if there is not None:
            return there
        if len(queries.photos_of(visit.id)) >= MOST_PHOTOS:
            raise Refused(
                ngettext("A visit holds %(num)d photo.", "A visit holds at most %(num)d photos.", MOST_PHOTOS)
            )
        photo = Photo.create(
            id=id or new_id(),
            visit=visit,
            question=clean(question)[:40],
            **stored._asdict(),
            by=by,
            at=at,
        )
        events.record("visit.photographed", visit, by=by.id, customer=visit.customer_id, at=at)
    return photo


def remove(visit: Visit, photo: Photo, folder: Path, *, by: User, at: datetime) -> Photo:
    """Take a photo away while the visit is not reported. The file goes when no other visit has the same picture."""
    with database.writing(visit):
        if queries.report_of(visit) is not None:
            raise Refused(_("This visit is reported, so its photos stay."))
        photo.delete_instance()
        events.record("visit.photo_removed", visit, by=by.id, customer=visit.customer_id, at=at)
    if not queries.is_photo_used(photo.digest):
        for file in (file_of(folder, photo.digest), thumbnail_of(folder, photo.digest)):
            file.unlink(missing_ok=True)
    return photo


def file_of(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / f"{digest}.webp"


def thumbnail_of(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / f"{digest}.small.webp"


def forget_orphans(folder: Path, older_than: float) -> int:
    """Drop files that no photo names, left by a crash between file and row; `older_than` is a time in epoch seconds."""
    gone = 0
    for file in folder.glob("*/*.webp"):
        if file.stat().st_mtime < older_than and not queries.is_photo_used(file.name.partition(".")[0]):
            file.unlink(missing_ok=True)
            gone += 1
    return gone
