"""Visits entered into the books: planned, called off or made, with check-in, report, photos and the manager's word."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from crm_mobile.core.ids import new_id
from crm_mobile.core.places import Place
from crm_mobile.demo import following, pictures
from crm_mobile.demo.company import Company
from crm_mobile.demo.ledger import Ledger
from crm_mobile.demo.locating import Locator
from crm_mobile.demo.story import ZONE, DemoVisit
from crm_mobile.field import photos
from crm_mobile.field.grading import Ranges
from crm_mobile.field.models import Cancellation, CheckIn, FormVersion, Photo, Report, Visit, VisitComment

# What the story tells, in the words that the product has for it.
OUTCOMES = {
    "": "", "order": "ordered", "interested": "interested", "checked": "not_now", "complaint": "not_now",
    "declined": "not_now", "absent": "nobody",
}  # fmt: skip
# Drawing takes time on the first start, and older photos are hardly ever opened.
MOST_PHOTOS = 18


class Recounter:
    """Writes down visit after visit, in the order of time."""

    def __init__(
        self, company: Company, customers: dict[int, UUID], ledger: Ledger, photos_folder: Path, now: datetime
    ) -> None:
        self.company, self.customers, self.ledger, self.folder, self.now = (
            company,
            customers,
            ledger,
            photos_folder,
            now,
        )
        self.locator = Locator(Ranges(), ledger)
        self.random = Random(f"recount {now:%Y-%m-%d}")

    def enter_all(self, visits: list[DemoVisit]) -> None:
        """Note all visits; only the latest photos are kept."""
        with_photos = [visit for visit in visits if visit.photos][-MOST_PHOTOS:]
        for visit in visits:
            self._enter(visit, with_photos=visit in with_photos)

    def _enter(self, visit: DemoVisit, *, with_photos: bool) -> None:
        id, rep = new_id(), self.company.users[visit.rep]
        customer = self.customers[visit.customer.number]
        eve = datetime.combine(visit.day - timedelta(days=1), time(17, 10 + visit.position), ZONE)
        made = min(eve, self.now - timedelta(hours=3, minutes=-visit.position))
        if not visit.planned and visit.started_at:
            made = visit.started_at
        row: dict[str, Any] = {
            "id": id,
            "customer": customer,
            "rep": rep.id,
            "day": visit.day,
            "position": visit.position + 1,
            "window_from": visit.window[0],
            "window_until": visit.window[1],
            "purpose": visit.purpose if visit.planned else "",
            "planned": visit.planned,
            "created_by": rep.id,
            "created_at": made,
            "started_at": visit.started_at,
            "finished_at": visit.finished_at,
            "closed": "report" if visit.finished_at else "",
            "overlaps": False,
            "grade": "",
            "outcome": OUTCOMES[visit.outcome],
            "version": 1,
        }
        if visit.planned:
            changes = {"day": visit.day.isoformat(), "rep": rep.name}
            self.ledger.happened("visit.planned", id, by=rep.id, at=made, customer=customer, changes=changes)
        if visit.cancelled:
            self._call_off(visit, id, rep.id, customer)
        if visit.started_at and visit.finished_at:
            row["grade"] = self._check_in(visit, visit.started_at, id, rep.id, customer)
            self._report(visit, visit.finished_at, id, rep.id, customer, with_photos=with_photos)
        self.ledger.add(Visit, **row)

    def _call_off(self, visit: DemoVisit, id: UUID, rep: UUID, customer: UUID) -> None:
        at = datetime.combine(visit.day, time(8, 12 + visit.position), ZONE)
        self.ledger.add(Cancellation, visit=id, reason=visit.cancelled, by=rep, at=at)
        changes = {"reason": visit.cancelled}
        self.ledger.happened("visit.cancelled", id, by=rep, at=at, customer=customer, changes=changes)

    def _check_in(self, visit: DemoVisit, at: datetime, id: UUID, rep: UUID, customer: UUID) -> str:
        check_in, fix = new_id(), visit.fix
        phone_at = fix.phone_at if fix else None
        self.ledger.add(CheckIn, id=check_in, visit=id, rep=rep, at=at, phone_at=phone_at)
        self.ledger.happened("visit.checked_in", id, by=rep, at=at, customer=customer)
        if fix is None:
            return ""
        place = Place(*visit.customer.place) if visit.customer.has_place else None
        return self.locator.enter(fix, place, check_in, id, rep, customer)

    def _report(
        self, visit: DemoVisit, at: datetime, id: UUID, rep: UUID, customer: UUID, *, with_photos: bool
    ) -> None:
        task = following.enter(visit.task, self.company, self.customers, self.ledger, id) if visit.task else None
        version, answers = self._answers(visit, at)
        for _each in range(visit.photos if with_photos else 0):
            stored = photos.store(pictures.as_webp(pictures.draw_shelf(self.random)), self.folder)
            question = "photo" if any(asked["key"] == "photo" for asked in version.questions) else ""
            taken = at - timedelta(minutes=1)
            self.ledger.add(Photo, id=new_id(), visit=id, question=question, **stored._asdict(), by=rep, at=taken)
            self.ledger.happened("visit.photographed", id, by=rep, at=taken, customer=customer)
        self.ledger.add(
            Report,
            id=new_id(),
            visit=id,
            form_version=version.id,
            outcome=OUTCOMES[visit.outcome],
            notes=visit.notes,
            promised=visit.promised,
            answers=answers,
            follow_up_id=task,
            by=rep,
            at=at,
            phone_at=None,
        )
        changes = {"outcome": OUTCOMES[visit.outcome], "text": visit.notes[:500], "promised": visit.promised}
        self.ledger.happened("visit.finished", id, by=rep, at=at, customer=customer, changes=changes)
        if visit.comment:
            manager, said = self.company.users["manager"].id, at + timedelta(minutes=self.random.randint(20, 300))
            self.ledger.add(VisitComment, id=new_id(), visit=id, by=manager, text=visit.comment, at=said)
            told = {"text": visit.comment}
            self.ledger.happened("visit.commented", id, by=manager, at=said, customer=customer, changes=told)

    def _answers(self, visit: DemoVisit, at: datetime) -> tuple[FormVersion, dict[str, Any]]:
        """The form of that day, and what the rep filled in; nobody does where nobody was."""
        former, present = self.company.shelf
        buys = visit.customer.stage in ("active", "dormant")
        version = (present if at >= present.created_at else former) if buys else self.company.first_talk
        if visit.outcome == "absent" or self.random.random() < 0.25:
            return version, {}
        return version, {
            asked["key"]: self._answer(asked, visit) for asked in version.questions if asked["kind"] != "photo"
        }

    def _answer(self, asked: dict[str, Any], visit: DemoVisit) -> Any:
        choices = asked["choices"]
        if asked["key"] == "stock":
            return choices[{"order": 2, "checked": 0}.get(visit.outcome, 1)]
        if asked["kind"] == "choice":
            return self.random.choice(choices)
        if asked["kind"] == "several":
            return sorted(self.random.sample(choices, 2), key=choices.index)
        if asked["kind"] == "number":
            return self.random.choice((2, 3, 4, 6, 8, 12))
        return self.random.random() < 0.8 if asked["kind"] == "yes_no" else self.random.randint(3, 5)
