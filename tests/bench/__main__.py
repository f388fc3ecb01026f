"""`make bench`: fill a large company, measure every page beside both floors, print the figures and keep them as JSON."""

import argparse
import hashlib
import json
import os
import pickle
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from crm_mobile.app import create_app
from crm_mobile.core import database, migrating
from crm_mobile.core import settings as settings_module
from crm_mobile.core.ids import new_id
from crm_mobile.core.settings import Settings
from crm_mobile.team import sessions
from tests.bench import cold, filling, load, measuring, plans, recording, servers
from tests.bench.filling import Company
from tests.bench.measuring import Contender
from tests.bench.recording import Step

BUILD = servers.ROOT / "build"
SMALL = 1000
# Words that fill a page in the small company too, or it would be compared with shorter pages; in the large one they
# are the worst case: most customers have them.
SEARCHES = ("chicago", "street", "312", "info@", "606")

# Goals at 8 connections: at most so many times the CPU of the bare page, at least this share of the same work's speed.
MOST_CPU = {"customers": 4.0, "search": 4.0, "customer": 6.0, "today": 6.0, "check-in": 8.0, "visit": 8.0}
LEAST_RATIO = {"customers": 0.3, "search": 0.3, "customer": 0.25, "today": 0.25, "check-in": 0.25, "visit": 0.25}
# How much slower a page may be with 100,000 customers than with 1,000.
GROWTH = 1.25
MOST_WORKER_MB, MOST_START_SECONDS = 130, 3.0
READY_AFTER = 1000


@dataclass
class Filled:
    """A company in its database."""

    size: int
    home: Path
    url: str
    company: Company
    pages: dict[str, list[list[Step]]]


def main() -> int:
    asked = arguments()
    engine = asked.database
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crm-bench-")))
        filled = [
            stack.enter_context(prepared(engine, size, work, asked.pages))
            for size in dict.fromkeys((asked.customers, SMALL))
        ]
        large = filled[0]
        scans = look_at_plans(large)
        running = [servers.product(made.home, made.url) for made in filled]
        for server in running:
            stack.callback(server.stop)
        floor = servers.floors(floor_settings(large, work))
        stack.callback(floor.stop)
        contenders = line_up(filled, running, floor, asked.pages)
        measuring.rounds(contenders, asked.rounds, asked.seconds, lambda line: print(line, flush=True))
        whole = about_the_whole(large, running[0])
    records = [*report(engine, filled, contenders), whole]
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n")
    print_table(records)
    return verdict(records, scans)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one run")
    parser.add_argument("--pages", nargs="*", default=list(MOST_CPU), choices=list(MOST_CPU))
    return parser.parse_args()


@contextmanager
def prepared(engine: str, size: int, work: Path, names: list[str]) -> Iterator[Filled]:
    """A migrated, filled database of its own, and what its pages do."""
    home = work / f"home-{size}"
    home.mkdir()
    with ExitStack() as stack:
        url = stack.enter_context(postgres(f"bench_{size}")) if engine == "postgresql" else ""
        settings = settings_module.load(home=home, database_url=url, log_level="ERROR")
        opened = database.connect(settings)
        company = filled_company(settings, size)
        pages = record_pages(settings, company, names)
        opened.close()
        yield Filled(size, home, url, company, pages)


@contextmanager
def postgres(name: str) -> Iterator[str]:
    import psycopg

    from tests.postgres import server

    with server(durable=True) as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        yield dsn.rpartition("/")[0] + f"/{name}"


def filled_company(settings: Settings, size: int) -> Company:
    """Fill it, or take the file of an earlier run with the same tables, made on the same day."""
    if settings.database_url:
        migrating.migrate(database.db)
        return filling.fill(size)
    key = hashlib.sha256()
    for file in (*sorted((servers.ROOT / "migrations").glob("*.py")), Path(filling.__file__)):
        key.update(file.read_bytes())
    kept = BUILD / "bench" / f"{size}-{time.strftime('%Y%m%d', time.gmtime())}-{key.hexdigest()[:12]}"
    if not kept.exists():
        migrating.migrate(database.db)
        company = filling.fill(size)
        database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.db.close()
        shutil.rmtree(kept.parent / "part", ignore_errors=True)
        (kept.parent / "part").mkdir(parents=True)
        shutil.copy(settings.sqlite_file, kept.parent / "part" / "crm.sqlite3")
        (kept.parent / "part" / "company.pickle").write_bytes(pickle.dumps(company))
        for older in kept.parent.glob(f"{size}-*"):
            shutil.rmtree(older)
        (kept.parent / "part").rename(kept)
        return company
    shutil.copy(kept / "crm.sqlite3", settings.sqlite_file)
    company = pickle.loads((kept / "company.pickle").read_bytes())
    assert isinstance(company, Company)
    return company


