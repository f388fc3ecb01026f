"""Asking an address server where an address is, through geopy. Off until an admin has chosen and confirmed a server."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service

from crm_mobile.core import database, preferences
from crm_mobile.core.clock import now
from crm_mobile.core.errors import CrmError, Invalid
from crm_mobile.core.language import _, mark
from crm_mobile.core.places import Place, place
from crm_mobile.core.text import clean, folded
from crm_mobile.customers.models import Customer, GeocodeAnswer
from crm_mobile.events import events
from crm_mobile.team.models import User

# geopy gives up after one second by default, which few servers keep.
TIMEOUT_SECONDS = 10
# The usage policy of OpenStreetMap's own Nominatim allows one question a second, and no bulk use.
PUBLIC_NOMINATIM, SLOWEST_PUBLIC = "nominatim.openstreetmap.org", 1.0
# That an address is unknown is believed for this long; maps are mended.
UNKNOWN_KEPT = timedelta(days=30)


class Kind(NamedTuple):
    """A kind of address server: how it is called, what geopy calls it, and what it has to be told."""

    label: str
    service: str = ""
    takes_address: bool = False
    key_name: str = ""


KINDS: Mapping[str, Kind] = {
    "off": Kind(mark("Off")),
    "nominatim": Kind(mark("Nominatim, or a server that speaks like it"), "nominatim", takes_address=True),
    "photon": Kind("Photon", "photon", takes_address=True),
    "pelias": Kind("Pelias", "pelias", takes_address=True),
    "arcgis": Kind("ArcGIS", "arcgis"),
    "azure": Kind("Azure Maps", "azure", key_name="subscription_key"),
    "bing": Kind("Bing Maps", "bing", key_name="api_key"),
    "geocodio": Kind("Geocodio", "geocodio", key_name="api_key"),
    "google": Kind("Google Maps", "googlev3", key_name="api_key"),
    "here": Kind("HERE", "herev7", key_name="apikey"),
    "mapbox": Kind("Mapbox", "mapbox", key_name="api_key"),
    "opencage": Kind("OpenCage", "opencage", key_name="api_key"),
    "tomtom": Kind("TomTom", "tomtom", key_name="api_key"),
}


class Unavailable(CrmError):
    """The address server gave no answer now; it may later."""


def chosen() -> dict[str, Any]:
    """The server that an admin chose; its kind is "off" when there is none."""
    return dict(preferences.get("geocoder"))


def is_on() -> bool:
    return chosen()["kind"] in KINDS and chosen()["kind"] != "off"


def choose(values: Mapping[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Choose the address server: kind, address, contact, key, seconds_between, and `confirmed` that its rules allow our use.

    Raises Invalid by field. An empty key keeps the one that is stored for the same kind.
    """
    kind = KINDS.get(str(values.get("kind", "off")))
    if kind is None:
        raise Invalid({"kind": [_("Choose one of the address servers.")]})
    stored = chosen()
    made = {**preferences.DEFAULTS["geocoder"], "kind": values.get("kind", "off")}
    if made["kind"] != "off":
        made |= _described(kind, values, stored)
    with database.writing():
        preferences.choose("geocoder", made)
        told = {"geocoder": [stored["kind"], made["kind"]]}
        events.record("settings.changed", by, by=by.id, at=at, changes=told)
    return made


def _described(kind: Kind, values: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    address = clean(str(values.get("address") or "")).rstrip("/")
    contact, key = clean(str(values.get("contact") or "")), clean(str(values.get("key") or ""))
    if kind.takes_address and not _host(address):
        wrong["address"] = [_("Give the address of the server, such as https://nominatim.example.com.")]
    if not _is_contact(contact):
        wrong["contact"] = [_("Give an e-mail or a web address at which the people who run the server can reach you.")]
    if kind.key_name and not key:
        key = stored["key"] if stored["kind"] == values.get("kind") else ""
        if not key:
            wrong["key"] = [_("This server wants a key. You get one from its provider.")]
    try:
        given = values.get("seconds_between")
        pause = 1.0 if given in (None, "") else float(str(given))
        fits = 0 <= pause <= 3600
    except (TypeError, ValueError):
        pause, fits = 1.0, False
    if not fits:
        wrong["seconds_between"] = [_("Give a number of seconds from 0 to 3600.")]
    elif _host(address) == PUBLIC_NOMINATIM and pause < SLOWEST_PUBLIC:
        wrong["seconds_between"] = [_("The public server allows one question a second at most.")]
    if not values.get("confirmed"):
        wrong["confirmed"] = [_("Confirm that the rules of this server allow your use.")]
    if wrong:
        raise Invalid(wrong)
    return {
        "address": address if kind.takes_address else "",
        "contact": contact,
        "key": key if kind.key_name else "",
        "seconds_between": pause,
    }


def _host(address: str) -> str:
    """The host of a server's address, "" when it is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") and not parts.query else ""
    except ValueError:
        return ""


def _is_contact(contact: str) -> bool:
    name, at, domain = contact.partition("@")
    return bool(name and at and "." in domain) or contact.startswith(("https://", "http://"))


def question_of(customer: Customer) -> str:
    """What the server is asked: the address on one line, "" when there is none."""
    town = " ".join(part for part in (customer.postcode, customer.city) if part)
    if not customer.address:
        return ""
    return ", ".join(part for part in (customer.address, town, customer.region, customer.country) if part)


def remembered(kind: str, question: str) -> GeocodeAnswer | None:
    """What was answered to this question before, as long as it is believed."""
    answer = GeocodeAnswer.get_or_none(GeocodeAnswer.question == _key(kind, question))
    if answer is not None and answer.latitude is None and answer.at + UNKNOWN_KEPT < now():
        return None
    return answer


def ask(question: str, server: Mapping[str, Any]) -> Place | None:
    """Ask the server and remember its answer; nothing when it does not know. Raises Unavailable when it is silent."""
    try:
        found = _geocoder(server).geocode(question)
    except (GeopyError, OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        # The latter are geopy's ways to stumble over an answer of another shape.
        raise Unavailable(f"{type(fault).__name__}: {fault}") from fault
    where = place(found.latitude, found.longitude) if found else None
    row = {
        "question": _key(server["kind"], question),
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "answer": {"address": str(found.address)[:300]} if found else {},
        "at": now(),
    }
    told = {name: row[name] for name in ("latitude", "longitude", "answer", "at")}
    GeocodeAnswer.insert(row).on_conflict(conflict_target=[GeocodeAnswer.question], update=told).execute()
    return where


def _key(kind: str, question: str) -> str:
    return f"{kind}: {folded(clean(question))}"[:500]


def _geocoder(server: Mapping[str, Any]) -> Any:
    kind = KINDS[server["kind"]]
    options: dict[str, Any] = {"timeout": TIMEOUT_SECONDS, "user_agent": f"crm-mobile/0.1 ({server['contact']})"}
    if kind.takes_address:
        parts = urlsplit(server["address"])
        options |= {"domain": parts.netloc + parts.path.rstrip("/"), "scheme": parts.scheme}
    if kind.key_name:
        options[kind.key_name] = server["key"]
    return get_geocoder_for_service(kind.service)(**options)
