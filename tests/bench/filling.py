"""A large company made up for measuring: customers, visits, tasks, and reps with a stop each."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from crm_mobile.core import bulk, database, search
from crm_mobile.core.ids import new_id
from crm_mobile.core.text import sort_key
from crm_mobile.customers import index
from crm_mobile.customers.models import Contact, Customer, CustomerPhone
from crm_mobile.events.models import Event
from crm_mobile.field.models import CheckIn, Report, Visit
from crm_mobile.tasks.models import Task
from crm_mobile.team import sessions
from crm_mobile.team.models import Session, Team, Territory, User, UserTerritory

REPS, TERRITORIES = 40, 10
VISITS_PER_CUSTOMER, TASKS_PER_CUSTOMER = 3, 3
STOPS_TODAY, DUE_TODAY = 10, 8
CHUNK = 5000

# Each check-in that is measured needs a rep who has nothing open and a stop that nobody has touched.
CHECK_INS = 7000

FIRST = "Northern Harbour Golden River Union Central Prairie Lincoln Maple Cedar Summit Liberty Pioneer Crystal".split()
SECOND = "Bakery Hardware Foods Clinic Market Kitchen Garage Pharmacy Laundry Brewery Grill Deli Motors Books".split()
CHINESE = ["北京饭店", "金龙海鲜", "四川人家", "长城超市", "明月茶馆"]
STREETS = "State Clark Wells Halsted Ashland Western Pulaski Cicero Archer Milwaukee Lincoln Division".split()
OUTCOMES = ["order", "interested", "nobody", "later"]


@dataclass
class Company:
    """What the measuring needs to know of it: a rep's cookie, her customers, and stops to check in at."""

    rep: UUID
    token: str
    customers: list[UUID]
    check_ins: list[tuple[str, UUID, UUID]]


def fill(customers: int, say: Any = print) -> Company:
    """Fill the connected, migrated and empty database; about 20 s for 100,000 customers."""
    began, chance = time.monotonic(), random.Random(7)
    with database.writing():
        reps, territories = _people()
    placed: list[tuple[UUID, UUID, UUID]] = []
    for start in range(0, customers, CHUNK):
        many = [_customer(chance, number, reps, territories) for number in range(start, min(start + CHUNK, customers))]
        _insert_customers(chance, many, placed)
        _insert_visits(chance, many)
        _insert_tasks(chance, many)
    company = _measured(chance, reps, placed)
    database.db.execute_sql("ANALYZE")
    say(f"filled {customers} customers in {time.monotonic() - began:.0f} s")
    return company


def _people() -> tuple[list[UUID], list[UUID]]:
    team = Team.create(name="Field")
    territories = [Territory.create(name=f"Territory {number}", team=team).id for number in range(TERRITORIES)]
    reps = []
    for number in range(REPS):
        rep = User.create(
            email=f"rep{number}@bench.example", name=f"Rep {number}", role="rep", team=team, time_zone="UTC"
        )
        UserTerritory.create(user=rep, territory=territories[number % TERRITORIES])
        reps.append(rep.id)
    return reps, territories


def _customer(chance: random.Random, number: int, reps: list[UUID], territories: list[UUID]) -> dict[str, Any]:
    rep = number % REPS
    name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {number}"
    if number % 20 == 0:
        name = f"{chance.choice(CHINESE)} {number}"
    made = datetime.now(UTC) - timedelta(days=chance.randint(100, 900))
    return {
        "id": new_id(),
        "kind": "company",
        "name": name,
        "name_key": sort_key(name),
        "reference": f"R{number}",
        "email": f"info@{chance.randbytes(5).hex()}.example",
        "website": "",
        "address": f"{chance.randint(1, 9999)} {chance.choice(STREETS)} Street",
        "city": "Chicago",
        "region": "IL",
        "postcode": f"606{number % 100:02}",
        "country": "US",
        "latitude": 41.65 + chance.random() * 0.37,
        "longitude": -87.9 + chance.random() * 0.36,
        "place_source": "import",
        "place_at": made,
        "stage": chance.choice(["lead", "prospect", "active", "active", "dormant"]),
        "tier": chance.choice(["A", "B", "C", "VIP", ""]),
        "owner": reps[rep],
        "territory": territories[rep % TERRITORIES],
        "notes": "",
        "last_contact_at": made,
        "created_at": made,
        "created_by": reps[rep],
        "version": 1,
    }


def _insert_customers(chance: random.Random, many: list[dict[str, Any]], placed: list[tuple[UUID, UUID, UUID]]) -> None:
    phones, contacts, events = [], [], []
    for row in many:
        number = f"+1312{chance.randint(2000000, 9999999)}"
        phones.append({"id": new_id(), "customer": row["id"], "e164": number, "label": "", "position": 0})
        contacts.append(_contact(row))
        events.append(_event("customer.created", "customer", row["id"], row["id"], row["owner"], row["created_at"]))
        placed.append((row["id"], row["owner"], row["territory"]))
    entries = [
        search.entry(
            "customer",
            row["id"],
            index.words(**row, phones=[phone["e164"]]),
            [search.owner_scope(row["owner"]), search.territory_scope(row["territory"])],
        )
        for row, phone in zip(many, phones, strict=True)
    ]
    with database.writing():
        bulk.insert(Customer, many)
        bulk.insert(CustomerPhone, phones)
        bulk.insert(Contact, contacts)
        bulk.insert(Event, events)
        search.put_many(entries)


def _contact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer": row["id"],
        "name": "Jo Fields",
        "title": "Owner",
        "phone": "",
        "email": "",
        "notes": "",
        "created_at": row["created_at"],
        "deleted_at": None,
        "version": 1,
    }


