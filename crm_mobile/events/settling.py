"""Two people changed one row: what only one of them touched is kept of both, what both touched is told to the second."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from crm_mobile.core.errors import Conflict


def plain(value: Any) -> Any:
    """A value as the log's JSON gives it back."""
    if isinstance(value, list):
        return [list(each) if isinstance(each, tuple) else each for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def settled(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], before: Mapping[str, Any], *, stored: Any, sentence: str
) -> dict[str, Any]:
    """Mine, where only I changed something; raises Conflict where both of us changed the same value differently.

    `before` holds what was changed since I began, with the values that stood then; `theirs` what stands now.
    """
    kept, clashes = {}, {}
    for name, value in mine.items():
        if name in before and plain(value) == before[name]:
            continue  # it was only sent along: theirs stands
        kept[name] = value
        is_theirs_new = name in before and plain(theirs[name]) != before[name]
        if is_theirs_new and value != theirs[name]:
            clashes[name] = (value, theirs[name], before[name])
    if clashes:
        raise Conflict(sentence, mine=clashes, theirs=stored)
    return kept
