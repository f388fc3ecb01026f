"""Finishing a visit: what it brought, what was promised, what follows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from crm_mobile.core import clock, database
from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, clean_lines
from crm_mobile.customers import customers
from crm_mobile.events import events
from crm_mobile.field import check_ins, outcomes, queries, questions
from crm_mobile.field.models import Report, Visit
from crm_mobile.tasks import tasks
from crm_mobile.team.models import User

LONGEST_NOTES = 10_000
LONGEST_PROMISE = 500


def finish(
    visit: Visit,
    *,
    outcome: str,
    by: User,
    at: datetime,
    notes: str = "",
    promised: str = "",
    answers: Mapping[str, Sequence[str]] | None = None,
    form_version_id: UUID | None = None,
    follow_up: str = "none",
    follow_up_on: date | None = None,
    phone_at: datetime | None = None,
) -> Report:
    """Write the report of a visit, which ends it, and make the follow-up. A second report of the same visit gives the first.

    `answers` are the typed values by field name; they are checked against the version the sheet was filled with. Raises
    Invalid with a sentence per field.
    """
    notes, promised = clean_lines(notes), clean(promised)
    version = queries.form_version(form_version_id) or queries.form_for(visit.customer)
    zone = by.zone
    day = outcomes.follow_up_day(follow_up, clock.today(zone, at), follow_up_on)
    _check(outcome, notes, promised, follow_up, day, clock.today(zone, at))
    # The rep first, as every check-in locks them: the other way round two of them could wait for each other.
    with database.writing(visit.rep, visit):
        there = queries.report_of(visit)
        if there is not None:
            return there
        photographed = {photo.question for photo in queries.photos_of(visit.id)}
        checked = questions.checked_answers(version.questions, answers or {}, photographed) if version else {}
        check_ins.check_in(visit, by=by, at=at, phone_at=phone_at)
        stored = Visit.get_by_id(visit.id)
        task = None
        if day is not None:
            title = promised or _("Follow up: %(customer)s", customer=stored.customer.name)
            task = tasks.add(
                kind="visit",
                title=title[:200],
                owner=by,
                by=by,
                at=at,
                due_on=day,
                customer_id=stored.customer_id,
                visit_id=visit.id,
            )
        report = Report.create(
            visit=visit,
            form_version=version.id if version else None,
            outcome=outcome,
            notes=notes,
            promised=promised,
            answers=checked,
            follow_up_id=task.id if task else None,
            by=by,
            at=at,
            phone_at=phone_at,
        )
        ended = stored.finished_at or at
        values: dict[str, Any] = {
            "finished_at": ended,
            "closed": "report",
            "outcome": outcome,
            "version": Visit.version + 1,
        }
        Visit.update(values).where(Visit.id == visit.id).execute()
        customers.touched(stored.customer_id, ended)
        changes = {"outcome": outcome, "text": notes[:500], "promised": promised}
        events.record("visit.finished", visit, by=by.id, customer=stored.customer_id, at=at, changes=changes)
    return report


def _check(outcome: str, notes: str, promised: str, follow_up: str, day: date | None, today: date) -> None:
    wrong: dict[str, list[str]] = {}
    if outcome not in outcomes.OUTCOMES:
        wrong["outcome"] = [_("Say how it went.")]
    if len(notes) > LONGEST_NOTES:
        wrong["notes"] = [_("Use at most %(n)d characters.", n=LONGEST_NOTES)]
    if len(promised) > LONGEST_PROMISE:
        wrong["promised"] = [_("Use at most %(n)d characters.", n=LONGEST_PROMISE)]
    if follow_up == "pick" and (day is None or day < today):
        wrong["follow_up_on"] = [_("Choose today or a later day.")]
    if wrong:
        raise Invalid(wrong)
