"""What happened with a customer, newest first, in sentences. Each slice registers those of its own verbs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_mobile.core.language import _
from crm_mobile.core.paging import Condition
from crm_mobile.customers import labels
from crm_mobile.customers.sentences import FIELDS
from crm_mobile.events import queries

PAGE = 15

Sentence = tuple[str, str]
# Which events about one kind of subject a user may read, as a condition over the event `e`.
Reader = Callable[[Any], Condition]
_sentences: dict[str, Sentence] = {}
_readings: dict[str, Callable[[Any], str]] = {}
_readers: dict[str, Reader] = {}

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


def register(
    table: Mapping[str, Sentence],
    readings: Mapping[str, Callable[[Any], str]],
    readers: Mapping[str, Reader],
) -> None:
    """Say which verbs appear in timelines, each with its icon and its marked sentence; others stay in the log only.

    `readings` say how the values that sentences name are read, `readers` who may read about a kind of subject: without
    one everybody who sees the customer.
    """
    _sentences.clear()
    _sentences.update(table)
    _readings.clear()
    _readings.update({**READINGS, **readings})
    _readers.clear()
    _readers.update(readers)


def of_customer(
    user: Any, customer_id: UUID, before: int | None = None, most: int = PAGE
) -> tuple[list[Moment], int | None]:
    """The next moments that this user may read, and the id before which older ones begin (None at the end)."""
    verbs = [verb for verb in _sentences if user.role != "admin" or verb.partition(".")[0] in FOR_ADMINS]
    readable = [_unless_about(kind, reader(user)) for kind, reader in _readers.items()]
    found = queries.of_customer(customer_id, before, most + 1, verbs, readable)
    stages = labels.stages(archived=True)
    moments = [_moment(event, stages) for event in found[:most]]
    return moments, found[most - 1].id if len(found) > most else None


def _unless_about(kind: str, readable: Condition) -> Condition:
    return Condition(f"(e.subject_kind <> ? OR {readable.sql})", (kind, *readable.parameters))


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
