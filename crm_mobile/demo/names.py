"""The 400 customers of the demo company: who they are, where they are, whom to talk to, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from crm_mobile.core import text
from crm_mobile.demo import city, people, trades
from crm_mobile.demo.city import Address, District
from crm_mobile.demo.trades import Trade

SEED = 4901
# Both ranges are set aside by the Australian regulator for films and books: nobody's phone rings.
LANDLINES = ("+6175550", "+6177010")
MOBILES = tuple(
    f"+61491{rest}"
    for rest in """
    570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983 573770
    573087 574118 574632 575254 575789 576398 576801 577426 577644 578957 578148 578888 579212 579760 579455
    """.split()
)
# Where the shops of each language cluster, in the order of city.DISTRICTS.
ENGLISH_DISTRICTS = (26, 14, 24, 22, 6, 8)
CHINESE_DISTRICTS = (10, 22, 3, 5, 36, 24)
STAGES = {"active": 66, "prospect": 15, "dormant": 9, "lead": 6, "lost": 4}
TIERS = {"VIP": 5, "A": 12, "B": 30, "C": 53}
# Some customers came from lists that had no usable address: they fill the "no place yet" list.
WITHOUT_PLACE = 6
TAGS = {
    "en": ("invoice by e-mail", "parking behind", "closed Mondays", "pays cash", "eco products", "two sites", "price sensitive", "keys at reception", "deliveries before 7"),
    "zh": ("电子发票", "后门停车", "周一休息", "现金结算", "环保产品", "有分店", "价格敏感", "前台有钥匙", "七点前送货"),
}  # fmt: skip


@dataclass(frozen=True)
class Contact:
    """A person to talk to at a customer."""

    name: str
    title: tuple[str, str]
    phone: str
    email: str
    spoken: str


@dataclass(frozen=True)
class DemoCustomer:
    """One customer of the demo company, before it becomes a row."""

    number: int
    name: str
    language: str
    kind: str
    trade: Trade
    phones: tuple[str, ...]
    email: str
    website: str
    address: Address
    has_place: bool
    stage: str
    tier: str
    tags: tuple[str, ...]
    note: str
    contacts: tuple[Contact, ...] = field(default=())

    @property
    def district(self) -> District:
        """The part of the city, and so the territory."""
        return self.address.district

    @property
    def place(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.address.latitude, self.address.longitude


def draw_customers(seed: int = SEED) -> list[DemoCustomer]:
    """All customers, the same for the same seed, English and Chinese mixed."""
    random = Random(seed)
    wanted = [
        (name, "en", trades.BY_KEY[key], "company") for key, names in trades.ENGLISH_NAMES.items() for name in names
    ]
    wanted += [
        (name, "zh", trades.BY_KEY[key], "company") for key, names in trades.CHINESE_NAMES.items() for name in names
    ]
    wanted += [(name, "en", _trade_of_person(what), f"person: {what}") for name, what in trades.ENGLISH_PERSONS]
    wanted += [(name, "zh", _trade_of_person(what), f"person: {what}") for name, what in trades.CHINESE_PERSONS]
    random.shuffle(wanted)
    source = _Source(random)
    stages = _shares(STAGES, len(wanted), random)
    return [source.customer(number, *what, stages[number]) for number, what in enumerate(wanted)]


def _shares(weights: dict[str, int], count: int, random: Random) -> list[str]:
    drawn = [key for key, weight in weights.items() for _ in range(round(count * weight / sum(weights.values())))]
    drawn += ["active"] * (count - len(drawn))
    random.shuffle(drawn)
    return drawn[:count]


def _trade_of_person(what: str) -> Trade:
    """The trade whose goods this private person buys."""
    hints = (
        ("salon", ("massage", "美甲")), ("hotel", ("flats", "民宿")), ("school", ("day care", "托管")),
        ("clinic", ("midwife", "月嫂")), ("vet", ("dog",)), ("bakery", ("cakes", "烘焙")), ("fishmonger", ("渔船",)),
        ("restaurant", ("caterer", "food truck", "早餐", "小吃", "stall")),
    )  # fmt: skip
    return next(
        (trades.BY_KEY[key] for key, words in hints if any(word in what for word in words)), trades.BY_KEY["workshop"]
    )


class _Source:
    """Hands out addresses, numbers and people, each of them once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people = {"en": people.english_people(random), "zh": people.chinese_people(random)}
        self.landlines: Iterator[str] = iter(
            random.sample([f"{area}{rest:04}" for area in LANDLINES for rest in range(10_000)], 2_000)
        )
        # There are 30 of them: one for each private person, the rest for contacts.
        mobiles = random.sample(MOBILES, len(MOBILES))
        persons = len(trades.ENGLISH_PERSONS) + len(trades.CHINESE_PERSONS)
        self.mobiles, self.spare_mobiles = iter(mobiles[:persons]), iter(mobiles[persons:])
        self.houses: dict[str, list[Address]] = {
            district.key: city.draw_addresses(district, 200, random) for district in city.DISTRICTS
        }
        self.without_place = set(random.sample(range(400), WITHOUT_PLACE))

    def customer(self, number: int, name: str, language: str, trade: Trade, kind: str, stage: str) -> DemoCustomer:
        """One customer with everything that hangs on it."""
        person = kind.startswith("person")
        host = slug(name) + ".example"
        phones = [next(self.mobiles if person else self.landlines)]
        if not person and self.random.random() < 0.15:
            phones.append(next(self.landlines))
        tier = self.random.choices(list(TIERS), list(TIERS.values()))[0] if stage in ("active", "dormant") else "C"
        return DemoCustomer(
            number=number,
            name=name,
            language=language,
            kind="person" if person else "company",
            trade=trade,
            phones=tuple(phones),
            email=f"{slug(name)}@post.example"
            if person
            else f"{self.random.choice(('hello', 'office', 'info'))}@{host}",
            website=f"https://www.{host}" if not person and self.random.random() < 0.7 else "",
            address=self._address(name, language),
            has_place=number not in self.without_place,
            stage=stage,
            tier=tier,
            tags=tuple(self.random.sample(TAGS[language], self.random.choices((0, 1, 2), (55, 33, 12))[0])),
            note=_about(trade, language, kind, stage, self.random),
            contacts=() if person else self._contacts(trade, language, host),
        )

    def _address(self, name: str, language: str) -> Address:
        """A free house; on the street or in the district that the name speaks of."""
        weights = CHINESE_DISTRICTS if language == "zh" else ENGLISH_DISTRICTS
        for district in city.DISTRICTS:
            for place, house in enumerate(self.houses[district.key]):
                if _names_street(name, house):
                    return self.houses[district.key].pop(place)
        key = next(
            (district.key for district in city.DISTRICTS if district.english in name or district.chinese[:2] in name),
            "",
        )
        key = key or self.random.choices([district.key for district in city.DISTRICTS], weights)[0]
        return self.houses[key].pop()

    def _contacts(self, trade: Trade, language: str, host: str) -> tuple[Contact, ...]:
        count = self.random.choices((1, 2, 3), (50, 38, 12))[0]
        made: list[Contact] = []
        for title in self.random.sample(trade.titles, count):
            name = next(self.people[language])
            rare = len(made) == 0 and self.random.random() < 0.03
            made.append(
                Contact(
                    name=name,
                    title=title,
                    phone=(next(self.spare_mobiles, None) if rare else None) or next(self.landlines),
                    email=f"{slug(name, '.')}@{host}" if self.random.random() < 0.75 else "",
                    spoken=people.address_of(name, title),
                )
            )
        return tuple(made)


