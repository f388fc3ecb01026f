"""Port Lantern, an invented harbour city: districts, streets with two names, and addresses that lie along them."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from random import Random

ENGLISH_NAME = "Port Lantern"
CHINESE_NAME = "灯港市"
# The coast of Queensland keeps one offset all year, so the demo day never shifts under a viewer.
TIME_ZONE = "Australia/Brisbane"
PHONE_REGION = "AU"
CENTRE = (-16.9300, 145.7510)
METRES_PER_DEGREE = 111_320
# A shop front every 11 metres, on either side of the street, 14 metres from its middle.
FRONTAGE = 11
SETBACK = 14


@dataclass(frozen=True)
class District:
    """A part of the city; each is one sales territory. The box is west, south, east, north in metres from the centre."""

    key: str
    english: str
    chinese: str
    postcode: str
    box: tuple[int, int, int, int]
    tilt: float
    along: tuple[tuple[str, str], ...]
    across: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Street:
    """A line of points in metres from the centre of the city, with its name in both languages."""

    english: str
    chinese: str
    district: District
    line: tuple[tuple[float, float], ...]

    @property
    def length(self) -> float:
        """Metres from one end to the other."""
        return sum(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in zip(self.line, self.line[1:], strict=False))

    def beside(self, distance: float, side: int) -> tuple[float, float]:
        """The point in metres that lies so far along the street, set back to the left (-1) or the right (1)."""
        for (ax, ay), (bx, by) in zip(self.line, self.line[1:], strict=False):
            step = hypot(bx - ax, by - ay)
            if distance <= step:
                along, back = distance / step, side * SETBACK / step
                return ax + (bx - ax) * along + (by - ay) * back, ay + (by - ay) * along - (bx - ax) * back
            distance -= step
        return self.line[-1]


@dataclass(frozen=True)
class Address:
    """A house number on a street, and where it stands on the globe."""

    street: Street
    number: int
    latitude: float
    longitude: float
    floor: int = 1

    @property
    def district(self) -> District:
        """The part of the city this address lies in."""
        return self.street.district

    def street_line(self, language: str) -> str:
        """Street, house and floor as people of that language write them."""
        if language.startswith("zh"):
            floor = f"{self.floor}楼" if self.floor > 1 else ""
            return f"{self.street.chinese}{self.number}号{floor}"
        floor = f"Level {self.floor}, " if self.floor > 1 else ""
        return f"{floor}{self.number} {self.street.english}"


DISTRICTS = (
    District(
        "old-harbour", "Old Harbour", "旧港区", "4901", (0, -800, 1400, 800), -4.0,
        (("Lighthouse Road", "灯塔路"), ("Customs House Street", "海关街"), ("Quayside", "码头街"), ("Chandlers Row", "船具街")),
        (("Anchor Street", "锚街"), ("Captains Walk", "船长路"), ("Salt Lane", "盐巷"), ("Harbourmaster Street", "港务街")),
    ),
    District(
        "market-cross", "Market Cross", "集市区", "4902", (-1700, -800, -150, 800), -1.0,
        (("Market Street", "集市街"), ("Silver Street", "银街"), ("Clocktower Road", "钟楼路"), ("Weighhouse Street", "公秤街")),
        (("Cooper Street", "箍桶街"), ("Nutmeg Lane", "豆蔻巷"), ("Station Road", "车站路"), ("Tailors Row", "裁缝街")),
    ),
    District(
        "signal-point", "Signal Point", "信号角", "4903", (-400, 950, 800, 2350), 3.0,
        (("Semaphore Road", "信号路"), ("Pilot Street", "引航街"), ("Seagrass Avenue", "海草大道"), ("Breakwater Road", "防波堤路")),
        (("Cormorant Street", "鸬鹚街"), ("Tern Street", "燕鸥街"), ("Observatory Lane", "观象巷"), ("Flagstaff Street", "旗杆街")),
    ),
    District(
        "kiln-fields", "Kiln Fields", "窑场区", "4904", (-1800, 950, -550, 2350), 5.0,
        (("Kiln Road", "窑路"), ("Potters Street", "陶工街"), ("Brickfield Avenue", "砖场大道"), ("Clayhill Road", "泥岗路")),
        (("Glaziers Lane", "玻璃巷"), ("Foundry Street", "铸造街"), ("Ember Street", "余烬街"), ("Orchard Road", "果园路")),
    ),
    District(
        "banyan-flats", "Banyan Flats", "榕树坪", "4905", (-1800, -2450, -500, -950), 2.0,
        (("Banyan Avenue", "榕树大道"), ("Tea Merchant Street", "茶商街"), ("Lotus Street", "莲花街"), ("Mulberry Road", "桑树路")),
        (("Jasmine Lane", "茉莉巷"), ("Temple Street", "庙街"), ("Magpie Bridge Road", "鹊桥路"), ("Osmanthus Street", "桂花街")),
    ),
    District(
        "ropewalk", "Ropewalk", "缆绳坊", "4906", (-350, -2450, 950, -950), -3.0,
        (("Ropewalk Road", "缆绳路"), ("Hemp Street", "麻街"), ("Sailmakers Street", "帆工街"), ("Boatyard Road", "船厂路")),
        (("Tar Lane", "柏油巷"), ("Windlass Street", "绞盘街"), ("Slipway Street", "船台街"), ("Junk Wharf Street", "帆船码头街")),
    ),
)  # fmt: skip


def streets() -> tuple[Street, ...]:
    """Every street of the city, district by district."""
    return tuple(street for district in DISTRICTS for street in _streets_of(district))


def _streets_of(district: District) -> list[Street]:
    west, south, east, north = district.box
    found = []
    for rank, (english, chinese) in enumerate(district.along):
        y = south + (north - south) * (rank + 0.5) / len(district.along)
        # Old towns do not follow a ruler: each street bends a little, and each one differently.
        line = [(west + (east - west) * t, y + 26 * sin(pi * t * 1.5 + rank)) for t in _fractions()]
        found.append(Street(english, chinese, district, _tilted(line, district)))
    for rank, (english, chinese) in enumerate(district.across):
        x = west + (east - west) * (rank + 0.5) / len(district.across)
        line = [(x + 20 * sin(pi * t * 1.3 + 2 * rank), south + (north - south) * t) for t in _fractions()]
        found.append(Street(english, chinese, district, _tilted(line, district)))
    return found


def _fractions() -> list[float]:
    return [step / 12 for step in range(13)]


def _tilted(line: list[tuple[float, float]], district: District) -> tuple[tuple[float, float], ...]:
    west, south, east, north = district.box
    cx, cy, turn = (west + east) / 2, (south + north) / 2, radians(district.tilt)
    return tuple(
        (cx + (x - cx) * cos(turn) - (y - cy) * sin(turn), cy + (x - cx) * sin(turn) + (y - cy) * cos(turn))
        for x, y in line
    )


def coordinates(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a point in metres east and north of the centre."""
    latitude = CENTRE[0] + y / METRES_PER_DEGREE
    longitude = CENTRE[1] + x / (METRES_PER_DEGREE * cos(radians(CENTRE[0])))
    return round(latitude, 6), round(longitude, 6)


def address_on(street: Street, number: int, floor: int = 1) -> Address:
    """The house with that number: even numbers stand on the right, odd ones on the left."""
    side = 1 if number % 2 == 0 else -1
    plot = (number + 1) // 2
    latitude, longitude = coordinates(*street.beside((plot - 0.5) * FRONTAGE, side))
    return Address(street, number, latitude, longitude, floor)


def draw_addresses(district: District, count: int, random: Random) -> list[Address]:
    """So many different addresses of one district, spread over its streets."""
    houses = [
        (street, number)
        for street in _streets_of(district)
        for number in range(3, 2 * int(street.length / FRONTAGE) - 3)
    ]
    return [
        address_on(street, number, random.choices((1, 2, 3), (88, 9, 3))[0])
        for street, number in random.sample(houses, count)
    ]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places of this city, good to a metre."""
    north = (one[0] - other[0]) * METRES_PER_DEGREE
    east = (one[1] - other[1]) * METRES_PER_DEGREE * cos(radians(CENTRE[0]))
    return hypot(north, east)
