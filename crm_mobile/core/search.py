"""The one full-text index over all nouns: FTS5 on SQLite, tsvector on PostgreSQL.

A row carries the words of a subject and the scopes that may find it. Both stand in the index, so who may see what is
decided by the index itself and a common word costs the same for everybody.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from crm_mobile.core import database, rows, text
from crm_mobile.core.models import SearchRow

EVERYONE = "all"
# PostgreSQL refuses to look for words of more than 2046 bytes; nobody types one of more than 100 letters.
LONGEST_WORD = 100
# The longest beginning of words in the index's own option `prefix`.
LONGEST_READY_PREFIX = 5


def owner_scope(user_id: UUID) -> str:
    return f"o{user_id.hex}"


def territory_scope(territory_id: UUID) -> str:
    return f"t{territory_id.hex}"


def entry(kind: str, subject_id: UUID, texts: Iterable[str], scope: Iterable[str]) -> dict[str, object]:
    """The index row of a subject, for `put` and for bulk inserts."""
    return {
        "kind": kind,
        "subject_id": subject_id,
        "words": text.index_words(*texts),
        "scope": " ".join([EVERYONE, *scope]),
    }


def put(kind: str, subject_id: UUID, texts: Iterable[str], scope: Iterable[str]) -> None:
    """Index a subject, or index it again."""
    row = entry(kind, subject_id, texts, scope)
    changed = {"words": row["words"], "scope": row["scope"]}
    SearchRow.insert(row).on_conflict(conflict_target=[SearchRow.kind, SearchRow.subject_id], update=changed).execute()


def put_many(entries: Sequence[dict[str, object]]) -> None:
    """Index many new subjects at once."""
    for start in range(0, len(entries), 500):
        SearchRow.insert_many(entries[start : start + 500]).execute()


def remove(kind: str, subject_id: UUID) -> None:
    SearchRow.delete().where(SearchRow.kind == kind, SearchRow.subject_id == subject_id).execute()


def find(kind: str, typed: str, scopes: Iterable[str], most: int = 50) -> list[UUID]:
    """Up to `most` subjects in which every typed word begins a word; at least one scope must match."""
    wanted, allowed = [word[:LONGEST_WORD] for word in text.words(text.clean(typed))[:8]], list(scopes)
    if not wanted or not allowed:
        return []
    if database.is_sqlite():
        whole = _matching(kind, [_exact(word) for word in wanted], allowed, most) if _is_long(wanted) else []
        return whole if len(whole) == most else _matching(kind, map(_prefix, wanted), allowed, most)
    lexemes = " & ".join(f"'{word}':*" for word in wanted)
    query = f"({' | '.join(f'@{scope}' for scope in allowed)}) & {lexemes}"
    return rows.ids(
        "SELECT subject_id FROM search_row WHERE lexemes @@ ?::tsquery AND kind = ? LIMIT ?", query, kind, most
    )


def _matching(kind: str, terms: Iterable[str], allowed: Iterable[str], most: int) -> list[UUID]:
    match = f"scope : ({' OR '.join(allowed)}) AND words : ({' AND '.join(terms)})"
    sql = (
        # CROSS JOIN: the index is asked first, and each hit then looked up. The other way round takes seconds.
        "SELECT s.subject_id FROM search_index f CROSS JOIN search_row s ON s.id = f.rowid"
        " WHERE search_index MATCH ? AND s.kind = ? LIMIT ?"
    )
    return rows.ids(sql, match, kind, most)


def _is_long(words: Iterable[str]) -> bool:
    """Whether a word is longer than the beginnings that FTS5 keeps ready.

    For such a one it gathers every subject before it gives the first: 2 ms for a city's name among 100,000 customers.
    The whole word it looks up at once; only when too few have it are those asked for in which it begins a word.
    """
    return any(len(word) > LONGEST_READY_PREFIX for word in words)


def _exact(word: str) -> str:
    return f'"{word}"'


def _prefix(word: str) -> str:
    return f'"{word}" *'
