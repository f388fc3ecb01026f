"""What an admin does with visit forms: make one, publish new questions, say for whom, put it away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crm_mobile.core import database
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.core.text import clean
from crm_mobile.events import events
from crm_mobile.field import queries, questions
from crm_mobile.field.models import FormVersion, VisitForm
from crm_mobile.team.models import User


def save(
    form: VisitForm | None,
    *,
    name: str,
    stages: Iterable[str],
    tiers: Iterable[str],
    asked: Sequence[Mapping[str, Any]],
    by: User,
    at: datetime,
    position: int = 0,
) -> VisitForm:
    """Make a form or change it. Changed questions are a new version; reports keep the version they were filled with."""
    name, fine = clean(name), questions.checked_questions(asked)
    if not 1 <= len(name) <= 120:
        raise Invalid({"name": [_("Give a name of at most %(n)d characters.", n=120)]})
    values = {"name": name, "stages": sorted(set(stages)), "tiers": sorted(set(tiers)), "position": position}
    with database.writing():
        if form is None:
            form = VisitForm.create(**values)
            events.record("visit_form.added", form, by=by.id, at=at, changes={"name": name})
        else:
            changes = events.difference(form, values)
            VisitForm.update(values).where(VisitForm.id == form.id).execute()
            if changes:
                events.record("visit_form.changed", form, by=by.id, at=at, changes=changes)
        latest = queries.latest_version(form)
        if latest is None or latest.questions != fine:
            number = latest.number + 1 if latest else 1
            FormVersion.create(form=form, number=number, questions=fine, created_by=by.id, created_at=at)
            events.record("visit_form.published", form, by=by.id, at=at, changes={"number": number})
    return form


def archive(form: VisitForm, *, by: User, at: datetime) -> VisitForm:
    """Put a form away: no new visit is filled with it."""
    with database.writing(form):
        VisitForm.update(archived_at=at).where(VisitForm.id == form.id).execute()
        events.record("visit_form.archived", form, by=by.id, at=at)
    return form


def bring_back(form: VisitForm, *, by: User, at: datetime) -> VisitForm:
    with database.writing(form):
        VisitForm.update(archived_at=None).where(VisitForm.id == form.id).execute()
        events.record("visit_form.restored", form, by=by.id, at=at)
    return form
