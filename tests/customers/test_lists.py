"""Lists of customers: filters, keys, near, search; their addresses and their cost."""

import re

import pytest

from crm_mobile.core import database
from crm_mobile.core.clock import now
from crm_mobile.core.places import Place
from crm_mobile.customers import contacts, customers, queries
from crm_mobile.customers.asking import asked
from crm_mobile.customers.queries import Filters


def named(world, name, by=None, **values):
    return customers.create(by=by or world.rosa, at=now(), name=name, **values)


def names(found):
    return [row.name for row in found]


def test_pages_follow_the_names_without_gaps(world, sign_in):
    for number in range(30):
        named(world, f"Shop {number:02}")
    named(world, "Shop 07", by=world.olga, territory_id=world.north_id)
    everything, after = [], ""
    while True:
        page = queries.listing(world.rosa, after=after, most=7)
        everything += page.rows
        after = page.after
        if not after:
            break
    assert len(everything) == len({row.id for row in everything}) == 32
    assert names(everything) == sorted(names(everything))
    rosa = sign_in(world.rosa)
    first = rosa.get("/customers")
    onward = re.search(r'href="(/customers\?after=[^"]+)"', first.text)[1]
    more = rosa.htmx(onward)
    assert more.text.count('class="row"') == 7 and "<html" not in more.text and "Show more" not in more.text
    assert rosa.get(onward).text.count('class="row"') == 7
    assert rosa.get("/customers?after=made-up").status_code == 200


def test_chinese_names_stand_among_the_others_and_are_found(world):
    named(world, "绿叶茶行", city="上海")
    named(world, "Zeta")
    assert names(queries.listing(world.rosa).rows) == ["Acme Hardware", "绿叶茶行", "Zeta"]
    for typed in ("绿", "叶茶", "lvye", "lycx", "上海", "shang"):
        assert names(queries.search(world.rosa, typed)) == ["绿叶茶行"], typed


def test_everything_that_names_a_customer_finds_her(world):
    cafe = named(world, "Café Lula", email="hello@lula.example", tags=["Organic"], phones=["+861381234567" + "8"])
    contacts.add(cafe, by=world.rosa, at=now(), name="Maria Nowak", phone="+13125550177")
    for typed in (
        "cafe",
        "LULA",
        "hello@lula",
        "organic",
        "13812345678",
        "5678",
        "nowak mar",
        "312 555 0177",
        "+86 138",
    ):
        assert names(queries.search(world.rosa, typed)) == ["Café Lula"], typed
    for typed in ("", "  ", '"', "*", "a AND b", "lula OR", "\x00", "%", "'; DROP TABLE customer", "(", "lula)" * 50):
        assert names(queries.search(world.rosa, typed)) in ([], ["Café Lula"]), typed


def test_names_that_begin_so_come_first(world):
    named(world, "Zed Acme")
    named(world, "Acme Yard")
    assert names(queries.search(world.rosa, "acme")) == ["Acme Hardware", "Acme Yard", "Zed Acme"]


def test_filters(world):
    hers = named(world, "Hers", stage="lead", tier="VIP", tags=["Bar"], place=Place(41.9, -87.7))
    named(world, "Shared", by=world.olga, territory_id=world.north_id, stage="active")
    found = {
        "mine": Filters(mine=True),
        "active": Filters(stage="active"),
        "vip": Filters(tier="VIP"),
        "bar": Filters(tag="BAR"),
        "nowhere": Filters(without_place=True),
        "none": Filters(stage="lost"),
        "both": Filters(mine=True, stage="lead", tag="bar"),
    }
    listed = {key: names(queries.listing(world.rosa, filters).rows) for key, filters in found.items()}
    assert listed == {
        "mine": ["Acme Hardware", "Hers"],
        "active": ["Acme Hardware", "Shared"],
        "vip": ["Hers"],
        "bar": ["Hers"],
        "nowhere": ["Shared"],
        "none": [],
        "both": ["Hers"],
    }
    assert names(queries.search(world.rosa, "h", filters=Filters(tier="VIP"))) == [hers.name]
    assert names(queries.search(world.rosa, "sh", filters=Filters(mine=True))) == []
    assert names(queries.near(world.rosa, Place(41.9, -87.7), Filters(mine=True))) == ["Hers", "Acme Hardware"]


