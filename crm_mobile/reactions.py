"""Who reacts to which event. A reaction is idempotent on the event's id: it may run twice."""

from collections.abc import Callable, Iterable, Mapping

from crm_mobile.customers import locating
from crm_mobile.events import events
from crm_mobile.events.models import Event

REACTIONS: Mapping[str, Iterable[Callable[[Event], None]]] = {
    "customer.address_changed": [locating.on_address],
}


def register() -> None:
    """Tell the log about the table; called by the app, the worker, the command line and the tests."""
    events.register(REACTIONS)
