"""The visit sheet: one page, one form, and Finish."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core.clock import now
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.core.places import Place
from crm_mobile.customers import queries as customers
from crm_mobile.field import check_ins, grading, outcomes, queries, reports, sentences
from crm_mobile.field.forms import ReportForm, sheet
from crm_mobile.tasks import queries as tasks
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("reports", __name__, url_prefix="/visits/<uuid:id>/report")
TEMPLATE = "field/reports/new.html"


@blueprint.get("")
def new(id: UUID) -> Response:
    visit = queries.own_visit(current_user, id)
    if visit.started_at is None or queries.report_of(visit) is not None:
        return see_other(f"/visits/{id}")
    return sheet_page(visit)


@blueprint.post("")
def create(id: UUID) -> Response:
    user = current_user._get_current_object()
    visit = queries.own_visit(user, id)
    version = queries.form_version(parse_id(request.form.get("form_version"))) or queries.form_for(visit.customer)
    form = sheet(version.questions if version else [], request.form)
    typed = form.on(TEMPLATE, **context(visit, version)).checked()
    answers = {name: request.form.getlist(name) for name in request.form if name.startswith("q_")}
    once(
        reports.finish,
        visit,
        outcome=typed["outcome"] or "",
        notes=typed["notes"],
        promised=typed["promised"],
        answers=answers,
        form_version_id=version.id if version else None,
        follow_up=typed["follow_up"] or "none",
        follow_up_on=typed["follow_up_on"],
        phone_at=grading.moment(typed["phone_at"]),
        by=user,
        at=now(),
    )
    return see_other(f"/visits/{id}", notice=_("Saved"))


def sheet_page(visit: Any) -> Response:
    """The sheet of a visit under way."""
    version = queries.form_for(visit.customer)
    form: ReportForm = sheet(version.questions if version else [], form_version=version.id if version else "")
    return page(TEMPLATE, form=form, **context(visit, version))


def context(visit: Any, version: Any) -> dict[str, Any]:
    customer = visit.customer
    check_in = queries.check_in_of(visit)
    positions = queries.positions_of(check_in) if check_in else []
    photos = queries.photos_of(visit.id)
    return {
        "visit": visit,
        "customer": customer,
        "asked": version.questions if version else [],
        "last": queries.last_visit(customer.id, visit.id),
        "open_tasks": tasks.open_of_customer(current_user, customer.id, 5),
        "removable": queries.report_of(visit) is None,
        "photos": [photo for photo in photos if not photo.question],
        "answer_photos": [photo for photo in photos if photo.question],
        "outcomes": outcomes.OUTCOMES,
        **located(visit, positions),
    }


def located(visit: Any, positions: Any) -> dict[str, Any]:
    """What is known of the position of a check-in, for its words on the sheet."""
    latest = positions[-1] if positions else None
    customer = visit.customer
    has_place = customer.latitude is not None
    offered = check_ins.offer_place(latest, has_place) if latest else None
    return {
        "position": latest,
        "grade": grading.better(visit.grade, latest.grade if latest else ""),
        "offered": offered
        if offered and isinstance(offered, Place) and customers.may_change(current_user, customer)
        else None,
        "grades": sentences.GRADES,
        "grade_tones": sentences.GRADE_TONES,
        "reasons": sentences.REASONS,
    }
