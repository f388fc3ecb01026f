"""Finding the places of customers by their addresses, in the background, one question at a time."""

import time
from datetime import datetime, timedelta

import structlog

from crm_mobile.core import claims, preferences
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Refused
from crm_mobile.core.language import _
from crm_mobile.core.places import Place
from crm_mobile.customers import customers, geocoding
from crm_mobile.customers.models import Customer, GeocodeRequest
from crm_mobile.events.models import Event
from crm_mobile.team.models import User

log = structlog.get_logger()

# When the last question was asked, by this process: the server's rate is kept across runs of the job.
_last_asked = 0.0


def on_address(event: Event) -> None:
    """React to a customer who has an address and no place: wish for one, when there is a server to ask."""
    if geocoding.is_on() and event.customer_id is not None:
        _wish(event.customer_id, event.at)


def ask_for(customer: Customer, *, by: User, at: datetime) -> Customer:
    """Let the place of a customer be looked up by her address."""
    if not geocoding.is_on():
        raise Refused(_("No address server is chosen. An admin can choose one in the settings."))
    _wish(customer.id, at)
    return customer


def _wish(customer_id: object, at: datetime) -> None:
    again = {"due_at": at, "lease_until": None, "token": "", "attempts": 0, "error": ""}
    row = {"customer": customer_id, **again}
    GeocodeRequest.insert(row).on_conflict(conflict_target=[GeocodeRequest.customer], update=again).execute()


def work(seconds: float = 50) -> int:
    """Meet the wishes that are due, for at most so many seconds; says how many were met or put off."""
    server, done, until = preferences.get("geocoder"), 0, time.monotonic() + seconds
    if server["kind"] == "off":
        return 0
    # One at a time, and none whose turn comes later than this run ends: a lease must not run out while the rate waits.
    while time.monotonic() + _wait(server) < until and (claimed := claims.claim(GeocodeRequest, 1)):
        for wish in claimed:
            _meet(wish, server)
            done += 1
    return done


def _meet(wish: GeocodeRequest, server: dict[str, object]) -> None:
    customer = wish.customer
    question = geocoding.question_of(customer)
    if customer.latitude is not None or not question:
        claims.finish(wish)
        return
    try:
        found = _answer(question, server)
    except geocoding.Unavailable as silent:
        # Whatever ails the server, the customer stays on the list of those without a place, and nothing waits for it.
        log.warning("address server gave no answer", fault=str(silent)[:200], attempts=wish.attempts)
        claims.put_off(wish, now() + timedelta(seconds=30 * 2**wish.attempts), str(silent))
        return
    if found is not None:
        customers.put_place(customer, found, source="geocoder", by=None, at=now())
    claims.finish(wish)


def _answer(question: str, server: dict[str, object]) -> Place | None:
    global _last_asked
    known = geocoding.remembered(str(server["kind"]), question)
    if known is not None:
        return Place(known.latitude, known.longitude) if known.latitude is not None else None
    time.sleep(_wait(server))
    try:
        return geocoding.ask(question, server)
    finally:
        _last_asked = time.monotonic()


def _wait(server: dict[str, object]) -> float:
    """Seconds until the server may be asked again."""
    return max(0.0, _last_asked + float(str(server["seconds_between"])) - time.monotonic())
