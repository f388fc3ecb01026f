"""Which link opens which phone's map."""

import pytest

from crm_mobile.core.places import Place
from crm_mobile.customers import directions

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = Place(41.8781, -87.6298)


@pytest.mark.parametrize(
    ("agent", "place", "address", "expected"),
    [
        (IPHONE, HERE, "", "https://maps.apple.com/?daddr=41.878100,-87.629800"),
        (IPHONE, None, "1 A&B St", "https://maps.apple.com/?daddr=1%20A%26B%20St"),
        (PIXEL, HERE, "", "geo:41.878100,-87.629800?q=41.878100,-87.629800(Bob%27s%20%26%20Co)"),
        (PIXEL, None, "唐人街 1", "geo:0,0?q=%E5%94%90%E4%BA%BA%E8%A1%97%201"),
        (LAPTOP, HERE, "", "https://www.openstreetmap.org/directions?to=41.878100%2C-87.629800"),
        (LAPTOP, None, "1 A St", "https://www.openstreetmap.org/search?query=1%20A%20St"),
        ("", HERE, "", "https://www.openstreetmap.org/directions?to=41.878100%2C-87.629800"),
        (IPHONE, None, "", ""),
    ],
)
def test_link(agent, place, address, expected):
    assert directions.link(agent, place, address, "Bob's & Co") == expected


def test_the_page_asks_for_the_map_of_the_phone_in_hand(world, sign_in):
    rosa = sign_in(world.rosa)
    for agent, piece in (
        (IPHONE, "https://maps.apple.com/"),
        (PIXEL, 'href="geo:41.878100'),
        (LAPTOP, "openstreetmap.org/directions"),
    ):
        assert piece in rosa.get(f"/customers/{world.acme_id}", headers={"User-Agent": agent}).text
