"""Running a verb once per operation id of the page that sent it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request
from flask_login import current_user

from crm_mobile.core import operations
from crm_mobile.core.clock import now
from crm_mobile.core.ids import new_id, parse_id


def operation_id() -> UUID:
    """The id that the page gave this write; a page without scripts gives none and gets one here."""
    return parse_id(request.headers.get("X-Outbox") or request.form.get("operation")) or new_id()


def once(verb: Callable[..., Any], *arguments: Any, **named: Any) -> UUID | None:
    """Run a verb once, whatever is sent again, and give the id of what it returned."""

    def run() -> str | None:
        result = verb(*arguments, **named)
        return str(result.id) if getattr(result, "id", None) is not None else None

    sent = [("path", request.path), *request.form.items(multi=True)]
    sent += [(f"file {name}", f"{file.filename}") for name, file in request.files.items(multi=True)]
    return parse_id(operations.once(operation_id(), current_user.id, operations.digest(sent), run, now()))
