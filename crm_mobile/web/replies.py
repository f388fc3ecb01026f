"""Hypermedia replies: pages, fragments, redirects after a write, and the notice that the next page shows."""

import json
from typing import Any
from urllib.parse import quote, unquote

from flask import Response, g, make_response, render_template, request

NOTICE_COOKIE = "__Host-notice"


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A rendered template. The same file serves a fragment when it holds one."""
    response = make_response(render_template(template, **context), status)
    if g.get("notice_shown"):
        response.delete_cookie(NOTICE_COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def see_other(address: str, notice: str = "", undo: str = "") -> Response:
    """Send the browser on after a write (303), with a sentence for the next page and perhaps an address to undo it.

    An htmx request is told by HX-Redirect to load that page.
    """
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
    else:
        response = make_response("", 303)
        response.headers["Location"] = address
    if notice:
        told = quote(json.dumps({"text": notice[:300], "undo": undo}, separators=(",", ":")))
        response.set_cookie(NOTICE_COOKIE, told, max_age=60, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def kept_nowhere(response: Response) -> Response:
    """Forbid every cache to keep this answer."""
    response.headers["Cache-Control"] = "no-store"
    return response


def announce(response: Response, sentence: str) -> Response:
    """Let the live region of the open page say a sentence."""
    response.headers["HX-Trigger"] = json.dumps({"announce": sentence})
    return response


def pending_notice() -> dict[str, str] | None:
    """The sentence that the write before this page left, once."""
    told = request.cookies.get(NOTICE_COOKIE)
    if not told:
        return None
    try:
        notice = json.loads(unquote(told))
        text, undo = str(notice["text"]), str(notice.get("undo", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    g.notice_shown = True
    return {"text": text, "undo": undo if undo.startswith("/") and not undo.startswith("//") else ""}


def wants_fragment() -> bool:
    """Whether htmx asks for a piece, rather than a browser for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"