def test_a_common_tag_filters_the_walk(world, monkeypatch):
    named(world, "Tagged", tags=["Bar"])
    monkeypatch.setattr(queries, "COMMON_TAG", 0)
    assert names(queries.listing(world.rosa, Filters(tag="bar")).rows) == ["Tagged"]


def test_near_is_sorted_measured_and_capped(world):
    for number in range(40):
        named(world, f"At {number:02}", place=Place(41.8781 + number * 0.003, -87.6298))
    near = queries.near(world.rosa, Place(41.8781, -87.6298), most=10)
    assert [row.metres for row in near] == sorted(row.metres for row in near) and len(near) == 10
    assert near[2].name == "At 01" and 330 < near[2].metres < 337
    wide = queries.near(world.rosa, Place(42.2, -87.6298), most=100)
    assert len(wide) == 41 and wide[0].name == "At 39"
    assert queries.near(world.rosa, Place(10, 10)) == []
    assert queries.near(world.stella, Place(41.8781, -87.6298)) == []


def test_many_territories_are_one_walk(world, monkeypatch):
    monkeypatch.setattr("crm_mobile.core.paging.MOST_ARMS", 1)
    assert (
        names(queries.listing(world.max).rows)
        == names(queries.listing(world.max, Filters(stage="active")).rows)
        == ["Acme Hardware"]
    )
    assert names(queries.near(world.max, Place(41.5, -87.6298))) == ["Acme Hardware"]


def test_the_position_stays_out_of_addresses_and_caches(world, sign_in):
    rosa = sign_in(world.rosa)
    answer = rosa.htmx("/customers?near=41.878,-87.63&stage=active")
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["HX-Push-Url"] == "/customers?stage=active"
    assert "20 m" in answer.text or "10 m" in answer.text
    assert not re.search(r'(href|action)="[^"]*near=', answer.text)
    assert 'hx-get="/customers?near=41.87800,-87.63000"' in answer.text.replace("&amp;", "&").replace("?&", "?")
    assert "no-store" not in rosa.get("/customers").headers["Cache-Control"]
    assert rosa.get("/customers?near=91,0").status_code == 200 and rosa.get("/customers?near=x").status_code == 200


def test_typing_asks_for_the_list_alone(world, sign_in):
    rosa = sign_in(world.rosa)
    answer = rosa.htmx("/customers?q=acm&tier=A")
    assert 'id="customers"' in answer.text and "<html" not in answer.text and "Acme Hardware" in answer.text
    assert answer.headers["HX-Replace-Url"] == "/customers?q=acm&tier=A"
    assert "1 customer found" in answer.headers["HX-Trigger"]
    assert "Nobody found" in rosa.htmx("/customers?q=zzz").text
    assert "Nobody fits these filters" in rosa.get("/customers?stage=lost").text


def test_search_page(world, sign_in):
    rosa = sign_in(world.rosa)
    assert "Acme Hardware" in rosa.get("/search?q=harbour").text
    assert "Nobody found" in rosa.get("/search?q=zzz").text and "Type a name" in rosa.get("/search").text
    assert "<html" not in rosa.htmx("/search?q=acme").text


def test_addresses_are_read_with_care():
    wish = asked({"q": " a\x00b ", "stage": "lead", "mine": "1", "place": "none", "near": "1,2", "tier": "x" * 500})
    assert wish.q == "ab" and wish.filters.mine and wish.filters.without_place and wish.place == Place(1, 2)
    assert len(wish.filters.tier) == 100 and "near" not in wish.address
    assert asked({}).address == "/customers" and not asked({}).filters.any
    assert wish.narrowed(tier="", stage="", mine=False, without_place=False) == "/customers?q=ab"


