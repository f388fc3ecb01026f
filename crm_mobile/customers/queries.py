"""Reading customers: who may see which, lists by key, near ones, search, and one customer with all that belongs to her."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import NamedTuple
from uuid import UUID

from crm_mobile.core import database, paging, rows
from crm_mobile.core import search as index
from crm_mobile.core.errors import NotFound, Refused
from crm_mobile.core.ids import parse_id
from crm_mobile.core.language import _
from crm_mobile.core.paging import Condition, Page, Scope, unindexed
from crm_mobile.core.places import Place, box_around, rough_distance
from crm_mobile.core.rows import marks
from crm_mobile.core.text import UNWANTED, folded, sort_key
from crm_mobile.customers.models import Contact, Customer
from crm_mobile.team.models import User
from crm_mobile.team.queries import reach_of

EVERYONE = Scope((Condition("1 = 1"),))
# A tag of fewer customers than this is read through its own index and sorted; a commoner one filters the walk.
COMMON_TAG = 500
# So many customers are looked at for the tags that a filter bar offers; that takes a fraction of a millisecond.
TAGGED_SEEN = 200
# Near means within NEAR_LIMIT metres. The first look is around the corner; the circle grows by how many it held, and
# from NEAR_DENSE on at once to the limit.
NEAR_FIRST, NEAR_DENSE, NEAR_LIMIT = 400.0, 6000.0, 50_000.0
# Two customers of one name are taken for one within this distance, or while it is not known where one of them is.
SAME_NAME_WITHIN = 1000


class CustomerRow(NamedTuple):
    """A customer in a list. `metres` is known when the list was asked for with a position."""

    id: UUID
    name: str
    name_key: str
    kind: str
    city: str
    address: str
    stage: str
    tier: str
    latitude: float | None
    longitude: float | None
    last_contact_at: datetime | None
    owner_id: UUID | None
    territory_id: UUID | None
    metres: float | None


COLUMNS = ", ".join(f"customer.{name}" for name in CustomerRow._fields[:-1])
SOURCE = f"SELECT {COLUMNS}, NULL AS metres FROM customer"


@dataclass(frozen=True)
class Filters:
    """What a list of customers is narrowed to. Empty means not narrowed."""

    mine: bool = False
    stage: str = ""
    tier: str = ""
    tag: str = ""
    without_place: bool = False

    @property
    def any(self) -> bool:
        return self != Filters()


def visible_to(user: User) -> Scope:
    """The customers a user may see, as alternatives over the columns of `customer`."""
    reach = reach_of(user)
    if reach.user_ids is None or reach.territory_ids is None:
        return EVERYONE
    owned = tuple(Condition("customer.owner_id = ?", (user_id,)) for user_id in reach.user_ids)
    located = tuple(Condition("customer.territory_id = ?", (id,)) for id in reach.territory_ids)
    return Scope(owned + located)


def search_scopes(user: User) -> list[str]:
    """The same as scopes of the search index."""
    reach = reach_of(user)
    if reach.user_ids is None or reach.territory_ids is None:
        return [index.EVERYONE]
    return [*map(index.owner_scope, reach.user_ids), *map(index.territory_scope, reach.territory_ids)]


def sees(user: User, customer: Customer | CustomerRow) -> bool:
    """Whether a loaded customer is one this user may see."""
    reach = reach_of(user)
    if reach.user_ids is None or reach.territory_ids is None:
        return True
    return customer.owner_id in reach.user_ids or customer.territory_id in reach.territory_ids


def may_change(user: User, customer: Customer | CustomerRow) -> bool:
    """Whether this user may change what she sees: a rep her own, a manager her team's, the office everything."""
    if user.role == "rep":
        return bool(customer.owner_id == user.id)
    return user.role in ("manager", "office") and sees(user, customer)


def customer_for(user: User, id: UUID) -> Customer:
    """A customer this user may see; NotFound otherwise."""
    found = Customer.get_or_none(Customer.id == id)
    if found is None or not sees(user, found):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    return found


def changeable(user: User, id: UUID) -> Customer:
    """A customer this user may change; Refused when she may only read it."""
    found = customer_for(user, id)
    if not may_change(user, found):
        raise Refused(_("You may read this customer but not change it. Ask its owner or the office."))
    return found


def listing(user: User, filters: Filters = Filters(), after: str = "", most: int = 25) -> Page[CustomerRow]:
    """One page of the customers a user may see, by name."""
    scope, where = _narrowed(user, filters)
    key = paging.decode(after, 2) if after else None
    last = parse_id(key[1]) if key else None
    start = (UNWANTED.sub("", key[0]), last) if key and last else None
    order = ("customer.name_key", "customer.id")
    found, more = paging.after(CustomerRow, SOURCE, scope, order, where=where, start=start, most=most)
    return Page(found, paging.encode((found[-1].name_key, found[-1].id)) if more else "")


