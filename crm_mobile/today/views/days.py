"""Today: the first screen of a rep."""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock
from crm_mobile.core.places import Place, parse_pair, rough_distance
from crm_mobile.customers import directions
from crm_mobile.customers import queries as customers
from crm_mobile.field import outcomes
from crm_mobile.field.queries import StopRow
from crm_mobile.tasks import sentences
from crm_mobile.team.guards import role_required
from crm_mobile.today import gathering
from crm_mobile.web.replies import page

blueprint = Blueprint("today", __name__, url_prefix="/today")


@blueprint.get("")
@role_required("rep", "manager")
def show() -> Response:
    user = current_user._get_current_object()
    here = parse_pair(request.args.get("near", ""))
    day = gathering.day_of(user, clock.today(user.zone))
    front = day.focus
    response = page(
        "today/days/show.html",
        day=day,
        front=front,
        kinds=sentences.KINDS,
        outcomes=outcomes.OUTCOMES,
        way=directions.link(request.user_agent.string, front.place, _address(front), front.name) if front else "",
        metres=rough_distance(here, front.place) if here and front and front.place else None,
        near=_near(user, here) if here else [],
        asked_near=here is not None,
    )
    if here:
        response.headers["Cache-Control"] = "no-store"
    return response


def _address(stop: StopRow) -> str:
    return ", ".join(part for part in (stop.address, stop.city) if part)


def _near(user: Any, here: Place) -> list[Any]:
    """Those around the corner whom nobody has seen for longest come first among equals of the neighbourhood."""
    around = customers.near(user, here, most=12)
    return sorted(around, key=lambda row: (row.last_contact_at is not None, row.last_contact_at, row.metres or 0))[:6]
