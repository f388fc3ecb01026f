"""create_app(): the whole product on one screen."""

from flask import Flask, Response, request
from flask_compress import Compress
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from crm_mobile import features, reactions
from crm_mobile.core import clock, database, logs, paths, preferences
from crm_mobile.core import settings as settings_module
from crm_mobile.core.settings import Settings
from crm_mobile.customers import timeline
from crm_mobile.team import guards
from crm_mobile.web import assets, faults, formats, holes, replies, security
from crm_mobile.web.templating import SpokenEnvironment


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; the database is connected, the assets are built, nothing is migrated."""
    settings = settings or settings_module.load()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    logs.configure(settings.log_level)
    clock.run_at(settings.clock_rate)
    database.connect(settings)

    app = Flask("crm_mobile", template_folder=str(paths.templates_folder()), static_folder=None)
    app.jinja_environment = SpokenEnvironment
    app.config.update(
        CRM=settings,
        MAX_CONTENT_LENGTH=(settings.photo_limit_mb + 1) << 20,
        MAX_FORM_MEMORY_SIZE=4 << 20,
        TEMPLATES_AUTO_RELOAD=settings.env == "development",
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/manifest+json", "text/javascript"],
    )
    app.url_map.strict_slashes = False
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]

    app.before_request(database.look_alive)
    Htmx(app)
    formats.install(app, settings.region)
    faults.install(app)
    # What runs before a request does so in this order, what runs after it in the reverse one: headers, tag, compression.
    Compress(app)
    tag_pages(app)
    guards.install(app, settings)
    security.protect(app, settings)
    built = assets.prepare(paths.static_folder(), settings.home)
    app.wsgi_app = assets.serve(app.wsgi_app, built)  # type: ignore[method-assign]
    app.jinja_env.globals.update(asset=built.url, hole=holes.hole, pending_notice=replies.pending_notice)
    app.config["BUILD"] = built.build

    reactions.register()
    holes.register(features.HOLES)
    timeline.register(features.TIMELINE, features.READINGS, features.READERS)
    for blueprint in features.BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.context_processor
    def shared() -> dict[str, object]:
        return {"demo_database": is_demo(app)}

    return app


def is_demo(app: Flask) -> bool:
    """Whether the database holds the demo company; a database does not change its nature while the server runs."""
    if "DEMO" not in app.config:
        app.config["DEMO"] = bool(preferences.get("demo"))
    return bool(app.config["DEMO"])


def tag_pages(app: Flask) -> None:
    """Give each page an ETag, so that an unchanged one costs a few bytes on a bad signal."""

    @app.after_request
    def tag(response: Response) -> Response:
        is_page = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
        is_kept = response.headers["Cache-Control"].startswith("private") and "Set-Cookie" not in response.headers
        if is_page and is_kept:
            response.add_etag(weak=True)
            response.make_conditional(request)
        return response
