"""The day of a team, and beside it the day of one rep."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from babel.dates import get_timezone_location
from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.language import _, locale
from crm_mobile.field import looks
from crm_mobile.field import queries as field
from crm_mobile.field.outcomes import OUTCOMES
from crm_mobile.field.sentences import GRADE_TONES, GRADES, REASONS
from crm_mobile.oversight import days, queries
from crm_mobile.tasks.sentences import KINDS
from crm_mobile.team.guards import role_required
from crm_mobile.team.queries import colleague
from crm_mobile.web.formats import zone
from crm_mobile.web.replies import page, wants_fragment

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.app_template_filter("zone_city")
def zone_city(name: str) -> str:
    """The city that an IANA zone is named after, in the reader's language."""
    return get_timezone_location(name, locale=locale(), return_city=True)


@blueprint.get("")
@role_required("manager", "office", "admin")
def index() -> Response:
    user = current_user._get_current_object()
    team = days.of_team(user, now())
    # Beside the list stands the day of somebody who is on a visit, or of the first one.
    first = next((rep for rep in team.reps if rep.current), next(iter(team.reps), None))
    beside = day_of(colleague(user, first.id), first.day) if first and user.role != "admin" else {"rep": None}
    return page("oversight/team/index.html", team=team, shows_work=user.role != "admin", **{"here": zone(), **beside})


@blueprint.get("/<uuid:id>")
@role_required("manager", "office")
def show(id: UUID) -> Response:
    user = current_user._get_current_object()
    rep = colleague(user, id)
    context = day_of(rep, asked_day(rep))
    if wants_fragment():
        response = page("oversight/team/_day.html", **context)
    else:
        response = page("oversight/team/show.html", team=days.of_team(user, now()), shows_work=True, **context)
    if context["fixes"] is not None:
        # Positions stay on the server: neither a browser nor the worker keeps them.
        response.headers["Cache-Control"] = "no-store"
    return response


def asked_day(rep: Any) -> date:
    """The day in the address, or the rep's today when there is none or no such day."""
    return clock.parse_day(request.args.get("day", "")) or clock.today(rep.zone)


def day_of(rep: Any, day: date) -> dict[str, Any]:
    """Everything the day of a rep shows to the person reading. Positions only to her manager, and then the look is kept."""
    stops = queries.stops(rep.id, day)
    ids = [stop.id for stop in stops]
    is_manager = current_user.role == "manager"
    fixes = None
    if is_manager and request.args.get("positions") == "1":
        looks.record(current_user._get_current_object(), rep.id, day, now())
        names = {stop.id: stop.customer_name for stop in stops}
        fixes = [(names.get(fix.visit_id, ""), fix) for fix in field.positions_of_day(rep.id, day)]
    today = clock.today(rep.zone)
    return {
        "rep": rep,
        "day": day,
        "today_there": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "here": zone(),
        "stops": [(stop, days.state_of(stop)) for stop in stops],
        "photos": queries.photos(ids),
        "comments": queries.comments(ids),
        "is_manager": is_manager,
        "fixes": fixes,
        "summary": days.of_rep(rep, now()) if day == today else None,
        "tasks": queries.tasks(rep.id, day, clock.bounds(day, rep.zone), with_late=day == today),
        "outcomes": {key: _(name) for key, name in OUTCOMES.items()},
        "grades": {key: (_(name), GRADE_TONES[key]) for key, name in GRADES.items()},
        "reasons": {key: _(sentence) for key, sentence in REASONS.items()},
        "task_signs": {kind: sign for kind, (sign, _name) in KINDS.items()},
    }
