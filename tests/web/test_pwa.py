"""The pages install as an app, and answer with a page of their own when there is no signal."""

import json
import re

from tests.reviewing import ReviewingClient
from tests.world import World


def test_the_manifest_names_what_an_installer_asks_for(client: ReviewingClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", "/today")
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    pictures = [icon["src"] for icon in manifest["icons"]]
    pictures += [icon["src"] for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    pictures += [picture["src"] for picture in manifest["screenshots"]]
    for address in pictures:
        assert client.get(address).status_code == 200, address
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/today", "/customers/new", "/tasks"]


def test_the_manifest_speaks_the_language_of_its_reader(client: ReviewingClient) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert json.loads(answer.data)["lang"] == "zh-Hans"


def test_the_worker_belongs_to_this_build_and_its_files_are_there(client: ReviewingClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    found = re.match(r"const BUILD = (\{.*\});\n", answer.get_data(as_text=True))
    assert found
    build = json.loads(found[1])
    assert build["build"] == client.application.config["BUILD"]
    for address in [*build["files"], build["offline"]]:
        assert client.get(address).status_code == 200, address


def test_the_offline_page_is_nobodys_in_particular(client: ReviewingClient, world: World, sign_in) -> None:  # type: ignore[no-untyped-def]
    signed_in = sign_in(world.rosa)
    signed_in.set_cookie("__Host-notice", "%7B%22text%22%3A%22Saved%22%7D", domain="localhost", secure=True)
    answer = signed_in.get("/offline")
    text = answer.get_data(as_text=True)
    assert "data-person" not in text and "Saved" not in text
    assert answer.headers["Content-Language"] == "en"
    # The notice still waits for the page that its reader sees.
    assert "__Host-notice" not in answer.headers.get("Set-Cookie", "")


def test_the_offline_page_comes_in_the_language_that_was_asked_for(client: ReviewingClient) -> None:
    answer = client.get("/offline?language=zh-Hans")
    assert answer.headers["Content-Language"] == "zh-Hans"
    assert 'lang="zh-Hans"' in answer.get_data(as_text=True)
    assert 'lang="en"' in client.get("/offline?language=xx").get_data(as_text=True)
