"""`crm-mobile serve`: gunicorn and the worker under one supervisor, on a socket that outlives both."""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from crm_mobile.core import database, migrating, preferences
from crm_mobile.core import settings as settings_module
from crm_mobile.core.errors import Misconfigured
from crm_mobile.core.settings import Settings
from crm_mobile.host.supervisor import Child, supervise

APPLICATION = "crm_mobile.app:create_app()"

# gunicorn's exit codes for an application that cannot be loaded: the same again would follow.
CANNOT_START = frozenset({3, 4})


def serve(
    settings: Settings,
    certificate: Path | None = None,
    key: Path | None = None,
    others: Sequence[Child] = (),
    greeting: str = "",
) -> int:
    """Serve until a signal says stop; refuse while migrations are pending or the address is taken."""
    check(settings)
    pass_on(settings)
    listening = listen(settings.host, settings.port)
    web = Child("web", web_command(settings, listening, certificate, key), (listening.fileno(),), CANNOT_START)
    # Said once the address is ours; a caller who is quicker than the web process waits in its queue.
    print(greeting or f"crm-mobile: listening on {settings.host} port {settings.port}", flush=True)
    worker = Child("worker", [sys.executable, "-m", "crm_mobile.host.worker"])
    return supervise([web, worker, *others])


def check(settings: Settings) -> None:
    """Say what has to be done before this release can serve this database."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = database.connect(settings)
    waiting = migrating.pending(opened)
    if waiting:
        raise Misconfigured(
            f"The database waits for {len(waiting)} migrations ({waiting[0]} first). Run: crm-mobile migrate"
        )
    if settings.env == "production" and preferences.get("demo"):
        raise Misconfigured(
            "This database holds the demo company, whose password many know. Production needs a database of its own: "
            "set CRM_HOME or DATABASE_URL to another one and run: crm-mobile migrate"
        )
    newer = migrating.unknown(opened)
    if newer:
        raise Misconfigured(
            f"The database has had migrations that this release does not know ({newer[-1]}). "
            "Install the release that made it, or restore the copy saved before."
        )


def listen(host: str, port: int) -> socket.socket:
    """Take the address once: a web process that is started again finds its callers waiting in the same queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as taken:
        raise Misconfigured(
            f"Cannot listen on {host} port {port}: {os.strerror(taken.errno or 0)}. Choose another with PORT=… or --port."
        ) from taken
    listening.set_inheritable(True)
    return listening


def pass_on(settings: Settings) -> None:
    """Let the children read the same settings, those of the command line included."""
    os.environ.update(
        CRM_HOME=str(settings.home),
        CRM_HOST=settings.host,
        CRM_PORT=str(settings.port),
        CRM_WORKERS=str(settings.workers),
        CRM_ORIGIN=settings.origin,
    )


def web_command(settings: Settings, listening: socket.socket, certificate: Path | None, key: Path | None) -> list[str]:
    # No access log: addresses and positions in query strings have no place in a file. No control socket: nobody asks.
    # No preload: a renewed worker reads the new release, and no connection is shared across a fork.
    command = [
        *(sys.executable, "-m", "gunicorn", APPLICATION),
        *("--bind", f"fd://{listening.fileno()}"),
        *(
            "--worker-class",
            "crm_mobile.host.fair_worker.FairWorker",
            "--workers",
            str(settings.workers),
            "--threads",
            str(settings.threads),
        ),
        *("--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "15"),
        *("--log-level", "warning", "--no-control-socket", "--forwarded-allow-ips", ""),
    ]
    if Path("/dev/shm").is_dir():
        # The sign of life is a file; on a busy disk it would come late and a healthy worker be killed.
        command += ["--worker-tmp-dir", "/dev/shm"]
    if certificate and key:
        command += ["--certfile", str(certificate), "--keyfile", str(key)]
    return command


def main() -> None:
    try:
        sys.exit(serve(settings_module.load()))
    except Misconfigured as wrong:
        sys.exit(f"crm-mobile: {wrong}")


if __name__ == "__main__":
    main()
