"""What the field does by the clock."""

from datetime import timedelta

from crm_mobile.core import settings
from crm_mobile.core.clock import now
from crm_mobile.field import photos, retention

# A photo's files are written before its row; after this long nobody is about to write it any more.
WITHOUT_ROW = timedelta(days=2)


def round_old_positions() -> None:
    retention.apply(now())


def drop_files_without_photo() -> None:
    photos.forget_orphans(settings.load().photos_folder, (now() - WITHOUT_ROW).timestamp())
