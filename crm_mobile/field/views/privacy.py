"""A rep's own positions: what is kept, how long, who looked, and all of it to take away."""

import csv
import io

from flask import Blueprint, Response
from flask_login import current_user

from crm_mobile.field import queries, retention
from crm_mobile.web.replies import page

blueprint = Blueprint("privacy", __name__, url_prefix="/me/privacy")


@blueprint.get("")
def show() -> Response:
    looks = queries.looks_at(current_user.id)
    return page(
        "field/privacy/show.html", looks=looks, exact=retention.EXACT.days, rounded_months=retention.ROUNDED.days // 30
    )


@blueprint.get("/positions")
def index() -> Response:
    """All that is kept of where this person was, as CSV. Nobody else can ask for it."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(queries.OwnPosition._fields)
    for row in queries.own_positions(current_user.id):
        table.writerow([row.at.isoformat(), _plain(row.customer), *row[2:]])
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=positions.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
