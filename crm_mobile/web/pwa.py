"""What makes the pages an app: manifest, service worker and the offline page."""

import json
import struct
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request

from crm_mobile.core import language, paths
from crm_mobile.core.language import _
from crm_mobile.web.access import public

blueprint = Blueprint("pwa", __name__)

# What every page needs, fetched when the worker is installed.
SHELL = ("css/app.css", "js/app.js", "icons/sprite.svg", "icons/icon.svg")
OFFLINE = "/offline"
GROUND = "#f7f6f3"


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """How the app installs itself, in the language of the person who installs it."""
    described = {
        "id": "/",
        "name": _("CRM for the road"),
        "short_name": _("CRM"),
        "description": _("Visits, customers and follow-ups, with one thumb and a bad signal."),
        "lang": language.spoken(),
        "dir": "ltr",
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "theme_color": GROUND,
        "background_color": GROUND,
        "categories": ["business", "productivity"],
        "prefer_related_applications": False,
        "icons": _icons(),
        "shortcuts": [
            _shortcut(_("Today"), "/today", "today"),
            _shortcut(_("New customer"), "/customers/new", "customers"),
            _shortcut(_("Tasks"), "/tasks", "tasks"),
        ],
        "screenshots": _screenshots(paths.static_folder() / "screenshots"),
    }
    response = make_response(json.dumps(described, ensure_ascii=False, separators=(",", ":")))
    response.mimetype = "application/manifest+json"
    response.headers["Vary"] = "Cookie, Accept-Language"
    # Every page names it; asked for once an hour it costs no page a request.
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The service worker of this build; asked for at each start, so it is never kept without asking."""
    build = {"build": current_app.config["BUILD"], "files": [_asset(path) for path in SHELL], "offline": OFFLINE}
    source = (paths.static_folder() / "js" / "worker.js").read_text("utf-8")
    response = make_response(f"const BUILD = {json.dumps(build)};\n{source}")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(OFFLINE)
@public
def offline() -> Response:
    """What the worker shows when there is no answer. It is kept on the phone, so it is nobody's in particular."""
    if wanted := request.args.get("language"):
        language.speak(wanted)
    # A notice waits for the page that its reader sees; this one is fetched behind her back.
    response = make_response(render_template("pwa/offline.html", current_user=None, pending_notice=lambda: None))
    response.headers["Content-Language"] = language.spoken()
    return response


def _asset(path: str) -> str:
    asset: Any = current_app.jinja_env.globals["asset"]
    return str(asset(path))


def _icons() -> list[dict[str, str]]:
    sizes = [(192, "any"), (512, "any"), (192, "maskable"), (512, "maskable")]
    drawn = [
        {
            "src": _asset(f"icons/{'maskable' if purpose == 'maskable' else 'icon'}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in sizes
    ]
    return [*drawn, {"src": _asset("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]


def _shortcut(name: str, address: str, icon: str) -> dict[str, Any]:
    drawn = {"src": _asset(f"icons/shortcut-{icon}-96.png"), "sizes": "96x96", "type": "image/png"}
    return {"name": name, "url": address, "icons": [drawn]}


def _screenshots(folder: Path) -> list[dict[str, str]]:
    """Those that lie in static/screenshots; the name of the file is what it shows: "today.png"."""
    return [
        {
            "src": _asset(f"screenshots/{picture.name}"),
            "sizes": f"{width}x{height}",
            "type": "image/png",
            "form_factor": "narrow" if width < height else "wide",
            "label": picture.stem.replace("-", " ").capitalize(),
        }
        for picture in sorted(folder.glob("*.png"))
        for width, height in [_size(picture)]
    ]


def _size(picture: Path) -> tuple[int, int]:
    """Width and height from the head of a PNG file."""
    with picture.open("rb") as opened:
        width, height = struct.unpack(">II", opened.read(24)[16:24])
    return int(width), int(height)
