"""A test client that reviews every page which any test fetches, as a strict colleague would."""

import re
from collections import Counter
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CONTROLS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button", "image")


class ReviewingClient(FlaskClient):
    """Speaks https, so that Secure cookies work, and sends what a browser sends."""

    def open(self, *arguments: Any, **named: Any) -> TestResponse:
        named.setdefault("base_url", "https://localhost")
        headers = dict(named.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        headers.setdefault("Accept-Language", "en")
        response = super().open(*arguments, headers=headers, **named)
        review(response, fragment=headers.get("HX-Request") == "true")
        return response

    def htmx(self, address: str, data: dict[str, Any] | None = None, **named: Any) -> TestResponse:
        """Ask as htmx does; posts when there is data."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", **named.pop("headers", {})}
        if data is None:
            return self.get(address, headers=headers, **named)
        return self.post(address, data=data, headers=headers, **named)


def review(response: TestResponse, *, fragment: bool = False) -> None:
    """Fail when an answer lacks the policy, or a page is not what every page has to be."""
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy, "the content security policy is missing or weak"
    assert response.headers.get("X-Content-Type-Options") == "nosniff"
    if response.mimetype != "text/html" or not response.data or response.status_code == 304:
        return
    text = response.get_data(as_text=True)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(text) if fragment else parser.parse(text)
    errors = [
        f"line {place[0]}: {code} {what}"
        for place, code, what in parser.errors
        if code not in ("expected-doctype-but-got-start-tag",)
    ]
    assert not errors, f"{response.request.path} is not valid HTML: {errors[:5]}"
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    path = response.request.path

    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert not [name for name, count in ids.items() if count > 1], (
        f"{path}: doubled ids {[n for n, c in ids.items() if c > 1]}"
    )
    for element in elements:
        handlers = [name for name in element.attrib if name.startswith(("on", "hx-on")) or name == "style"]
        assert not handlers, f"{path}: inline {handlers} on <{element.tag}>"
        assert element.tag != "style", f"{path}: inline style sheet"
        assert element.tag != "script" or element.get("src"), f"{path}: inline script"
        if element.tag == "img":
            assert element.get("alt") is not None and element.get("width"), f"{path}: an image without alt or width"
        if element.tag == "a":
            assert element.get("href"), f"{path}: a link without href"
        if element.tag == "form" and (element.get("method") or "get").lower() == "post":
            assert element.get("action"), f"{path}: a form without action"
    _labels(path, elements)
    if not fragment:
        titles = [element for element in elements if element.tag == "title" and (element.text or "").strip()]
        assert titles, f"{path}: no title"
        headings = [element for element in elements if element.tag == "h1"]
        assert len(headings) == 1, f"{path}: {len(headings)} h1"
        html = next(element for element in elements if element.tag == "html")
        assert html.get("lang") in ("en", "zh-Hans"), f"{path}: no language"
    assert not re.search(r"\{\{|\{%|<bound method|&lt;function| object at 0x", text), f"{path}: something unrendered"


def _labels(path: str, elements: list[Any]) -> None:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    wrapped = {id(inner) for element in elements if element.tag == "label" for inner in element.iter()}
    for element in elements:
        if element.tag in CONTROLS and element.get("type") not in UNLABELLED:
            named = (
                element.get("id") in labelled
                or id(element) in wrapped
                or element.get("aria-label")
                or element.get("aria-labelledby")
            )
            assert named, f"{path}: <{element.tag} name={element.get('name')}> has no label"
        if element.tag == "button":
            words = "".join(element.itertext()).strip() or any(
                inner.get("aria-label") or inner.get("title") for inner in element.iter()
            )
            assert words, f"{path}: a button without a name"
