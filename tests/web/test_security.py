"""What every answer carries, and which requests are our own."""

import pytest

from crm_mobile.core.settings import Settings
from crm_mobile.team.models import Session
from crm_mobile.web.security import is_safe_next

POST = "/me/devices/deletion"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"}, 403),
    ],
)
def test_fetch_metadata_decides(sign_in, world, headers, status):
    assert sign_in(world.rosa).post(POST, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://localhost", 303), ("https://evil.example", 403), ("null", 403), ("http://localhost", 403)],
)
def test_the_origin_decides_where_there_is_no_metadata(sign_in, world, shared_app, origin, status):
    client = sign_in(world.rosa)
    answer = _without_metadata(shared_app, client, {"HTTP_ORIGIN": origin})
    assert answer.status_code == status


def test_a_request_with_a_session_and_no_sign_of_its_origin_is_refused(sign_in, world, shared_app):
    assert _without_metadata(shared_app, sign_in(world.rosa), {}).status_code == 403


def _without_metadata(app, client, environ):
    from flask.testing import FlaskClient

    plain = FlaskClient(app, app.response_class)
    plain._cookies.update(client._cookies)
    return plain.post(POST, base_url="https://localhost", environ_overrides=environ)


def test_every_answer_carries_the_headers(client, sign_in, world):
    for answer in (
        client.get("/sign-in"),
        client.get("/nothing-here"),
        sign_in(world.rosa).get("/me"),
        client.get("/healthz"),
    ):
        assert answer.headers["Content-Security-Policy"].count("require-trusted-types-for 'script'") == 1
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
        assert "public" not in answer.headers["Cache-Control"]


def test_signed_in_pages_are_private_and_have_a_tag(sign_in, world):
    client = sign_in(world.rosa)
    page = client.get("/me/devices")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert page.headers["Vary"].startswith("HX-Request, Cookie, Accept-Language")
    again = client.get("/me/devices", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_the_sign_in_is_never_stored(client, world):
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_htmx_and_pages_are_signed_out_where_it_helps(client, world):
    piece = client.htmx("/me")
    assert piece.status_code == 401 and piece.headers["HX-Retarget"] == "#notice"
    assert client.post("/me", data={"name": "x"}).status_code == 401
    assert client.get("/me").status_code == 303


def test_plain_http_from_elsewhere_gets_a_sentence_instead_of_a_form(client, world):
    page = client.get("/sign-in", base_url="http://192.0.2.7:8000").get_data(as_text=True)
    assert "make phone" in page and "<form" not in page
    assert "<form" in client.get("/sign-in", base_url="http://127.0.0.1:8000").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/today", "/customers?q=a", "/"])
def test_our_own_pages_are_safe_to_go_to(path):
    assert is_safe_next(path)


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path):
    from crm_mobile.core import settings
    from crm_mobile.core.errors import Misconfigured

    for wrong in ({"time_zone": "Mars/Phobos"}, {"env": "production"}, {"database_url": "mysql://x"}, {"port": 0}):
        with pytest.raises(
            Misconfigured, match=next(iter(wrong)).split("_")[0].upper() + "|" + next(iter(wrong)) + "|ORIGIN"
        ):
            settings.load(home=tmp_path, **wrong)
    assert isinstance(settings.load(home=tmp_path), Settings)


def test_no_session_is_made_by_looking(client, world):
    client.get("/sign-in")
    assert Session.select().count() == 0
