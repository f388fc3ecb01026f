"""The plan of a day: its stops in order, what can be added, moved or cancelled; and the visits of one customer."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock, paging
from crm_mobile.core.errors import NotFound
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.core.text import clean
from crm_mobile.customers import queries as customers
from crm_mobile.field import outcomes, queries, sentences
from crm_mobile.team.guards import role_required
from crm_mobile.web.replies import page, wants_fragment

blueprint = Blueprint("itineraries", __name__)


@blueprint.get("/itineraries/<day>")
@role_required("rep", "manager")
def show(day: str) -> Response:
    chosen = clock.parse_day(day)
    if chosen is None:
        raise NotFound(_("This is no day. It looks like 2026-05-31."))
    user, typed = current_user._get_current_object(), clean(request.args.get("q", ""))[:100]
    context: dict[str, Any] = {
        "day": chosen,
        "today_here": clock.today(user.zone),
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1),
        "stops": queries.day_of(user.id, chosen),
        "typed": typed,
        "found": customers.search(user, typed, 12) if typed else [],
        "outcomes": outcomes.OUTCOMES,
    }
    return page("field/itineraries/_found.html" if wants_fragment() else "field/itineraries/show.html", **context)


@blueprint.get("/customers/<uuid:id>/visits")
@role_required("rep", "manager", "office")
def index(id: UUID) -> Response:
    customer = customers.customer_for(current_user, id)
    found = queries.of_customer(id, _start(request.args.get("after", "")))
    shown, more = found[:20], len(found) > 20
    context: dict[str, Any] = {
        "customer": customer,
        "visits": shown,
        "after": paging.encode((shown[-1].day, shown[-1].id)) if more else "",
        "outcomes": outcomes.OUTCOMES,
        "outcome_tones": outcomes.TONES,
        "grades": sentences.GRADES,
    }
    return page("field/itineraries/_visits.html" if wants_fragment() else "field/itineraries/index.html", **context)


def _start(after: str) -> tuple[date, UUID] | None:
    key = paging.decode(after, 2) if after else None
    identifier = parse_id(key[1]) if key else None
    try:
        return (date.fromisoformat(key[0]), identifier) if key and identifier else None
    except ValueError:
        return None
