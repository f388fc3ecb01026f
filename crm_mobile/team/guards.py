"""Who is asking: the session cookie becomes the current user; every view needs one unless it says `public`."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Request, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import LoginManager, current_user

from crm_mobile.core import language
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Refused
from crm_mobile.core.language import _
from crm_mobile.core.settings import Settings
from crm_mobile.team import sessions
from crm_mobile.team.models import User
from crm_mobile.web import faults
from crm_mobile.web.replies import NOTICE_COOKIE
from crm_mobile.web.security import SESSION_COOKIE, is_safe_next

View = TypeVar("View", bound=Callable[..., Any])


def role_required(*roles: str) -> Callable[[View], View]:
    """Keep a view to some roles."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **named: Any) -> Any:
            if current_user.role not in roles:
                raise Refused(_("You may not do this. Ask your manager or an admin."))
            return view(*arguments, **named)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap


def install(app: Flask, settings: Settings) -> None:
    """Load the user of each request and turn away who is not signed in."""
    login = LoginManager(app)
    # Flask's own session carries no identity: a phone that moves between two networks must not be signed out.
    login.session_protection = None

    @login.request_loader
    def load(asked: Request) -> User | None:
        token = asked.cookies.get(SESSION_COOKIE, "")
        found = sessions.resume(token, settings, now()) if token else None
        if found is None:
            return None
        user, g.session = found
        return user

    @app.before_request
    def set_language() -> None:
        user = current_user._get_current_object()
        if user.is_authenticated:
            language.speak(user.language)
        else:
            language.speak(language.match([tag for tag, _quality in request.accept_languages], settings.language))

    @app.before_request
    def require_user() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        if current_user.is_authenticated or view is None or getattr(view, "public", False):
            return None
        return signed_out()


def signed_out() -> Response:
    """Ask for a sign-in: a page is sent there and back, a form's page keeps what was typed and shows the form in place."""
    if request.headers.get("HX-Request") == "true":
        response = make_response(render_template("errors/_signed_out.html"), 401)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path.rstrip("?")
        # An address with a position in it must not come to stand in another address.
        onward = wanted if is_safe_next(wanted) and wanted != "/" and "near=" not in wanted else None
        return redirect(url_for("sign_in.new", next=onward), 303)  # type: ignore[return-value]
    return faults.answer(401)


def keep_session(response: Response, token: str, settings: Settings) -> Response:
    """Hand the cookie of a new session to the browser."""
    lifetime = timedelta(days=settings.session_absolute_days)
    response.set_cookie(SESSION_COOKIE, token, max_age=lifetime, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def drop_session(response: Response) -> Response:
    """Take the cookie back, and with it the sentence that the next page would have said to this person."""
    for name in (SESSION_COOKIE, NOTICE_COOKIE):
        response.delete_cookie(name, secure=True, httponly=True, samesite="Lax", path="/")
    # Photos are kept by the browser for long; what a signed-out phone holds is nobody's to look at.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
