"""The link that opens the map app of the phone in hand with the way to a customer."""

from urllib.parse import quote

from crm_mobile.core.places import Place

APPLE = ("iPhone", "iPad", "iPod", "Macintosh")


def link(user_agent: str, place: Place | None, address: str, name: str = "") -> str:
    """The way to a place, or to an address while the place is not known; "" when neither is.

    Apple's devices open https://maps.apple.com in Maps, Android asks which app takes geo:, others get OpenStreetMap.
    """
    if place is None and not address:
        return ""
    point = f"{place.latitude:.6f},{place.longitude:.6f}" if place else ""
    if any(sign in user_agent for sign in APPLE):
        return f"https://maps.apple.com/?daddr={point or quote(address, safe='')}"
    if "Android" in user_agent:
        # RFC 5870 knows only the point; Android also takes a query, which puts a named pin there.
        return f"geo:{point}?q={point}({quote(name, safe='')})" if place else f"geo:0,0?q={quote(address, safe='')}"
    if place:
        return f"https://www.openstreetmap.org/directions?to={quote(point, safe='')}"
    return f"https://www.openstreetmap.org/search?query={quote(address, safe='')}"


def map_link(place: Place) -> str:
    """A look at a place on a map."""
    latitude, longitude = f"{place.latitude:.6f}", f"{place.longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
