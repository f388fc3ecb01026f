"""Named holes: a page of a lower slice shows what higher slices have to say about its subject, in the same request.

`features.py` fills the table: for each hole the functions (user, subject) → context, each with its template.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import current_app
from flask_login import current_user
from markupsafe import Markup


class Filling(NamedTuple):
    context: Callable[[Any, Any], Mapping[str, Any] | None]
    template: str


_holes: dict[str, Sequence[Filling]] = {}


def register(holes: Mapping[str, Sequence[Filling]]) -> None:
    _holes.clear()
    _holes.update(holes)


def hole(name: str, subject: Any) -> Markup:
    """What fills a hole for this subject and the person reading. A context of None shows nothing."""
    pieces = []
    for filling in _holes[name]:
        context = filling.context(current_user._get_current_object(), subject)
        if context is not None:
            template = current_app.jinja_env.get_template(filling.template)
            given = dict(context)
            current_app.update_template_context(given)
            pieces.append(template.render(given))
    return Markup("".join(pieces))