def _narrowed(user: User, filters: Filters) -> tuple[Scope, list[Condition]]:
    scope = Scope((Condition("customer.owner_id = ?", (user.id,)),)) if filters.mine else visible_to(user)
    # PostgreSQL knows how common each value is. SQLite is told: inside a territory the walk along its names is short, and
    # the stage's own index would be a detour.
    indexed = scope == EVERYONE or len(scope.arms) > paging.MOST_ARMS or not database.is_sqlite()
    where: list[Condition] = []
    for column, value in (("stage", filters.stage), ("tier", filters.tier)):
        if value:
            where.append(Condition(f"{f'customer.{column}' if indexed else _hidden(column)} = ?", (value,)))
    if filters.without_place:
        where.append(Condition("customer.latitude IS NULL"))
    if filters.tag:
        tagged = _tagged(filters.tag)
        if len(tagged) < COMMON_TAG:
            where.append(Condition(f"customer.id IN ({marks(tagged)})", tuple(tagged)))
            return Scope((unindexed(scope.condition),)), where
        each = "SELECT 1 FROM customer_tag c WHERE c.customer_id = customer.id AND c.tag_id = (SELECT id FROM tag WHERE name_key = ?)"
        where.append(Condition(f"EXISTS ({each})", (folded(filters.tag),)))
    return scope, where


def _hidden(column: str) -> str:
    return f"(customer.{column} || '')"


def _tagged(name: str) -> list[UUID]:
    """The customers who have a tag, as far as they are few."""
    few = "SELECT c.customer_id FROM customer_tag c JOIN tag t ON t.id = c.tag_id WHERE t.name_key = ? LIMIT ?"
    return rows.ids(few, folded(name), COMMON_TAG)


def near(user: User, place: Place, filters: Filters = Filters(), most: int = 25) -> list[CustomerRow]:
    """The nearest customers within 50 km, the nearest first, with their distance in metres."""
    scope, where = _narrowed(user, filters)
    radius = NEAR_FIRST
    while True:
        found = _within(place, radius, scope, where, most)
        if len(found) >= most or radius >= NEAR_LIMIT:
            return found
        if radius >= NEAR_DENSE and (found or where or scope != EVERYONE):
            # What is asked for is sparse here: one wide look costs less than many growing ones.
            radius = NEAR_LIMIT
        else:
            grown = 1.15 * (most / len(found)) ** 0.5 if found else 1.6
            radius = min(NEAR_LIMIT, radius * max(1.4, grown))


def _within(place: Place, metres: float, scope: Scope, where: Sequence[Condition], most: int) -> list[CustomerRow]:
    wide = metres >= NEAR_LIMIT and scope != EVERYONE and len(scope.arms) <= paging.MOST_ARMS
    found = [_measured(place, row) for row in (_in_arms if wide else _in_box)(place, metres, scope, where, most)]
    return sorted((row for row in found if (row.metres or 0) <= metres), key=lambda row: (row.metres or 0, row.id))


def _box(place: Place, metres: float, sign: str = "") -> Condition:
    south, north, west, east = box_around(place, metres)
    sql = f"{sign}customer.latitude BETWEEN ? AND ? AND {sign}customer.longitude BETWEEN ? AND ?"
    return Condition(sql, (south, north, west, east))


def _nearest_first(place: Place) -> Condition:
    # Squares of degrees order the points of one box as distances do; the exact metres are worked out for the few that stay.
    widening = cos(radians(place.latitude)) ** 2
    north, east = "(latitude - ?)", "(longitude - ?)"
    return Condition(
        f"{north} * {north} + {east} * {east} * ?",
        (place.latitude, place.latitude, place.longitude, place.longitude, widening),
    )


def _in_box(place: Place, metres: float, scope: Scope, where: Sequence[Condition], most: int) -> list[CustomerRow]:
    # The box is walked along (latitude, longitude), whatever else could have an index.
    pieces = [_box(place, metres), *(unindexed(piece) for piece in (scope.condition, *where))]
    by = _nearest_first(place)
    sql = f"{SOURCE} WHERE {' AND '.join(piece.sql for piece in pieces)} ORDER BY {by.sql} LIMIT ?"
    return rows.fetch(CustomerRow, sql, *(p for piece in pieces for p in piece.parameters), *by.parameters, most)


def _in_arms(place: Place, metres: float, scope: Scope, where: Sequence[Condition], most: int) -> list[CustomerRow]:
    # A wide box in a dense city holds more than one person's customers: her own are walked instead.
    pieces, by = [_box(place, metres, "+"), *where], _nearest_first(place)
    walks, parameters = [], []
    for arm in scope.arms:
        walks.append(f"{SOURCE} WHERE {' AND '.join(piece.sql for piece in (arm, *pieces))}")
        parameters += [p for piece in (arm, *pieces) for p in piece.parameters]
    sql = f"SELECT * FROM ({' UNION '.join(walks)}) AS found ORDER BY {by.sql} LIMIT ?"
    return rows.fetch(CustomerRow, sql, *parameters, *by.parameters, most) if walks else []


