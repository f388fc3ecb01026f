"""The demo company in the database: made on the first start, kept and given a fresh day on later ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_mobile.core import clock, database, preferences
from crm_mobile.core.settings import Settings
from crm_mobile.demo import city, company, entering, following, morning, names, plan, renewing, secret, story
from crm_mobile.demo.ledger import Ledger
from crm_mobile.demo.recounting import Recounter
from crm_mobile.field import looks, retention
from crm_mobile.team.queries import nobody_yet

SIGN_INS = [
    ("rep@demo.example", "Maya Tan, on the road in English"),
    ("lin@demo.example", "林语晨, on the road in Chinese"),
    ("manager@demo.example", "Tom Fairweather, who looks after both"),
    ("office@demo.example", "Priya Raman, in the office"),
    ("admin@demo.example", "Noor Haddad, who sets things up"),
]
# On how many days ago the manager looked where a rep had been.
LOOKS = {"maya": (2, 9, 23), "lin": (3, 16)}

password = secret.password


def load(settings: Settings) -> None:
    """Make the company in an empty database; give an older demo a fresh day; leave any other database alone."""
    at = clock.now()
    if nobody_yet():
        make(settings, at)
    elif preferences.get("demo"):
        secret.let_in(settings)
        renewing.renew(at)


def make(settings: Settings, at: datetime, seed: int = names.SEED) -> None:
    """Write the company as it stands at a moment: the same for the same seed and day, all of it or nothing."""
    today = clock.today(city.TIME_ZONE, at)
    customers = names.draw_customers(seed)
    past = story.tell(customers, today, seed)
    coming = plan.plan(customers, past, today, seed)
    morning.begin(coming, past, at)
    visits = sorted([*past.visits, *coming.visits], key=lambda visit: (visit.day, visit.rep, visit.position))
    seen = {visit.customer.number: visit.finished_at for visit in visits if visit.finished_at}
    with database.writing():
        if not nobody_yet():
            return
        made = company.found(at, secret.password(settings))
        ledger = Ledger()
        ids = entering.enter(customers, seen, made, ledger, at)
        Recounter(made, ids, ledger, settings.photos_folder, at).enter_all(visits)
        by_visit = {id(visit.task) for visit in visits if visit.task}
        for task in [*past.tasks, *coming.tasks]:
            if id(task) not in by_visit:
                following.enter(task, made, ids, ledger)
        ledger.write()
        for rep, days in LOOKS.items():
            for ago in days:
                looks.record(
                    made.users["manager"], made.users[rep].id, today - timedelta(days=ago), at - timedelta(days=ago - 1)
                )
        retention.apply(at)
        preferences.choose("demo", True)
