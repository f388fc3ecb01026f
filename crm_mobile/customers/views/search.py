"""Searching everything from one field."""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core.language import ngettext
from crm_mobile.core.text import clean
from crm_mobile.customers import labels, queries
from crm_mobile.web.replies import announce, page, wants_fragment

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def index() -> Response:
    typed = clean(request.args.get("q", ""))[:100]
    found = queries.search(current_user._get_current_object(), typed) if typed else []
    context: dict[str, Any] = {"q": typed, "customers": found, "stages": labels.stages(archived=True), "following": ""}
    if not wants_fragment():
        return page("customers/search/index.html", **context)
    response = page("customers/search/_found.html", **context)
    return announce(response, ngettext("%(num)d customer found", "%(num)d customers found", len(found)))
