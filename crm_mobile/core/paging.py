"""Endless lists by key: each page is a short walk along an index from where the last one ended, never an offset."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from crm_mobile.core import rows

Row = TypeVar("Row", bound=NamedTuple)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the key after which the next ones begin ("" at the end)."""

    rows: list[Row]
    after: str


class Condition(NamedTuple):
    """A piece of a WHERE clause with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What a person may see of a noun, as alternatives. Each is one index walk; the row is visible when any of them holds."""

    arms: tuple[Condition, ...]

    @property
    def condition(self) -> Condition:
        """The same as one condition, for single rows and joins."""
        if not self.arms:
            return Condition("1 = 0")
        return Condition(
            f"({' OR '.join(arm.sql for arm in self.arms)})", tuple(p for arm in self.arms for p in arm.parameters)
        )


def encode(key: Sequence[Any]) -> str:
    """A key as text that is safe in an address."""
    return (
        base64.urlsafe_b64encode(
            json.dumps([str(part) for part in key], ensure_ascii=False, separators=(",", ":")).encode()
        )
        .decode()
        .rstrip("=")
    )


def decode(text: str, parts: int) -> list[str] | None:
    """The key written in an address, or nothing when somebody made it up."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    return key if isinstance(key, list) and len(key) == parts and all(isinstance(part, str) for part in key) else None


def unindexed(condition: Condition) -> Condition:
    """The same condition, but tested on each row: no index is chosen for it instead of the one that gives the order."""
    return Condition(f"CASE WHEN {condition.sql} THEN 1 ELSE 0 END = 1", condition.parameters)


# With more alternatives than this one filtered walk is cheaper than a merge of many.
MOST_ARMS = 30


def after(
    row: type[Row],
    source: str,
    scope: Scope,
    order: tuple[str, str],
    *,
    where: Sequence[Condition] = (),
    start: tuple[Any, Any] | None = None,
    most: int = 25,
) -> tuple[list[Row], bool]:
    """The next `most` rows in the order of two columns, and whether more follow.

    `source` is "SELECT … FROM …" without WHERE; its first columns must contain the two of `order` under their own names.
    Each arm of the scope walks its own index, and the short walks are merged: the cost does not grow with the table.
    """
    arms = scope.arms if len(scope.arms) <= MOST_ARMS else (unindexed(scope.condition),)
    if not arms:
        return [], False
    conditions = list(where)
    if start is not None:
        conditions.append(Condition(f"({order[0]}, {order[1]}) > (?, ?)", start))
    by = f"ORDER BY {order[0]}, {order[1]} LIMIT {most + 1}"
    walks, parameters = [], []
    for arm in arms:
        pieces = [arm, *conditions]
        walks.append(f"{source} WHERE {' AND '.join(piece.sql for piece in pieces)} {by}")
        parameters += [parameter for piece in pieces for parameter in piece.parameters]
    if len(walks) == 1:
        sql = walks[0]
    else:
        short = f"ORDER BY {order[0].rpartition('.')[2]}, {order[1].rpartition('.')[2]} LIMIT {most + 1}"
        sql = (
            " UNION ".join(f"SELECT * FROM ({walk}) AS arm{number}" for number, walk in enumerate(walks)) + " " + short
        )
    found = rows.fetch(row, sql, *parameters)
    return found[:most], len(found) > most
