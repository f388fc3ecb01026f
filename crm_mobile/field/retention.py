"""How long positions are kept: exact for 60 days, rounded to about a kilometre until 13 months, then gone."""

from datetime import datetime, timedelta

from crm_mobile.core import database, rows
from crm_mobile.field.models import Position, PositionLook

EXACT = timedelta(days=60)
ROUNDED = timedelta(days=395)


def apply(at: datetime) -> tuple[int, int]:
    """Round what is older than 60 days and drop what is older than 13 months; gives both counts."""
    with database.writing():
        gone = Position.delete().where(Position.at < at - ROUNDED).execute()
        PositionLook.delete().where(PositionLook.at < at - ROUNDED).execute()
        rounded = rows.execute(
            # Two decimals of a degree are 1.1 km north to south, and less east to west.
            "UPDATE position SET latitude = round(latitude * 100) / 100, longitude = round(longitude * 100) / 100,"
            " accuracy_m = NULL, fix_at = NULL, distance_m = NULL, sent = '{}', rounded = ? WHERE at < ? AND rounded = ?",
            True,
            at - EXACT,
            False,
        ).rowcount
    return rounded, gone