def _measured(place: Place, row: CustomerRow) -> CustomerRow:
    return row._replace(metres=_metres(place, row))


def _metres(place: Place, row: CustomerRow) -> float | None:
    if row.latitude is None or row.longitude is None:
        return None
    return rough_distance(place, Place(row.latitude, row.longitude))


def with_distance(found: Iterable[CustomerRow], place: Place | None) -> list[CustomerRow]:
    """The same rows with the distance from a place, where both are known."""
    return [_measured(place, row) if place else row for row in found]


def search(
    user: User,
    typed: str,
    most: int = 50,
    filters: Filters = Filters(),
    place: Place | None = None,
) -> list[CustomerRow]:
    """The customers in which every typed word begins a word: names that begin so first, then by distance or name."""
    found = index.find("customer", typed, search_scopes(user), most * 4 if filters.any else most)
    if not found:
        return []
    _scope, where = _narrowed(user, filters)
    if filters.mine:
        where.append(Condition("customer.owner_id = ?", (user.id,)))
    more = "".join(f" AND {piece.sql}" for piece in where)
    parameters = [p for piece in where for p in piece.parameters]
    listed = rows.fetch(CustomerRow, f"{SOURCE} WHERE customer.id IN ({marks(found)}){more}", *found, *parameters)
    begun = folded(typed.strip())

    def order(row: CustomerRow) -> tuple[bool, float, str]:
        far = row.metres if row.metres is not None else float("inf")
        return not folded(row.name).startswith(begun), far if place else 0.0, row.name_key

    return sorted(with_distance(listed, place), key=order)[:most]


def by_ids(user: User, customer_ids: Sequence[UUID]) -> dict[UUID, CustomerRow]:
    """Some customers by id, those among them that this user may see."""
    if not customer_ids:
        return {}
    listed = rows.fetch(CustomerRow, f"{SOURCE} WHERE customer.id IN ({marks(customer_ids)})", *customer_ids)
    return {row.id: row for row in listed if sees(user, row)}


# One customer


class PhoneRow(NamedTuple):
    id: UUID
    e164: str
    label: str


class ContactRow(NamedTuple):
    id: UUID
    name: str
    title: str
    phone: str
    email: str
    notes: str


def phones_of(customer_id: UUID) -> list[PhoneRow]:
    sql = "SELECT id, e164, label FROM customer_phone WHERE customer_id = ? ORDER BY position, id"
    return rows.fetch(PhoneRow, sql, customer_id)


def contacts_of(customer_id: UUID) -> list[ContactRow]:
    """The people to talk to, in the order in which they were added."""
    sql = "SELECT id, name, title, phone, email, notes FROM contact WHERE customer_id = ? AND deleted_at IS NULL ORDER BY created_at, id"
    return rows.fetch(ContactRow, sql, customer_id)


def tags_of(customer_id: UUID) -> list[str]:
    sql = "SELECT t.name, t.name_key FROM tag t JOIN customer_tag c ON c.tag_id = t.id WHERE c.customer_id = ? ORDER BY t.name_key"
    return [values[0] for values in rows.execute(sql, customer_id).fetchall()]


def contact_for(user: User, id: UUID, *, deleted: bool | None = False) -> Contact:
    """A contact of a customer this user may change; `deleted=None` takes both. NotFound or Refused otherwise."""
    found = Contact.get_or_none(Contact.id == id)
    if found is None or (deleted is not None and deleted != (found.deleted_at is not None)):
        raise NotFound(_("This does not exist, or it is not yours to see."))
    changeable(user, found.customer_id)
    return found


def in_stage(key: str) -> int:
    """How many customers are in a stage."""
    return int(rows.scalar("SELECT count(*) FROM customer WHERE stage = ?", key) or 0)


def stage_names(*, archived: bool = False) -> dict[str, str]:
    """The stages in their order, perhaps with those no longer offered: key to name as an admin wrote it."""
    where = "" if archived else "WHERE archived_at IS NULL"
    return dict(rows.execute(f"SELECT key, name FROM stage {where} ORDER BY position, key").fetchall())


def id_of_reference(reference: str) -> UUID | None:
    return next(iter(rows.ids("SELECT id FROM customer WHERE reference = ?", reference)), None)


def first_territory(user_id: UUID) -> UUID | None:
    """The territory that a user's new customers belong to."""
    own = "SELECT t.id FROM territory t JOIN user_territory u ON u.territory_id = t.id WHERE u.user_id = ? ORDER BY t.name, t.id LIMIT 1"
    return next(iter(rows.ids(own, user_id)), None)


