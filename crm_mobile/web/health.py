"""Whether the server lives, and whether it can serve: for supervisors and load balancers."""

from flask import Blueprint, Response, current_app

from crm_mobile.core import database, migrating, rows
from crm_mobile.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    try:
        rows.scalar("SELECT 1")
        waiting = [] if current_app.config.get("MIGRATED") else migrating.pending(database.db)
    except Exception as fault:  # whatever it is, this server cannot serve
        database.drop_lost()
        return Response(f"database: {type(fault).__name__}\n", 503, mimetype="text/plain")
    if waiting:
        return Response(f"migrations pending: {len(waiting)}\n", 503, mimetype="text/plain")
    current_app.config["MIGRATED"] = True
    return Response("ok\n", mimetype="text/plain")
