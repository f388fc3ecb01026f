"""Whether a page's statements find their rows by an index or read a whole table."""

import re
from typing import Any

from crm_mobile.core import database

# A table this small is read whole faster than by its index.
SMALL = 1000

SQLITE_SCAN = re.compile(r"^SCAN (?:TABLE )?(\w+)(?! VIRTUAL)(?!.*USING (?:COVERING )?INDEX)", re.MULTILINE)
POSTGRES_SCAN = re.compile(r"Seq Scan on (\w+)")
ALIASES = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)\"?(?:\s+(?:AS\s+)?\"?(\w+)\"?)?", re.IGNORECASE)


def full_scans(statements: list[tuple[str, tuple[Any, ...]]]) -> list[str]:
    """The statements that read a whole large table, with the table's name."""
    found = []
    for sql, values in dict.fromkeys(statements):
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            continue
        names = {alias or table: table for table, alias in ALIASES.findall(sql)}
        for scanned in _scanned(sql, values):
            table = names.get(scanned, scanned)
            if _rows(table) > SMALL:
                found.append(f"{table}: {' '.join(sql.split())[:200]}")
    return found


def _scanned(sql: str, values: tuple[Any, ...]) -> list[str]:
    if database.is_sqlite():
        plan = database.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        return SQLITE_SCAN.findall("\n".join(row[3] for row in plan))
    plan = database.db.execute_sql(f"EXPLAIN {sql}", values).fetchall()
    return POSTGRES_SCAN.findall("\n".join(row[0] for row in plan))


def _rows(table: str) -> int:
    if not re.fullmatch(r"\w+", table) or table not in database.db.get_tables():
        return 0
    return int(
        database.db.execute_sql(
            f'SELECT count(*) FROM (SELECT 1 FROM "{table}" LIMIT {SMALL + 1}) AS taken'
        ).fetchone()[0]
    )