class Named(NamedTuple):
    id: UUID
    name: str


def names_of(user_ids: Sequence[UUID], in_order: Sequence[str | None]) -> list[str | None]:
    """The names of some users, in the place of their ids."""
    found = rows.fetch(Named, f"SELECT id, name FROM users WHERE id IN ({marks(user_ids)})", *user_ids)
    names = {str(person.id): person.name for person in found}
    return [names.get(id) if id else None for id in in_order]


def likely_same(
    user: User, name: str, e164s: Sequence[str], place: Place | None = None, but: UUID | None = None
) -> list[CustomerRow]:
    """Customers with one of these numbers, or with the same name unless they are known to be elsewhere; at most five."""
    by_phone = (
        rows.ids(f"SELECT customer_id FROM customer_phone WHERE e164 IN ({marks(e164s)}) LIMIT 20", *e164s)
        if e164s
        else []
    )
    key = sort_key(name)
    by_name = rows.ids("SELECT id FROM customer WHERE name_key = ? LIMIT 50", key) if key else []
    found = with_distance(by_ids(user, list(dict.fromkeys([*by_phone, *by_name]))).values(), place)
    phoned = set(by_phone)
    same = [row for row in found if row.id != but and (row.id in phoned or (row.metres or 0) <= SAME_NAME_WITHIN)]
    return sorted(same, key=lambda row: (row.id not in phoned, row.metres or 0, row.name_key))[:5]


class Standing(NamedTuple):
    """Whose a customer is, by name."""

    owner_name: str | None
    territory_name: str | None


def standing_of(customer: Customer) -> Standing:
    sql = "SELECT (SELECT name FROM users WHERE id = ?), (SELECT name FROM territory WHERE id = ?)"
    found = rows.fetch_one(Standing, sql, customer.owner_id, customer.territory_id)
    return found or Standing(None, None)


def territories(user: User) -> list[Named]:
    """The territories in which this user may put a customer."""
    ids = reach_of(user).territory_ids
    where = "" if ids is None else f"WHERE id IN ({marks(ids)})"
    return rows.fetch(Named, f"SELECT id, name FROM territory {where} ORDER BY name, id", *(ids or ()))


def owners(user: User) -> list[Named]:
    """The people to whom this user may give a customer: reps and managers whose work she sees."""
    ids = reach_of(user).user_ids
    where = "" if ids is None else f"AND id IN ({marks(ids)})"
    sql = f"SELECT id, name FROM users WHERE ended_at IS NULL AND role IN ('rep', 'manager') {where} ORDER BY name, id"
    return rows.fetch(Named, sql, *(ids or ()))


def tag_names(user: User, most: int = 20) -> list[str]:
    """The tags that are offered as filters: of customers this user sees, for the office all.

    Not all her customers are looked at but the first of each alternative of what she may see: the page is asked for often.
    """
    scope, where, parameters = visible_to(user), "", []
    if scope != EVERYONE:
        arms = scope.arms[: paging.MOST_ARMS]
        few = f"ORDER BY customer.name_key, customer.id LIMIT {TAGGED_SEEN // len(arms)}"
        walks = [
            f"SELECT * FROM (SELECT id FROM customer WHERE {arm.sql} {few}) AS arm{n}" for n, arm in enumerate(arms)
        ]
        where = f"WHERE id IN (SELECT l.tag_id FROM ({' UNION ALL '.join(walks)}) AS seen JOIN customer_tag l ON l.customer_id = seen.id)"
        parameters = [parameter for arm in arms for parameter in arm.parameters]
    sql = f"SELECT name FROM tag {where} ORDER BY name_key LIMIT ?"
    return [values[0] for values in rows.execute(sql, *parameters, most).fetchall()]


class Unseen(NamedTuple):
    """One of a rep's own customers with whom nobody has been in touch for long."""

    id: UUID
    name: str
    address: str
    city: str
    last_contact_at: datetime | None


UNSEEN = "SELECT id, name, address, city, last_contact_at FROM customer WHERE owner_id = ? AND stage <> 'lost'"


def unseen_longest(owner_id: UUID, most: int = 20) -> list[Unseen]:
    """A rep's own customers whom nobody has been in touch with for longest: those never, then the longest ago."""
    never = f"{UNSEEN} AND last_contact_at IS NULL ORDER BY name_key LIMIT {int(most)}"
    found = rows.fetch(Unseen, never, owner_id)
    if len(found) < most:
        longest = f"{UNSEEN} AND last_contact_at IS NOT NULL ORDER BY last_contact_at LIMIT {int(most) - len(found)}"
        found += rows.fetch(Unseen, longest, owner_id)
    return found
