"""The four errors, the broken requests and the broken server, each answered with a sentence where it helps."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from crm_mobile.core import database
from crm_mobile.core.database import Busy
from crm_mobile.core.errors import Conflict, Invalid, NotFound, Refused, TooMany
from crm_mobile.core.language import _
from crm_mobile.web.replies import page

log = structlog.get_logger()


def sentence_for(status: int) -> str:
    """What a status means for the person who got it and what she can do."""
    return {
        400: _("The request was not understood. Reload the page and try again."),
        401: _("You are signed out. Sign in to go on; what you typed is still here."),
        403: _("You may not do this. Ask your manager or an admin."),
        404: _("This does not exist, or it is not yours to see."),
        405: _("This address does not take that kind of request. Go back and use the buttons of the page."),
        409: _("Somebody changed this meanwhile."),
        410: _("This is gone."),
        413: _("This file is too large. Send a smaller one."),
        422: _("Something has to be corrected first."),
        429: _("Too many requests. Wait a minute, then try again."),
        503: _("The server is busy. Nothing was changed; try again in a moment."),
        507: _("The server's disk is full, so nothing was saved. Tell an admin; what you typed stays on this phone."),
    }.get(status, _("Something went wrong on our side. Nothing was changed. Try again; if it stays, tell an admin."))


def answer(status: int, sentence: str = "", **context: object) -> Response:
    """An error as a page, or for htmx as a sentence in the notice region of the open page."""
    sentence = sentence or sentence_for(status)
    if request.headers.get("HX-Request") == "true":
        response = make_response(
            render_template("errors/_notice.html", status=status, sentence=sentence, **context), status
        )
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return make_response(render_template("errors/error.html", status=status, sentence=sentence, **context), status)


def install(app: Flask) -> None:
    """Map errors to answers, once for the whole product."""

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        return answer(404, str(error))

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        form_page, status = g.get("form_page"), 429 if isinstance(error, TooMany) else 403
        if form_page and not current_user.is_authenticated:
            # Sign-in and set-up show their refusals in the form itself.
            form_page[1]["form"].blame(Invalid(str(error)))
            return page(form_page[0], status, **form_page[1])
        return answer(status, str(error))

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Response:
        return answer(409, str(error))

    @app.errorhandler(Invalid)
    def invalid(error: Invalid) -> Response:
        form_page = g.get("form_page")
        if form_page is None:
            return answer(422, str(error))
        template, context = form_page
        context["form"].blame(error)
        return page(template, 422, **context)

    @app.errorhandler(Busy)
    def busy(error: Busy) -> Response:
        response = answer(503, sentence_for(503))
        response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> Response:
        return answer(413)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return error.get_response(request.environ)  # type: ignore[return-value]
        return answer(error.code or 500)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        if database.drop_lost():
            log.warning("database connection lost", fault=type(error).__name__)
            return busy(Busy(str(error)))
        full = "disk is full" in str(error) or "No space left" in str(error)
        log.error(
            "request failed",
            endpoint=request.endpoint,
            method=request.method,
            fault=type(error).__name__,
            exc_info=not full,
        )
        if app.testing and not full and app.config.get("PROPAGATE_FAULTS", True):
            raise error
        return answer(507 if full else 500)