def record_pages(settings: Settings, company: Company, names: list[str]) -> dict[str, list[list[Step]]]:
    """Every page in its variants: the same page of several customers, several searches."""
    app = create_app(settings)
    paths = {
        "today": ["/today"],
        "customers": ["/customers"],
        "search": [f"/customers?q={quote(typed)}" for typed in SEARCHES],
        "customer": [f"/customers/{id}" for id in company.customers],
    }
    recorded = {}
    for name in [name for name in paths if name in names]:
        # The first page of each kind fills caches that last as long as the process.
        recording.record(app, paths[name][0], company.token)
        recorded[name] = [recording.record(app, path, company.token) for path in paths[name]]
    # The first one is to fill caches; the second is recorded, and then the sheet that it opens.
    for token, visit, _ in company.check_ins[:2]:
        recorded["check-in"] = [recording.record_post(app, check_in_path(visit), check_in_body(), token)]
        recorded["visit"] = [recording.record(app, f"/visits/{visit}", token)]
    return {name: recorded[name] for name in names}


def check_in_path(visit: UUID) -> str:
    return f"/visits/{visit}/check-in"


def check_in_body() -> str:
    return urlencode({"operation": new_id()})


def look_at_plans(large: Filled) -> list[str]:
    database.connect(settings_module.load(home=large.home, database_url=large.url))
    scans = []
    for name, variants in large.pages.items():
        statements = [statement for steps in variants for step in steps for statement in step.statements]
        scans += [f"{name}: {scan}" for scan in plans.full_scans(statements)]
    database.db.close()
    return sorted(set(scans))


def floor_settings(large: Filled, work: Path) -> dict[str, str]:
    """The rows of the bare page, and the statements and texts of the product's pages, for the floors' processes."""
    bare = work / "bare.sqlite3"
    with sqlite3.connect(bare) as connection:
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT, city TEXT)")
        names = ((f"Customer {number:05}", "Chicago") for number in range(10_000))
        connection.executemany("INSERT INTO row (name, city) VALUES (?, ?)", names)
        connection.execute("CREATE INDEX row_name ON row (name)")
    app = create_app(settings_module.load(home=large.home, database_url=large.url))
    steps = {
        step.path: (step.statements, step.text)
        for variants in large.pages.values()
        for made in variants
        for step in made
        if step.method == "GET"
    }
    pages = {
        "compression": {name: value for name, value in app.config.items() if name.startswith("COMPRESS_")},
        "steps": [(path, *made) for path, made in steps.items()],
        "check_in": check_in_floor(large) if "check-in" in large.pages else None,
    }
    file = work / "pages.pickle"
    file.write_bytes(pickle.dumps(pages))
    return {
        "FLOORS_PAGES": str(file),
        "FLOORS_BARE": str(bare),
        "FLOORS_FILE": str(large.home / "crm.sqlite3"),
        "FLOORS_URL": large.url,
    }


def check_in_floor(large: Filled) -> dict[str, Any]:
    """The statements of a recorded check-in, and by what its ids are replaced for the next one."""

    def values(token: str, visit: UUID, rep: UUID) -> list[Any]:
        return [native(large, visit), native(large, rep), sessions.token_hash(token)]

    statements, known = large.pages["check-in"][0][0].statements, values(*large.company.check_ins[1])
    return {
        "statements": statements,
        "known": known,
        "new": list(new_ids(statements) - set(known)),
        "others": [values(*stop) for stop in large.company.check_ins],
    }


def native(large: Filled, id: UUID) -> Any:
    """An id as the driver takes it."""
    return id if large.url else id.bytes


def new_ids(statements: list[tuple[str, tuple[Any, ...]]]) -> set[Any]:
    """The ids that the statements bring into the world: UUIDv7 tell their time, and these are of the last seconds."""
    newest = (time.time() - 120) * 1000
    found = set()
    for sql, values in statements:
        for value in values if sql.lstrip().upper().startswith("INSERT") else ():
            id = UUID(bytes=value) if isinstance(value, bytes) and len(value) == 16 else value
            if isinstance(id, UUID) and id.int >> 80 > newest:
                found.add(value)
    return found


def line_up(
    filled: list[Filled], running: list[servers.Server], floor: servers.Server, pages: list[str]
) -> dict[str, Contender]:
    """Who is measured: the bare page, and each page on both companies and as the same work."""
    found = {"bare": Contender(floor, lambda: iter([[load.get("/bare", floor.port)]]))}
    for name in pages:
        for made, server in zip(filled, running, strict=True):
            visits = check_ins if name == "check-in" else repeated
            found[f"{name} {made.size}"] = Contender(
                server,
                lambda visits=visits, made=made, server=server, name=name: visits(made, server, name),
                name == "check-in",
            )
        found[f"{name} same work"] = Contender(
            floor, lambda name=name: same_work(filled[0], floor, name), name == "check-in"
        )
    return found


def repeated(made: Filled, server: servers.Server, name: str) -> Iterator[list[bytes]]:
    for steps in made.pages[name]:
        yield [load.get(step.path, server.port, step.token) for step in steps]


def check_ins(made: Filled, server: servers.Server, _name: str) -> Iterator[list[bytes]]:
    """Each stop once, from the front; the same work takes them from the back."""
    for token, visit, _ in made.company.check_ins[2:]:
        yield [load.post(check_in_path(visit), server.port, check_in_body(), token)]


