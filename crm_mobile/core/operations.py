"""Each write of a page happens once, however often it is sent: the operation id decides."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegrityError

from crm_mobile.core import database
from crm_mobile.core.errors import Conflict, NotFound
from crm_mobile.core.language import _
from crm_mobile.core.models import Operation


def digest(fields: Iterable[tuple[str, str]]) -> str:
    """A hash of what was sent, without the operation id itself, in the order of the names."""
    hashed = hashlib.sha256()
    for name, value in sorted(fields):
        if name != "operation":
            hashed.update(f"{len(name)}:{name}{len(value)}:{value}".encode(errors="surrogatepass"))
    return hashed.hexdigest()


def once(operation_id: UUID, user_id: UUID, body: str, run: Callable[[], Any], at: datetime) -> Any:
    """Run a write in one transaction with its operation row and give its short JSON answer; a replay gets the stored one.

    Raises Conflict for the same id with another body, NotFound for another person's id.
    """

    def attempt() -> Any:
        with database.writing():
            earlier = Operation.get_or_none(Operation.id == operation_id)
            if earlier:
                return _answer(earlier, user_id, body)
            answer = run()
            Operation.create(id=operation_id, user_id=user_id, digest=body, answer=answer, at=at)
            return answer

    try:
        return database.persistently(attempt)
    except IntegrityError as fault:
        # The same operation arrived twice at once (PostgreSQL): the other one has won, and its answer stands.
        earlier = Operation.get_or_none(Operation.id == operation_id)
        if earlier is None and database.is_duplicate(fault):
            raise Conflict(_("Somebody saved the same at this very moment. Look at it again.")) from fault
        if earlier is None:
            raise
        return _answer(earlier, user_id, body)


def _answer(earlier: Operation, user_id: UUID, body: str) -> Any:
    if earlier.user_id != user_id:
        raise NotFound(_("This does not exist, or it is not yours to see."))
    if earlier.digest != body:
        raise Conflict(_("This form was already sent with other contents. Reload the page to see what was saved."))
    return earlier.answer


def forget_before(moment: datetime) -> int:
    """Drop operations accepted before a moment."""
    return Operation.delete().where(Operation.at < moment).execute()
