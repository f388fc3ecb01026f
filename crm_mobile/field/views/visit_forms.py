"""The admin's visit forms: which questions reps answer at which customers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional

from crm_mobile.core.clock import now
from crm_mobile.core.language import _, mark
from crm_mobile.core.text import clean_lines
from crm_mobile.customers import labels
from crm_mobile.field import queries, questions, visit_forms
from crm_mobile.team.guards import role_required
from crm_mobile.web.forms import Form, one_line
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("visit_forms", __name__, url_prefix="/admin/visit-forms")

# Empty rows below the questions, so that new ones can be asked without a script.
SPARE_ROWS = 3


class VisitFormForm(Form):
    name = StringField(mark("Name"), [DataRequired(mark("Give the form a name."))], filters=[one_line])
    stages = SelectMultipleField(mark("For stages"), validate_choice=False)
    tiers = SelectMultipleField(mark("For tiers"), validate_choice=False)
    position = IntegerField(mark("Order"), [Optional(), NumberRange(0, 999)], default=0)

    def __init__(self, *given: Any, kept: Collection[str] = (), **named: Any) -> None:
        """`kept` are the stages the form is for already: one that is put away meanwhile stays until it is taken off."""
        super().__init__(*given, **named)
        offered, known = labels.stages(), labels.stages(archived=True)
        away = [(key, f"{name} · {_('put away')}") for key, name in known.items() if key in kept and key not in offered]
        self.stages.choices = [*offered.items(), *away]
        self.tiers.choices = list(labels.tiers().items())


@blueprint.get("")
@role_required("admin")
def index() -> Response:
    return page(
        "field/visit_forms/index.html", forms=queries.forms(), stages=labels.stages(archived=True), tiers=labels.tiers()
    )


@blueprint.get("/new")
@role_required("admin")
def new() -> Response:
    return page(
        "field/visit_forms/edit.html", form=VisitFormForm(), visit_form=None, rows=spare([]), kinds=questions.KINDS
    )


@blueprint.post("")
@role_required("admin")
def create() -> Response:
    return save(None)


@blueprint.get("/<uuid:id>")
@role_required("admin")
def edit(id: UUID) -> Response:
    visit_form = queries.form_by_id(id)
    version = queries.latest_version(visit_form)
    form = VisitFormForm(
        name=visit_form.name,
        stages=visit_form.stages,
        tiers=visit_form.tiers,
        position=visit_form.position,
        kept=visit_form.stages,
    )
    rows = spare(version.questions if version else [])
    return page(
        "field/visit_forms/edit.html",
        form=form,
        visit_form=visit_form,
        rows=rows,
        kinds=questions.KINDS,
        version=version,
    )


@blueprint.post("/<uuid:id>")
@role_required("admin")
def update(id: UUID) -> Response:
    return save(queries.form_by_id(id))


def save(visit_form: Any) -> Response:
    asked = typed_questions()
    form = VisitFormForm(request.form, kept=visit_form.stages if visit_form else ())
    shown = {"visit_form": visit_form, "rows": spare(asked), "kinds": questions.KINDS}
    typed = form.on("field/visit_forms/edit.html", **shown).checked()
    who = {"by": current_user._get_current_object(), "at": now()}
    once(
        visit_forms.save,
        visit_form,
        name=typed["name"],
        stages=[key for key in typed["stages"] or [] if key in labels.stages(archived=True)],
        tiers=[key for key in typed["tiers"] or [] if key in labels.tiers()],
        position=typed["position"] or 0,
        asked=asked,
        **who,
    )
    return see_other("/admin/visit-forms", notice=_("Saved. New visits are filled with it."))


def typed_questions() -> list[dict[str, Any]]:
    """The rows of the page that hold a question; one without a text is gone."""
    names = ("key", "label", "kind", "choices")
    columns = [[clean_lines(value) for value in request.form.getlist(name)] for name in names]
    required = set(request.form.getlist("required"))
    rows = []
    for number, (key, label, kind, choices) in enumerate(zip(*columns, strict=False)):
        if label.strip():
            listed = [line.strip() for line in choices.splitlines() if line.strip()]
            rows.append(
                {"key": key, "label": label, "kind": kind, "choices": listed, "required": str(number) in required}
            )
    return rows


def spare(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    empty = {"key": "", "label": "", "kind": "text", "choices": [], "required": False}
    return [*asked, *({**empty} for _row in range(SPARE_ROWS))]


@blueprint.post("/<uuid:id>/deletion")
@role_required("admin")
def destroy(id: UUID) -> Response:
    visit_form = queries.form_by_id(id)
    once(visit_forms.archive, visit_form, by=current_user._get_current_object(), at=now())
    notice = _("Put away: %(name)s", name=visit_form.name)
    return see_other("/admin/visit-forms", notice=notice, undo=f"/admin/visit-forms/{id}/restoration")


@blueprint.post("/<uuid:id>/restoration")
@role_required("admin")
def restore(id: UUID) -> Response:
    once(visit_forms.bring_back, queries.form_by_id(id), by=current_user._get_current_object(), at=now())
    return see_other("/admin/visit-forms", notice=_("Brought back."))
