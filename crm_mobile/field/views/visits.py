"""A visit: the sheet while the rep is there, the page before and after, and planning one's own."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.core.places import Place
from crm_mobile.customers import directions, geocoding
from crm_mobile.customers import queries as customers
from crm_mobile.field import looks, outcomes, queries, questions, sentences, visits
from crm_mobile.field.forms import CancellationForm, CommentForm, DayForm, PlanForm
from crm_mobile.field.views.reports import sheet_page
from crm_mobile.tasks import queries as tasks
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import announce, page, see_other, wants_fragment

blueprint = Blueprint("visits", __name__, url_prefix="/visits")


@blueprint.get("/<uuid:id>")
def show(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.visit_for(user, id)
    if visit.rep_id == user.id and visit.started_at is not None and queries.report_of(visit) is None:
        return sheet_page(visit)
    return page("field/visits/show.html", **shown(user, visit))


def shown(user: Any, visit: Any) -> dict[str, Any]:
    """What the page of a visit shows to this person: positions only to the rep and her managers."""
    report, check_in = queries.report_of(visit), queries.check_in_of(visit)
    customer = visit.customer
    sees_positions = queries.sees_positions(user, visit.rep_id)
    positions = queries.positions_of(check_in) if check_in and sees_positions else []
    if positions:
        looks.record(user, visit.rep_id, visit.day, now())
    is_own = visit.rep_id == user.id
    stops = queries.day_of(user.id, clock.today(user.zone)) if is_own else []
    return {
        "visit": visit,
        "customer": customer,
        "report": report,
        "check_in": check_in,
        "positions": positions,
        "sees_positions": sees_positions,
        "answers": answered(report),
        "photos": queries.photos_of(visit.id),
        "removable": is_own and report is None,
        "comments": queries.comments_of(visit.id),
        "follow_ups": tasks.of_visit(visit.id),
        "last": queries.last_visit(customer.id, visit.id),
        "open_tasks": tasks.open_of_customer(user, customer.id) if report is None else [],
        "cancellation": queries.cancellation_of(visit),
        "is_own": is_own,
        "may_plan": user.role in ("rep", "manager") and (is_own or sees_positions),
        "may_comment": sees_positions,
        "other": queries.open_visit(user.id, visit.id) if is_own and visit.started_at is None else None,
        "next_stop": next((stop for stop in stops if stop.is_ahead and stop.id != visit.id), None) if report else None,
        "sees_customer": customers.sees(user, customer),
        "phones": customers.phones_of(customer.id),
        "way": way_to(customer),
        "rep_zone": visit.rep.zone,
        "outcomes": outcomes.OUTCOMES,
        "outcome_tones": outcomes.TONES,
        "grades": sentences.GRADES,
        "grade_tones": sentences.GRADE_TONES,
        "reasons": sentences.REASONS,
        "comment_form": CommentForm(),
        "clock_off": clock_off(check_in),
    }


def way_to(customer: Any) -> str:
    known = customer.latitude is not None and customer.longitude is not None
    place = Place(customer.latitude, customer.longitude) if known else None
    return directions.link(request.user_agent.string, place, geocoding.question_of(customer), customer.name)


def clock_off(check_in: Any) -> bool:
    """Whether the phone's clock was more than ten minutes from the server's at the check-in."""
    return bool(check_in and check_in.phone_at and abs((check_in.at - check_in.phone_at).total_seconds()) > 600)


def answered(report: Any) -> list[tuple[str, str, str]]:
    """Question, answer and key, in the order of the version that was filled."""
    if report is None or report.form_version is None:
        return []
    asked = report.form_version.questions
    return [(q["label"], questions.said(q, report.answers.get(q["key"])), q["key"]) for q in asked]


@blueprint.get("/new")
@role_required("rep", "manager")
def new() -> Response:
    user = current_user._get_current_object()
    customer = customers.customer_for(user, parse_id(request.args.get("customer")) or UUID(int=0))
    day = asked_day(request.args.get("day"))
    return page("field/visits/new.html", form=PlanForm(customer=customer.id, day=day), customer=customer)


@blueprint.post("")
@role_required("rep", "manager")
def create() -> Response:
    user = current_user._get_current_object()
    customer = customers.customer_for(user, parse_id(request.form.get("customer")) or UUID(int=0))
    typed = PlanForm(request.form).on("field/visits/new.html", customer=customer).checked()
    wall = {name: typed[name].strftime("%H:%M") if typed[name] else "" for name in ("window_from", "window_until")}
    once(
        visits.plan, customer=customer, rep=user, day=typed["day"], purpose=typed["purpose"], by=user, at=now(), **wall
    )
    return see_other(f"/itineraries/{typed['day'].isoformat()}", notice=_("Planned: %(name)s", name=customer.name))


def asked_day(typed: str | None) -> date:
    """The day in an address, else the person's today."""
    return clock.parse_day(typed or "") or clock.today(current_user.zone)


