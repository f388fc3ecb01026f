"""The company itself: its teams, territories, people, and the forms its reps fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from crm_mobile.demo import city
from crm_mobile.field import visit_forms
from crm_mobile.field.models import FormVersion, VisitForm
from crm_mobile.team import passwords, users
from crm_mobile.team.models import Team, Territory, User


class Person(NamedTuple):
    """Somebody who works here; `team` is "" for those of the whole company."""

    key: str
    email: str
    name: str
    role: str
    team: str = ""
    language: str = "en"


CITY_TEAM, NORTH, SOUTH = f"{city.ENGLISH_NAME} sales", "Harbour and north", "Market and south"
PEOPLE = (
    Person("admin", "admin@demo.example", "Noor Haddad", "admin"),
    Person("office", "office@demo.example", "Priya Raman", "office"),
    Person("manager", "manager@demo.example", "Tom Fairweather", "manager", CITY_TEAM),
    Person("maya", "rep@demo.example", "Maya Tan", "rep", NORTH),
    Person("lin", "lin@demo.example", "林语晨", "rep", SOUTH, "zh-Hans"),
)
TEAM_OF_DISTRICT = {
    "old-harbour": NORTH, "signal-point": NORTH, "kiln-fields": NORTH,
    "market-cross": SOUTH, "banyan-flats": SOUTH, "ropewalk": SOUTH,
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    """What the rest of the demo refers to."""

    users: dict[str, User]
    territories: dict[str, UUID]
    shelf: tuple[FormVersion, FormVersion]
    first_talk: FormVersion


SHELF = [
    {"key": "stock", "label": "Stock on the shelf 货架存量", "kind": "choice", "choices": ["Full 满", "Half 一半", "Nearly empty 快空了"], "required": False},
    {"key": "tidy", "label": "Prices visible 价签可见", "kind": "yes_no", "required": False},
]  # fmt: skip
SHELF_NOW = [
    *SHELF,
    {"key": "rating", "label": "Our place in the shop 陈列位置", "kind": "rating", "required": False},
    {"key": "photo", "label": "Photo of the shelf 货架照片", "kind": "photo", "required": False},
]  # fmt: skip
FIRST_TALK = [
    {"key": "supplier", "label": "Buys where today 目前供货商", "kind": "choice", "choices": ["Wholesaler 批发商", "Cash and carry 批发市场", "Online 网购", "Head office 总部统一"], "required": False},
    {"key": "boxes", "label": "Cartons a month 每月箱数", "kind": "number", "required": False},
    {"key": "wants", "label": "Cares about 关心", "kind": "several", "choices": ["Price 价格", "Delivery 送货", "Quality 质量", "Environment 环保"], "required": False},
]  # fmt: skip


def found(at: datetime, password: str) -> Company:
    """Write the company as it has stood for a year."""
    founded = at - timedelta(days=400)
    city_team = Team.create(name=CITY_TEAM)
    teams = {CITY_TEAM: city_team, **{name: Team.create(name=name, parent=city_team) for name in (NORTH, SOUTH)}}
    territories = {
        district.key: Territory.create(
            name=f"{district.english} {district.chinese}", team=teams[TEAM_OF_DISTRICT[district.key]]
        ).id
        for district in city.DISTRICTS
    }
    people: dict[str, User] = {}
    # One password for all, so one hash: argon2 is slow on purpose.
    hashed = passwords.hashed(password)
    for person in PEOPLE:
        own = [territories[key] for key, team in TEAM_OF_DISTRICT.items() if team == person.team]
        user = users.add(
            email=person.email,
            name=person.name,
            role=person.role,
            by=people.get("admin"),
            at=founded,
            team_id=teams[person.team].id if person.team else None,
            territory_ids=own if person.role == "rep" else (),
            language=person.language,
            time_zone=city.TIME_ZONE,
        )
        User.update(password_hash=hashed).where(User.id == user.id).execute()
        people[person.key] = user
    return Company(people, territories, *_forms(people["admin"], at))


def _forms(admin: User, at: datetime) -> tuple[tuple[FormVersion, FormVersion], FormVersion]:
    """A form for those who buy, which got more questions a month ago, and one for those who may."""
    shelf = visit_forms.save(
        None, name="Shelf check 货架检查", stages=["active", "dormant"], tiers=[], asked=SHELF, by=admin, at=at - timedelta(days=300)
    )  # fmt: skip
    visit_forms.save(
        shelf, name=shelf.name, stages=shelf.stages, tiers=[], asked=SHELF_NOW, by=admin, at=at - timedelta(days=30)
    )
    talk = visit_forms.save(
        None, name="First talks 初次洽谈", stages=["lead", "prospect"], tiers=[], asked=FIRST_TALK, by=admin,
        at=at - timedelta(days=300), position=1,
    )  # fmt: skip
    return (_version(shelf, 1), _version(shelf, 2)), _version(talk, 1)


def _version(form: VisitForm, number: int) -> FormVersion:
    return FormVersion.get(FormVersion.form == form, FormVersion.number == number)
