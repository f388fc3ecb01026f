"""What a phone fetches at its first visit, to the load event: counted in a browser."""

import shutil
from dataclasses import dataclass

from crm_mobile.web.security import SESSION_COOKIE


@dataclass
class ColdStart:
    """Requests and compressed bytes by kind, without what the service worker fetches for itself."""

    requests: int
    js_bytes: int
    css_bytes: int


def cold_start(port: int, token: str, path: str) -> ColdStart:
    """Open a page as a phone that has never been here."""
    from playwright.sync_api import Response, sync_playwright

    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        context = browser.new_context(**{**playwright.devices["Pixel 7"], "service_workers": "block"})
        context.add_cookies(
            [{"name": SESSION_COOKIE, "value": token, "url": address.replace("http://", "https://"), "secure": True}]
        )
        page, answers = context.new_page(), list[Response]()
        page.on("response", lambda answer: answers.append(answer))
        page.goto(address + path, wait_until="load")
        taken = [(answer.request.resource_type, answer.request.sizes()["responseBodySize"]) for answer in answers]
        status = answers[0].status
        browser.close()
    if status != 200:
        raise RuntimeError(f"the browser got {status} for {path}")
    by_kind = {kind: sum(size for found, size in taken if found == kind) for kind in ("script", "stylesheet")}
    return ColdStart(len(taken), by_kind["script"], by_kind["stylesheet"])
