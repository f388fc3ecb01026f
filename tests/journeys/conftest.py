"""Journeys: the real product behind its own server, driven in a real browser as people do it.

Whatever the browser complains about on the way (a violated policy, a console error, a failed request) fails the journey.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from crm_mobile.core.clock import now
from crm_mobile.team import sessions
from crm_mobile.team.models import User
from crm_mobile.web.security import SESSION_COOKIE

ROOT = Path(__file__).parents[2]
PATIENCE = 30
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
# Chromium on loopback needs no third party: any other host fails at once, and with it the journey.
ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
WATCH = """window.violations = []; document.addEventListener('securitypolicyviolation', event =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
# A browser aborts what it no longer needs when a page is left; that is no failure of ours.
HARMLESS = ("net::ERR_ABORTED", "Transition was", "favicon.ico")


@dataclass
class Server:
    """A running product: its address and its home."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]


@pytest.fixture
def server(db: Any, tmp_path: Path, on_postgres: bool) -> Iterator[Server]:
    """The product as `crm-mobile serve` starts it, on this test's own database with the cast in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environment = {
        **inherited,
        "CRM_ENV": "test",
        "CRM_HOME": str(tmp_path),
        "DATABASE_URL": db.database if on_postgres else "",
        "PYTHONPATH": str(ROOT),
    }
    command = [
        sys.executable,
        "-m",
        "crm_mobile.cli",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, tmp_path / "server.log")
            yield Server(f"http://127.0.0.1:{port}", tmp_path, process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            if process.poll() is None:
                process.kill()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(f"the server ended:\n{log.read_text()[-3000:]}")
        with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server is not ready:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = shutil.which("chromium")
    assert found, "Chromium is missing; `make test` installs it"
    browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield browser
    browser.close()


@dataclass
class Device:
    """A browser of one person, and what went wrong in it."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def watch(self, page: Page) -> None:
        page.on("console", lambda message: self._note("console", message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("requestfailed", lambda request: self._note("request", f"{request.url} {request.failure}"))
        page.on(
            "response",
            lambda answer: self._note("answer", f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )

    def _note(self, kind: str, what: str) -> None:
        if not any(sign in what for sign in (*HARMLESS, *self.expected)):
            self.complaints.append(f"{kind}: {what}")

    def review(self) -> None:
        violated = self.page.evaluate("() => window.violations ?? []")
        assert not violated, f"the content security policy was violated: {violated}"
        assert not self.complaints, self.complaints


@pytest.fixture
def device(browser: Browser, server: Server) -> Iterator[Callable[..., Device]]:
    """A device of a person: `device(world.rosa)` is her phone, signed in; `device(world.max, TABLET)` his tablet."""
    opened: list[Device] = []

    def begin(user: User | None, kind: dict[str, Any] = PHONE, **options: Any) -> Device:
        given = {"locale": "en-US", "timezone_id": "Asia/Shanghai", "color_scheme": "light", "base_url": server.address}
        context = browser.new_context(**{**kind, **given, **options})
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        if user is not None:
            token = sessions.begin(user, device_name="Journey", at=now())
            context.add_cookies(
                [
                    {
                        "name": SESSION_COOKIE,
                        "value": token,
                        "url": server.address.replace("http:", "https:"),
                        "secure": True,
                        "httpOnly": True,
                        "sameSite": "Lax",
                    }
                ]
            )
        made = Device(context, context.new_page())
        made.watch(made.page)
        opened.append(made)
        return made

    yield begin
    for each in opened:
        if not each.page.is_closed():  # a test may have closed it itself
            each.review()
        each.context.close()


@contextmanager
def throttled(device: Device) -> Iterator[None]:
    """A cheap phone on a slow network: what Lighthouse calls slow 4G, and a processor a quarter as fast."""
    session = device.context.new_cdp_session(device.page)
    session.send("Network.enable")
    network = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    yield
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
