"""A day with something in everything: for looking at screens."""

from dataclasses import dataclass
from datetime import timedelta

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.places import Place
from crm_mobile.customers import contacts, customers
from crm_mobile.field import check_ins, reports, visit_forms, visits
from crm_mobile.tasks import tasks

NAMES = [
    "Harbour Street Bakery",
    "绿叶茶行",
    "Dunkin’ Donuts / Baskin-Robbins Franchise Number 3448 at the Central Station, Lower Level",
    "مخبز الميناء",
    "Kowalski & Sons",
    "上海市黄浦区南京东路第一百货商业中心有限公司",
    "Pilsen Auto Parts",
]


@dataclass(frozen=True)
class Furnished:
    """Where to look."""

    open_visit: str
    planned_visit: str
    finished_visit: str
    customer: str
    task: str
    visit_form: str
    day: str


def furnish(world) -> Furnished:
    """Give Rosa a day: one visit finished, one under way, others ahead, follow-ups late and due."""
    rosa, at, day = world.rosa, now(), clock.today(world.rosa.zone)
    shops = [
        customers.create(
            by=rosa,
            at=at,
            name=name,
            address=f"{200 + number} W Harbour Street",
            city="Chicago",
            phones=[(f"+1312555{140 + number:04d}", "")],
            stage=["active", "lead", "prospect"][number % 3],
            tier=["A", "VIP", "", "B"][number % 4],
            tags=["Bakery", "Organic"] if number % 2 else [],
            place=Place(41.878 + number / 900, -87.63),
        )
        for number, name in enumerate(NAMES)
    ]
    contacts.add(
        shops[0], by=rosa, at=at, name="Maria Nowak", title="Owner", phone="+13125550199", email="maria@harbour.example"
    )
    asked = [
        {"label": "Facings on the shelf", "kind": "number", "required": False},
        {"label": "Where does it stand?", "kind": "choice", "choices": ["Top", "Eye level", "Bottom"]},
        {"label": "What else do they sell?", "kind": "several", "choices": ["Ours", "A competitor", "Their own"]},
        {"label": "Mood", "kind": "rating"},
        {"label": "The shop window", "kind": "photo"},
    ]
    form = visit_forms.save(None, name="Shelf check", stages=[], tiers=["A"], asked=asked, by=world.ada, at=at)
    planned = [
        visits.plan(customer=shop, rep=rosa, day=day, by=rosa, at=at, window_from="10:30" if number % 2 else "", window_until="11:15" if number % 2 else "", purpose="Spring offer" if number == 1 else "")
        for number, shop in enumerate([*shops, shops[0]])
    ]  # fmt: skip
    begun = at - timedelta(hours=2)
    first = check_ins.check_in(planned[0], by=rosa, at=begun)
    check_ins.add_position(first, {"latitude": 41.8781, "longitude": -87.6301, "accuracy": 12}, by=rosa, at=begun)
    reports.finish(planned[0], outcome="interested", notes="Wants to compare prices before Easter.\nLikes the rye.", promised="Price list for two-kilo flour bags and a sample of the rye mix", follow_up="tomorrow", by=rosa, at=begun + timedelta(minutes=22))  # fmt: skip
    visits.comment(planned[0], "Take the new price list along.", by=world.max, at=at)
    visits.cancel(planned[6], "Closed for stocktaking", by=rosa, at=at)
    check_ins.check_in(planned[7], by=rosa, at=at - timedelta(minutes=5))
    late = tasks.add(
        kind="call",
        title="Call Maria about the delivery",
        owner=rosa,
        by=rosa,
        at=at,
        due_on=day - timedelta(days=2),
        customer_id=shops[0].id,
    )
    for number, title in enumerate(
        ["Send the new contract", "发送报价单", "Bring the broken scale back to the workshop and ask for a loan"]
    ):
        kind = ["email", "message", "todo"][number]
        tasks.add(kind=kind, title=title, owner=rosa, by=rosa, at=at, due_on=day + timedelta(days=number), due_time="16:00" if number == 0 else "", customer_id=shops[number].id, repeat="weekly" if number == 1 else "")  # fmt: skip
    return Furnished(
        open_visit=f"/visits/{planned[7].id}",
        planned_visit=f"/visits/{planned[1].id}",
        finished_visit=f"/visits/{planned[0].id}",
        customer=f"/customers/{shops[0].id}",
        task=f"/tasks/{late.id}",
        visit_form=f"/admin/visit-forms/{form.id}",
        day=day.isoformat(),
    )
