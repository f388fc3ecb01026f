"""Marking what may be reached without a sign-in. Everything else needs one; `team.guards` sees to it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Let people who are not signed in reach this view."""
    view.public = True  # type: ignore[attr-defined]
    return view
