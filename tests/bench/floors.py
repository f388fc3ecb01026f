"""The two floors: a bare page of 25 rows, and the same work as a page of the product, done by hand."""

import os
import pickle
import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_compress import Compress
from markupsafe import Markup

from crm_mobile.core.ids import new_id

BARE = """<!doctype html>
<html lang="en"><head><title>Rows</title></head>
<body><h1>Rows</h1><ul>
{% for id, name, city in rows %}<li><a href="/rows/{{ id }}">{{ name }}</a> {{ city }}</li>
{% endfor %}</ul></body></html>
"""
# The page's bytes, line by line, as its own template would put them out.
SAME = "{% for line in lines %}{{ line }}\n{% endfor %}"


def create_app() -> Flask:
    """The floors as one application; what it needs to know comes through the environment."""
    app = Flask("floors")
    pages = pickle.loads(Path(os.environ["FLOORS_PAGES"]).read_bytes())
    app.config.update(pages["compression"])
    Compress(app)
    bare, same = app.jinja_env.from_string(BARE), app.jinja_env.from_string(SAME)
    rows = Connections(lambda: _sqlite(os.environ["FLOORS_BARE"]))
    real = Connections(_postgres if os.environ["FLOORS_URL"] else lambda: _sqlite(os.environ["FLOORS_FILE"]))
    steps = {path: (made, [Markup(line) for line in text.splitlines()]) for path, made, text in pages["steps"]}
    writing = Writing(pages["check_in"], real) if pages["check_in"] else None

    @app.get("/ready")
    def ready() -> str:
        return "ok"

    @app.get("/bare")
    def show_bare() -> str:
        found = rows.get().execute("SELECT id, name, city FROM row ORDER BY name LIMIT 25").fetchall()
        return bare.render(rows=found)

    @app.get("/same/<path:path>")
    def show_same(path: str) -> str:
        statements, lines = steps[request.full_path.removeprefix("/same").rstrip("?")]
        connection = real.get()
        for sql, values in statements:
            connection.execute(sql, values).fetchall()
        return same.render(lines=lines)

    @app.post("/same/check-in/<int:number>")
    def write_same(number: int) -> Response:
        assert writing is not None
        writing.run(number)
        return Response("", 303, {"Location": "/"})

    return app


class Connections:
    """One connection per thread, as the product has them."""

    def __init__(self, connect: Any) -> None:
        self.connect, self.local = connect, threading.local()

    def get(self) -> Any:
        if not hasattr(self.local, "connection"):
            self.local.connection = self.connect()
        return self.local.connection


class Writing:
    """A recorded POST again, with other ids: the same rows in one BEGIN IMMEDIATE with synchronous=FULL."""

    def __init__(self, recorded: dict[str, Any], real: Connections) -> None:
        self.statements, self.known, self.new = recorded["statements"], recorded["known"], recorded["new"]
        self.others, self.real = recorded["others"], real

    def run(self, number: int) -> None:
        native = bool(os.environ["FLOORS_URL"])
        others = dict(zip(self.known, self.others[number], strict=True))
        others |= {id: new_id() if native else new_id().bytes for id in self.new}
        connection = self.real.get()
        connection.execute("BEGIN" if native else "BEGIN IMMEDIATE")
        for sql, values in self.statements:
            cursor = connection.execute(sql, tuple(others.get(value, value) for value in values))
            if cursor.description:
                cursor.fetchall()
        connection.execute("COMMIT")


def _sqlite(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
    pragmas = ("journal_mode=wal", "synchronous=full", "foreign_keys=1", "temp_store=memory", "cache_size=-16000")
    for pragma in (*pragmas, f"mmap_size={256 << 20}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _postgres() -> Any:
    import psycopg

    return psycopg.connect(os.environ["FLOORS_URL"], autocommit=True, prepare_threshold=None)
