"""What a page really does: its statements with their values, its bytes, and what it loads without a tap."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from crm_mobile.core import database
from crm_mobile.web.security import SESSION_COOKIE

COMPRESSION = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "en"}
# A fragment that a page loads by itself counts with it; one that waits for a tap or for scrolling does not.
BY_ITSELF = re.compile(r"<[^>]*\bhx-trigger=\"[^\"]*\bload\b[^\"]*\"[^>]*>")
ADDRESS = re.compile(r"\bhx-get=\"([^\"]+)\"")


@dataclass
class Step:
    """One request of a page: its statements and its text."""

    method: str
    path: str
    token: str
    body: str
    statements: list[tuple[str, tuple[Any, ...]]]
    text: str
    status: int


def record(app: Flask, path: str, token: str) -> list[Step]:
    """Fetch a page and the fragments it loads by itself."""
    step = _request(app, "GET", path, token)
    if step.status != 200:
        raise RuntimeError(f"{path} answered {step.status}")
    fragments = [ADDRESS.search(tag) for tag in BY_ITSELF.findall(step.text)]
    return [step, *(_request(app, "GET", found[1].replace("&amp;", "&"), token) for found in fragments if found)]


def record_post(app: Flask, path: str, body: str, token: str) -> list[Step]:
    """Post a form. The page that the answer leads to is a page of its own and measured as such."""
    step = _request(app, "POST", path, token, body)
    if step.status != 303:
        raise RuntimeError(f"{path} answered {step.status}: {step.text[:300]}")
    return [step]


def _request(app: Flask, method: str, path: str, token: str, body: str = "") -> Step:
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token, secure=True)
    options: dict[str, Any] = {
        "base_url": "https://localhost",
        "headers": {**COMPRESSION, "Sec-Fetch-Site": "same-origin"},
    }
    if method == "POST":
        options |= {"data": body, "content_type": "application/x-www-form-urlencoded"}
    with _statements() as seen:
        answer = client.open(path, method=method, **options)
    if answer.status_code == 303:
        location = answer.headers["Location"].removeprefix("https://localhost")
        return Step(method, path, token, body, seen, location, 303)
    plain = client.open(path, **{**options, "headers": {"Accept-Language": "en"}}) if method == "GET" else answer
    return Step(method, path, token, body, seen, plain.get_data(as_text=True), answer.status_code)


@contextmanager
def _statements() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Every statement that reaches the database inside, in order; BEGIN and COMMIT are the driver's own."""
    opened, seen = database.db.obj, []
    original = opened.execute_sql

    def noting(sql: str, params: Any = None, *rest: Any, **named: Any) -> Any:
        seen.append((sql, tuple(params or ())))
        return original(sql, params, *rest, **named)

    opened.execute_sql = noting
    try:
        yield seen
    finally:
        del opened.execute_sql