@pytest.mark.parametrize("path", ["/customers", "/customers?q=shop", "/customers?near=41.9,-87.7", "/search?q=shop"])
def test_queries_do_not_grow_with_rows(world, sign_in, count_queries, path):
    rosa = sign_in(world.rosa)
    named(world, "Shop", place=Place(41.9, -87.7))
    rosa.get(path)
    with count_queries() as few:
        rosa.get(path)
    for number in range(24):
        named(world, f"Shop {number}", place=Place(41.9, -87.7), tags=[f"t{number}"])
    with count_queries() as many:
        rosa.get(path)
    assert len(many) <= len(few) <= 14


def test_the_customer_page_asks_a_constant_number(world, sign_in, count_queries):
    rosa = sign_in(world.rosa)
    rosa.get(f"/customers/{world.acme_id}")
    with count_queries() as few:
        rosa.get(f"/customers/{world.acme_id}")
    for number in range(10):
        contacts.add(world.acme, by=world.rosa, at=now(), name=f"Person {number}")
    with count_queries() as many:
        rosa.get(f"/customers/{world.acme_id}")
    assert len(many) == len(few)


def test_no_list_reads_the_whole_table(world, db, count_queries):
    if not database.is_sqlite():
        # The tables are small: whatever has an index is to be read through it.
        db.execute_sql("SET enable_seqscan = off")
    searches = [
        lambda user, filters=filters: queries.listing(user, filters)
        for filters in (
            Filters(),
            Filters(mine=True),
            Filters(stage="lead"),
            Filters(tier="A"),
            Filters(tag="x"),
            Filters(without_place=True),
        )
    ]
    searches += [
        lambda user: queries.listing(user, after=queries.listing(world.olga, most=1).after),
        lambda user: queries.near(user, Place(41.878, -87.63), most=1),
        lambda user: queries.search(user, "acme"),
        lambda user: queries.likely_same(user, "Acme Hardware", ["+13125550142"]),
    ]
    for user in world.everyone.values():
        for search in searches:
            plans = _plans(db, lambda search=search, user=user: search(user))
            assert plans and not [line for line in plans if FULL_SCAN.search(line)]


# "SCAN customer USING INDEX …" and "Index Scan" walk in the order of an index and stop early.
FULL_SCAN = re.compile(r"SCAN (customer|s|search_row)\b(?!.* INDEX)|Seq Scan on (customer|search_row)\b")


def _plans(db, run):
    """What SQLite would do for each statement of a search."""
    asked, original = [], db.execute_sql

    def noting(sql, params=None, *rest):
        asked.append((sql, params))
        return original(sql, params, *rest)

    db.execute_sql = noting
    try:
        run()
    finally:
        del db.execute_sql
    selects = [(sql, params) for sql, params in asked if sql.lstrip().startswith("SELECT")]
    explain, column = ("EXPLAIN QUERY PLAN", 3) if database.is_sqlite() else ("EXPLAIN", 0)
    return [row[column] for sql, params in selects for row in original(f"{explain} {sql}", params).fetchall()]


def test_tags_are_offered_of_customers_one_sees(world, sign_in):
    named(world, "Hers", tags=["Bar"])
    customers.update(world.far_cafe, {"tags": ["Secret project"]}, by=world.olga, at=now(), version=None)
    every = ["Bar", "Secret project"]
    offered = {"rosa": ["Bar"], "max": ["Bar"], "kim": [], "stella": ["Secret project"], "olga": every, "ada": every}
    assert {name: queries.tag_names(user) for name, user in world.everyone.items()} == offered
    assert "Secret project" not in sign_in(world.rosa).get("/customers").text
    assert "Secret project" in sign_in(world.stella).get("/customers").text