def _event(verb: str, kind: str, subject: UUID, customer: UUID, actor: UUID, at: datetime) -> dict[str, Any]:
    return {
        "verb": verb,
        "subject_kind": kind,
        "subject_id": subject,
        "customer_id": customer,
        "actor_id": actor,
        "at": at,
        "changes": {},
    }


def _insert_visits(chance: random.Random, many: list[dict[str, Any]]) -> None:
    visits, check_ins, reports, events = [], [], [], []
    for row in many:
        for _ in range(VISITS_PER_CUSTOMER):
            began = datetime.now(UTC).replace(hour=9) - timedelta(days=chance.randint(1, 90))
            visit = _visit(row["id"], row["owner"], began.date(), chance.randint(0, 9), began, chance.choice(OUTCOMES))
            visits.append(visit)
            check_ins.append(
                {"id": new_id(), "visit": visit["id"], "rep": row["owner"], "at": began, "phone_at": began}
            )
            reports.append(_report(visit))
            events.append(_event("visit.finished", "visit", visit["id"], row["id"], row["owner"], visit["finished_at"]))
    with database.writing():
        bulk.insert(Visit, visits)
        bulk.insert(CheckIn, check_ins)
        bulk.insert(Report, reports)
        bulk.insert(Event, events)


def _visit(
    customer: UUID, rep: UUID, day: date, position: int, began: datetime | None = None, outcome: str = ""
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer": customer,
        "rep": rep,
        "day": day,
        "position": position,
        "window_from": "",
        "window_until": "",
        "purpose": "Regular visit",
        "planned": True,
        "created_by": rep,
        "created_at": began or datetime.now(UTC),
        "started_at": began,
        "finished_at": began and began + timedelta(minutes=20),
        "closed": "report" if began else "",
        "overlaps": False,
        "grade": "in range" if began else "",
        "outcome": outcome,
        "version": 1,
    }


def _report(visit: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "visit": visit["id"],
        "form_version": None,
        "outcome": visit["outcome"],
        "notes": "Shelf checked, two facings more agreed with the owner.",
        "promised": "Send the new price list",
        "answers": {},
        "follow_up_id": None,
        "by": visit["rep"],
        "at": visit["finished_at"],
        "phone_at": None,
    }


def _insert_tasks(chance: random.Random, many: list[dict[str, Any]]) -> None:
    tasks = []
    for row in many:
        for number in range(TASKS_PER_CUSTOMER):
            # One in three is open and lies ahead; the rest is done.
            ahead = number == 0
            due = datetime.now(UTC).replace(hour=17) + timedelta(days=chance.randint(1, 60) * (1 if ahead else -1))
            tasks.append(_task(row["id"], row["owner"], due, None if ahead else due))
    with database.writing():
        bulk.insert(Task, tasks)


def _task(customer: UUID, owner: UUID, due: datetime, done: datetime | None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": "call",
        "title": "Ask about the sample",
        "notes": "",
        "customer": customer,
        "owner": owner,
        "due_on": due.date(),
        "due_time": "",
        "zone": "UTC",
        "due_at": due,
        "repeat": "",
        "series_id": None,
        "visit_id": None,
        "created_by": owner,
        "created_at": due - timedelta(days=70),
        "done_at": done,
        "deleted_at": None,
        "version": 1,
    }


def _measured(chance: random.Random, reps: list[UUID], placed: list[tuple[UUID, UUID, UUID]]) -> Company:
    """A day for the first rep, and reps with one stop each for the check-ins."""
    rep, now = reps[0], datetime.now(UTC)
    own = [customer for customer, owner, _ in placed if owner == rep]
    stops = [_visit(customer, rep, now.date(), place) for place, customer in enumerate(chance.sample(own, STOPS_TODAY))]
    due = [_task(chance.choice(own), rep, now - timedelta(days=number % 3), None) for number in range(DUE_TODAY)]
    with database.writing():
        bulk.insert(Visit, stops)
        bulk.insert(Task, due)
        check_ins = _single_stops(chance, placed, now)
    token = sessions.begin(User.get_by_id(rep), device_name="bench", at=now)
    return Company(rep, token, chance.sample(own, min(len(own), 25)), check_ins)


def _single_stops(
    chance: random.Random, placed: list[tuple[UUID, UUID, UUID]], now: datetime
) -> list[tuple[str, UUID, UUID]]:
    """Reps who are signed in and have one stop today: cookie, visit and rep of each."""
    users, links, signed_in, visits, found = [], [], [], [], []
    for number in range(CHECK_INS):
        customer, _, territory = chance.choice(placed)
        user, token = _user(f"single{number}@bench.example", now), f"bench-{number:06}-{chance.randbytes(24).hex()}"
        visit = _visit(customer, user["id"], now.date(), 0)
        users.append(user)
        links.append({"user": user["id"], "territory": territory})
        signed_in.append(_session(user["id"], token, now))
        visits.append(visit)
        found.append((token, visit["id"], user["id"]))
    for kind, many in ((User, users), (UserTerritory, links), (Session, signed_in), (Visit, visits)):
        bulk.insert(kind, many)
    return found


def _user(email: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "email": email,
        "name": email.partition("@")[0],
        "role": "rep",
        "team": None,
        "language": "en",
        "time_zone": "UTC",
        "works_from": "08:00",
        "works_until": "18:00",
        "works_on": [1, 2, 3, 4, 5, 6, 7],
        "password_hash": "",
        "created_at": now,
        "ended_at": None,
        "version": 1,
    }


def _session(user: UUID, token: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user": user,
        "token_hash": sessions.token_hash(token),
        "device_name": "bench",
        "created_at": now,
        # Seen just now, so that no request of the measuring has to write it.
        "last_seen_at": now + timedelta(hours=1),
        "ended_at": None,
    }
