"""Recording what happened, in the transaction of the verb that did it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_mobile.core.clock import now
from crm_mobile.events.models import Event, EventReaction

# Reaction name by verb, filled once by `reactions.register` for the app, the worker, the command line and the tests.
_interested: dict[str, tuple[str, ...]] = {}
_reactions: dict[str, Callable[[Event], None]] = {}


def register(table: Mapping[str, Iterable[Callable[[Event], None]]]) -> None:
    """Say which functions respond to which verb. A function is known by its qualified name, which rows refer to."""
    _interested.clear()
    _reactions.clear()
    for verb, functions in table.items():
        named = {f"{function.__module__}.{function.__name__}": function for function in functions}
        _reactions.update(named)
        _interested[verb] = tuple(named)


def reaction(name: str) -> Callable[[Event], None] | None:
    return _reactions.get(name)


def interested_in(verb: str) -> tuple[str, ...]:
    """The names of the reactions to a verb."""
    return _interested.get(verb, ())


def record(
    verb: str,
    subject: Any,
    *,
    by: UUID | None,
    customer: UUID | None = None,
    at: datetime | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event and a row for each reaction to it. `verb` is "visit.checked_in"; its first word names the subject."""
    at = at or now()
    event = Event.create(
        verb=verb,
        subject_kind=verb.partition(".")[0],
        subject_id=subject.id,
        customer_id=customer,
        actor_id=by,
        at=at,
        changes=dict(changes or {}),
    )
    for name in _interested.get(verb, ()):
        EventReaction.create(event=event, reaction=name, due_at=at)
    return event


def difference(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What setting these values would change: name to [before, after], as JSON can hold it."""

    def plain(value: Any) -> Any:
        return (
            value
            if value is None or isinstance(value, (str, int, float, bool, list, dict))
            else str(getattr(value, "id", value))
        )

    return {
        name: [plain(getattr(row, name)), plain(value)] for name, value in values.items() if getattr(row, name) != value
    }
