"""What happened with a customer, newest first, in sentences. Each slice registers those of its own verbs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_mobile.core.language import _
from crm_mobile.customers import labels
from crm_mobile.customers.sentences import FIELDS
from crm_mobile.events import queries

PAGE = 15

Sentence = tuple[str, str]
_sentences: dict[str, Sentence] = {}
_readings: dict[str, Callable[[Any], str]] = {}

# An admin keeps the customers; what was said and promised at visits is not hers to read.
FOR_ADMINS = ("customer", "contact")

# Where a moment of the timeline leads to, by the kind of its subject.
DOORS = {"visit": "/visits/{id}"}


class Moment(NamedTuple):
    """One entry of a timeline, ready to be shown. `who` is empty when a machine did it."""

    id: int
    sign: str
    said: str
    text: str
    at: datetime
    who: str
    href: str


def register(table: Mapping[str, Sentence], readings: Mapping[str, Callable[[Any], str]]) -> None:
    """Say which verbs appear in timelines, each with its icon and its marked sentence; others stay in the log only.

    `readings` say how the values that sentences name are read.
    """
    _sentences.clear()
    _sentences.update(table)
    _readings.clear()
    _readings.update({**READINGS, **readings})


def of_customer(
    user: Any, customer_id: UUID, before: int | None = None, most: int = PAGE
) -> tuple[list[Moment], int | None]:
    """The next moments that this user may read, and the id before which older ones begin (None at the end)."""
    kinds = FOR_ADMINS if user.role == "admin" else ()
    moments: list[Moment] = []
    stages = labels.stages(archived=True)
    while True:
        found = queries.of_customer(customer_id, before, most + 1, kinds)
        for event in found[:most]:
            if event.verb in _sentences:
                moments.append(_moment(event, stages))
        before = found[most - 1].id if len(found) > most else None
        # A stretch of events that are not shown must not end the list early.
        if before is None or moments:
            return moments, before


def _moment(event: queries.EventRow, stages: Mapping[str, str]) -> Moment:
    sign, sentence = _sentences[event.verb]
    changes = event.changes
    try:
        said = _(sentence) % _Values(changes, stages)
    except (ValueError, TypeError):
        said = _(sentence)
    door = DOORS.get(event.subject_kind, "").format(id=event.subject_id)
    text = str(changes.get("text") or "") if not isinstance(changes.get("text"), list) else ""
    return Moment(event.id, sign, said, text, event.at, event.actor_name or "", door)


class _Values(dict[str, str]):
    """The values that a sentence may name: of a [before, after] pair the latter, of a stage or source its label."""

    def __init__(self, changes: Mapping[str, Any], stages: Mapping[str, str]) -> None:
        super().__init__()
        self.changes, self.stages = changes, stages

    def __missing__(self, name: str) -> str:
        if name == "names":
            return ", ".join(_(FIELDS[each]) for each in FIELDS if each in self.changes)
        value = self.changes.get(name)
        if isinstance(value, list):
            value = value[-1] if value else None
        shown = _readings.get(name, str)
        if name == "stage":
            return self.stages.get(str(value), str(value))
        return shown(value) if value not in (None, "") else "–"


READINGS: dict[str, Callable[[Any], str]] = {"source": lambda key: labels.source(str(key)) or str(key)}
