"""What every answer carries and every unsafe request must show: strict policy headers, and proof that it is our own page."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    CustomHeader,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

from crm_mobile.core.errors import Refused
from crm_mobile.core.language import _
from crm_mobile.core.settings import Settings

SESSION_COOKIE = "__Host-session"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

# No nonce: it would live on in cached pages. Nothing inline, nothing from elsewhere.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "default",
}


def _headers(settings: Settings) -> list[tuple[str, str]]:
    policy = ContentSecurityPolicy().value("; ".join(f"{name} {value}" for name, value in POLICY.items()))
    secure = Secure(
        csp=policy,
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation("self").camera("self").microphone().payment().usb(),
        hsts=StrictTransportSecurity().max_age(31_536_000) if settings.origin.startswith("https://") else None,
        custom=[CustomHeader("X-Frame-Options", "DENY")],
    )
    return list(secure.headers.items())


def protect(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, and refuse unsafe requests that do not come from our own pages."""
    headers = _headers(settings)

    @app.before_request
    def refuse_strangers() -> None:
        if request.method in UNSAFE and not _is_ours(settings):
            raise Refused(
                _("This request came from another site, so nothing was changed. Open the page again and repeat it.")
            )

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend(headers)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache" if response.status_code < 400 else "no-store"
        if response.mimetype == "text/html":
            response.headers["Vary"] = "HX-Request, Cookie, Accept-Language"
        return response


def _is_ours(settings: Settings) -> bool:
    """Fetch Metadata decides where the browser sends it, the Origin header where not, the absence of a session at last."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is not None:
        # Behind a proxy the configured origin counts; without one the address that was asked for.
        return origin == (settings.origin or f"{request.scheme}://{request.host}")
    return SESSION_COOKIE not in request.cookies


def is_safe_next(path: str) -> bool:
    """Whether an address given for "afterwards" is one of our own pages."""
    parts = urlsplit(path)
    return path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and "\n" not in path
