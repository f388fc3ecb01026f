"""The cast of the tests: a few named people who know each other, made once and found in every test.

Rosa is a rep in Shanghai, Max her manager in Chicago, Kim a colleague in another territory of the same team, Stella a
rep of a stranger team, Olga the office, Ada the admin. Acme Hardware is Rosa's customer in the North, the Far Café Stella's.
"""

from dataclasses import dataclass, fields
from uuid import UUID

from crm_mobile.core.clock import now
from crm_mobile.core.places import Place
from crm_mobile.customers import customers
from crm_mobile.customers.models import Customer
from crm_mobile.team import passwords, users
from crm_mobile.team.models import Team, Territory, User

PASSWORD = "a long walk to the harbour"


@dataclass
class World:
    """Ids survive the copy of the template database; `people()` reads the rows afresh."""

    rosa_id: UUID
    max_id: UUID
    kim_id: UUID
    stella_id: UUID
    olga_id: UUID
    ada_id: UUID
    north_id: UUID
    south_id: UUID
    far_id: UUID
    team_id: UUID
    acme_id: UUID
    far_cafe_id: UUID

    @property
    def rosa(self) -> User:
        return User.get_by_id(self.rosa_id)

    @property
    def max(self) -> User:
        return User.get_by_id(self.max_id)

    @property
    def kim(self) -> User:
        return User.get_by_id(self.kim_id)

    @property
    def stella(self) -> User:
        return User.get_by_id(self.stella_id)

    @property
    def olga(self) -> User:
        return User.get_by_id(self.olga_id)

    @property
    def ada(self) -> User:
        return User.get_by_id(self.ada_id)

    @property
    def acme(self) -> Customer:
        return Customer.get_by_id(self.acme_id)

    @property
    def far_cafe(self) -> Customer:
        return Customer.get_by_id(self.far_cafe_id)

    @property
    def everyone(self) -> dict[str, User]:
        return {field.name[:-3]: getattr(self, field.name[:-3]) for field in fields(self)[:6]}


def build() -> World:
    """Make the cast in an empty, migrated database."""
    head = Team.create(name="Sales")
    team = Team.create(name="City", parent=head)
    others = Team.create(name="Elsewhere")
    north = Territory.create(name="North", team=team)
    south = Territory.create(name="South", team=team)
    far = Territory.create(name="Far", team=others)

    def person(
        name: str,
        role: str,
        team: Team | None,
        *territories: Territory,
        language: str = "en",
        zone: str = "America/Chicago",
    ) -> UUID:
        user = users.add(
            email=f"{name.split()[0].lower()}@crm.example",
            name=name,
            role=role,
            by=None,
            at=now(),
            team_id=team.id if team else None,
            territory_ids=[territory.id for territory in territories],
            language=language,
            time_zone=zone,
        )
        # One hash for all: argon2 is meant to be slow, and the tests are not about it.
        User.update(password_hash=HASH).where(User.id == user.id).execute()
        return user.id

    rosa_id = person("Rosa Ortiz", "rep", team, north, zone="Asia/Shanghai")
    stella_id = person("Stella Novak", "rep", others, far)
    acme = customers.create(
        by=User.get_by_id(rosa_id),
        at=now(),
        name="Acme Hardware",
        phones=[("+13125550142", "Shop")],
        address="214 W Harbour St",
        city="Chicago",
        stage="active",
        tier="A",
        place=Place(41.8781, -87.6298),
    )
    far_cafe = customers.create(by=User.get_by_id(stella_id), at=now(), name="Far Café", city="Elsewhere")

    return World(
        rosa_id=rosa_id,
        max_id=person("Max Berger", "manager", head),
        kim_id=person("Kim Li", "rep", team, south, language="zh-Hans", zone="Asia/Shanghai"),
        stella_id=stella_id,
        olga_id=person("Olga Petrova", "office", None),
        ada_id=person("Ada Lund", "admin", None),
        north_id=north.id,
        south_id=south.id,
        far_id=far.id,
        team_id=team.id,
        acme_id=acme.id,
        far_cafe_id=far_cafe.id,
    )


HASH = passwords.hashed(PASSWORD)