def _names_street(name: str, house: Address) -> bool:
    street = house.street
    first = street.english.split()[0]
    if street.english in name or street.chinese in name or f" on {first}" in name:
        return True
    return (len(first) >= 8 and first in name.split()) or (len(street.chinese) > 2 and street.chinese[:-1] in name)


def slug(name: str, separator: str = "-") -> str:
    """The name as it would stand in an internet address; Chinese becomes pinyin without spaces."""
    plain = (
        "".join(text.pinyin(name)) if text.has_han(name) else text.folded(name).replace("'s", "s").replace("&", "and")
    )
    return separator.join(re.findall(r"[a-z0-9]+", plain))


ABOUT = {
    "en": ("Open {open}. Deliveries through the back door.", "Best time to call is before {hour}.", "{staff} people work here.", "Took over the shop in {year}; knows everybody on the street.", "Orders every {weeks} weeks, usually {product}.", "Storage is tight: send half cartons of {product}.", "Ask for the price list in writing before any change."),
    "zh": ("营业时间 {open}，送货走后门。", "{hour} 点之前去最方便。", "店里 {staff} 个人。", "{year} 年接手这家店，街坊都熟。", "大约每 {weeks} 周订一次，主要是{product}。", "仓库小，{product}要半箱送。", "调价前要先给书面报价。"),
}  # fmt: skip


def _about(trade: Trade, language: str, kind: str, stage: str, random: Random) -> str:
    chinese = language == "zh"
    what = kind.partition(": ")[2]
    parts = [what[:1].upper() + what[1:] + ("。" if chinese else ".")] if what else []
    # Of those who never bought, nobody knows yet what they order.
    buying = stage in ("active", "dormant")
    known = [sentence for sentence in ABOUT[language] if buying or "{product}" not in sentence]
    if random.random() < 0.6:
        hours = random.choice(("7–15", "8–17", "9–18", "10–20", "11–22"))
        parts += [
            sentence.format(
                open=hours.replace("–", " 点到 ") + " 点" if chinese else hours,
                hour=random.choice((10, 11)) if chinese else random.choice(("10", "11", "noon")),
                staff=random.randint(2, 24),
                year=random.randint(2008, 2023),
                weeks=random.choice((2, 3, 4, 6)),
                product=trades.PRODUCTS[random.choice(trade.buys)][chinese],
            )
            for sentence in random.sample(known, random.choice((1, 1, 2)))
        ]
    return ("" if chinese else " ").join(parts)