@blueprint.get("/<uuid:id>/edit")
def edit(id: UUID) -> Response:
    visit = queries.plannable(current_user, id)
    forms = {"day_form": DayForm(day=visit.day), "cancellation_form": CancellationForm()}
    return page("field/visits/edit.html", visit=visit, customer=visit.customer, **forms)


@blueprint.post("/<uuid:id>/order")
def reorder(id: UUID) -> Response:
    visit = queries.plannable(current_user, id)
    once(visits.reorder, visit, request.form.get("move", ""), by=current_user._get_current_object(), at=now())
    if not wants_fragment():
        return see_other(day_address(visit))
    stops = queries.day_of(visit.rep_id, visit.day)
    response = page("field/itineraries/_stops.html", stops=stops, outcomes=outcomes.OUTCOMES)
    return announce(response, _("Moved: %(name)s", name=visit.customer.name))


@blueprint.post("/<uuid:id>/day")
def move(id: UUID) -> Response:
    visit = queries.plannable(current_user, id)
    form = DayForm(request.form)
    form.on(
        "field/visits/edit.html",
        visit=visit,
        customer=visit.customer,
        day_form=form,
        cancellation_form=CancellationForm(),
    )
    day = form.checked()["day"]
    once(visits.move, visit, day, by=current_user._get_current_object(), at=now())
    return see_other(day_address(visit, day), notice=_("Moved: %(name)s", name=visit.customer.name))


@blueprint.post("/<uuid:id>/cancellation")
def cancel(id: UUID) -> Response:
    visit = queries.plannable(current_user, id)
    form = CancellationForm(request.form)
    form.on(
        "field/visits/edit.html",
        visit=visit,
        customer=visit.customer,
        cancellation_form=form,
        day_form=DayForm(day=visit.day),
    )
    once(visits.cancel, visit, form.checked()["reason"], by=current_user._get_current_object(), at=now())
    notice = _("Cancelled: %(name)s", name=visit.customer.name)
    return see_other(day_address(visit), notice=notice, undo=f"/visits/{id}/restoration")


@blueprint.post("/<uuid:id>/restoration")
def restore(id: UUID) -> Response:
    visit = queries.plannable(current_user, id)
    once(visits.restore, visit, by=current_user._get_current_object(), at=now())
    return see_other(day_address(visit), notice=_("The visit takes place after all."))


def day_address(visit: Any, day: date | None = None) -> str:
    """Where the day of a visit is shown to this person."""
    day = day or visit.day
    if visit.rep_id == current_user.id:
        return f"/itineraries/{day.isoformat()}"
    return f"/team/{visit.rep_id}?day={day.isoformat()}"


@blueprint.post("/<uuid:id>/comments")
@role_required("rep", "manager")
def comment(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.plannable(user, id)
    form = CommentForm(request.form)
    try:
        text = form.checked()["text"]
    except Invalid as wrong:
        form.blame(wrong)
        return page("field/visits/show.html", 422, **{**shown(user, visit), "comment_form": form})
    once(visits.comment, visit, text, by=user, at=now())
    return see_other(f"/visits/{id}#comments", notice=_("Comment sent."))