def same_work(made: Filled, floor: servers.Server, name: str) -> Iterator[list[bytes]]:
    if name != "check-in":
        for steps in made.pages[name]:
            yield [load.get(f"/same{step.path}", floor.port) for step in steps]
        return
    for number in range(len(made.company.check_ins) - 1, 2, -1):
        yield [load.post(f"/same/check-in/{number}", floor.port, "")]


def about_the_whole(large: Filled, server: servers.Server) -> dict[str, Any]:
    """Memory after 1,000 mixed requests, start, and what a phone fetches first."""
    mixed = [visit for name in large.pages if name != "check-in" for visit in repeated(large, server, name)]
    random.Random(7).shuffle(mixed)
    load.run(server.port, iter((mixed * (READY_AFTER // len(mixed) + 1))[:READY_AFTER]), 8, 600)
    (first_page, *_fragments) = large.pages.get("today", next(iter(large.pages.values())))[0]
    first = cold.cold_start(server.port, large.company.token, first_page.path)
    return {
        "worker_mb": round(server.largest_worker_mb(), 1),
        "start_s": round(server.start_seconds, 2),
        "js_bytes": first.js_bytes,
        "css_bytes": first.css_bytes,
        "cold_requests": first.requests,
    }


def report(engine: str, filled: list[Filled], contenders: dict[str, Contender]) -> list[dict[str, Any]]:
    bare = contenders["bare"]
    records = [record(engine, filled[0], "bare", bare, bare, None, count, []) for count in measuring.CONNECTIONS]
    for label, contender in contenders.items():
        name, _, kind = label.partition(" ")
        made = next((made for made in filled if str(made.size) == kind), None)
        if made is None:
            continue
        same = contenders[f"{name} same work"]
        for connections in measuring.CONNECTIONS:
            steps = made.pages[name]
            records.append(record(engine, made, name, contender, bare, same, connections, steps))
    return records


def record(
    engine: str,
    made: Filled,
    page: str,
    contender: Contender,
    bare: Contender,
    same: Contender | None,
    connections: int,
    variants: list[list[Step]],
) -> dict[str, Any]:
    samples = contender.samples[connections]
    return {
        "engine": engine,
        "customers": made.size,
        "page": page,
        "connections": connections,
        "requests_per_s": round(measuring.median(samples, "per_second"), 1),
        "p50_ms": round(measuring.median(samples, "p50"), 2),
        "p95_ms": round(measuring.median(samples, "p95"), 2),
        "cpu_ms": round(measuring.median(samples, "cpu_ms"), 3),
        "times_bare_cpu": round(measuring.ratio(samples, bare.samples[connections], "cpu_ms"), 2),
        "ratio_same_work": round(measuring.ratio(samples, same.samples[connections], "per_second"), 3)
        if same
        else None,
        "html_bytes": round(measuring.median(samples, "sent_bytes")),
        "queries": max((sum(len(step.statements) for step in steps) for steps in variants), default=1),
    }


def print_table(records: list[dict[str, Any]]) -> None:
    *measured, whole = records
    names = list(measured[0])
    widths = [max(len(name), *(len(str(record[name])) for record in measured)) for name in names]
    for row in [names, *([record[name] for name in names] for record in measured)]:
        print("  ".join(str(value).rjust(width) for value, width in zip(row, widths, strict=True)))
    print(", ".join(f"{name} {value}" for name, value in whole.items()))


def verdict(records: list[dict[str, Any]], scans: list[str]) -> int:
    """Say which goals were missed; the exit code is 1 when one was."""
    *measured, whole = records
    found = {(record["page"], record["customers"]): record for record in measured if record["connections"] == 8}
    size = max(customers for _, customers in found)
    missed = [f"full scan in {scan}" for scan in scans]
    for page in {page for page, _ in found} - {"bare"}:
        large, small = found[page, size], found.get((page, SMALL))
        if large["times_bare_cpu"] > MOST_CPU[page]:
            missed.append(f"{page}: {large['times_bare_cpu']} times the CPU of the bare page, at most {MOST_CPU[page]}")
        if large["ratio_same_work"] < LEAST_RATIO[page]:
            missed.append(f"{page}: {large['ratio_same_work']} of the same work, at least {LEAST_RATIO[page]}")
        if small and large["cpu_ms"] > small["cpu_ms"] * GROWTH:
            missed.append(f"{page}: {large['cpu_ms']} ms CPU with {size} customers, {small['cpu_ms']} with {SMALL}")
        if small and large["queries"] != small["queries"]:
            missed.append(f"{page}: {large['queries']} queries with {size} customers, {small['queries']} with {SMALL}")
    if whole["worker_mb"] > MOST_WORKER_MB:
        missed.append(f"a web process takes {whole['worker_mb']} MB, at most {MOST_WORKER_MB}")
    if whole["start_s"] > MOST_START_SECONDS:
        missed.append(f"the start takes {whole['start_s']} s, at most {MOST_START_SECONDS}")
    print("\n".join(f"missed: {line}" for line in missed) or "All goals reached.")
    return int(bool(missed))


if __name__ == "__main__":
    os.environ.pop("CRM_ORIGIN", None)
    sys.exit(main())
