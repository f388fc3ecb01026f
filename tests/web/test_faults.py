"""What goes wrong is said where it helps; nothing is half-written and nobody sees a traceback."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask, abort

from crm_mobile.app import create_app
from crm_mobile.core import database
from crm_mobile.core.database import Busy
from crm_mobile.core.errors import Conflict, Invalid, NotFound, Refused
from crm_mobile.core.ids import new_id
from crm_mobile.core.settings import Settings
from crm_mobile.events.models import Event as LogEvent
from crm_mobile.web.access import public
from tests.reviewing import ReviewingClient

FAULTS = {
    "404": NotFound("This visit does not exist."),
    "403": Refused("You may not do this."),
    "422": Invalid("Type a name."),
    "409": Conflict("Somebody changed it."),
    "503": Busy("busy"),
    "500": RuntimeError("secret detail of the machine"),
}


@pytest.fixture(scope="module")
def faulty_app(home: Path) -> Flask:
    app = create_app(Settings(home=home, env="test"))
    app.test_client_class = ReviewingClient

    @app.route("/faulty/<kind>", methods=["GET", "POST"])
    @public
    def faulty(kind: str):
        if kind in FAULTS:
            raise FAULTS[kind]
        abort(int(kind))

    return app


@pytest.fixture
def faulty(faulty_app: Flask, db) -> Iterator[ReviewingClient]:
    database.db.initialize(db)
    yield faulty_app.test_client()


@pytest.mark.parametrize("status", [*FAULTS, "400", "405", "410", "413", "429"])
def test_a_page_says_what_happened(faulty, status):
    answer = faulty.get(f"/faulty/{status}")
    assert answer.status_code == int(status)
    text = answer.get_data(as_text=True)
    assert "<h1" in text and "Traceback" not in text and "secret detail" not in text and 'href="/' in text


@pytest.mark.parametrize("status", [*FAULTS, "400", "405", "410", "413", "429"])
@pytest.mark.parametrize("sent", ["list row", "form", "link"])
def test_htmx_gets_a_sentence_in_the_notice(faulty, status, sent):
    data = {"name": "x"} if sent == "form" else None
    headers = {"HX-Boosted": "true"} if sent == "link" else {}
    answer = faulty.htmx(f"/faulty/{status}", data, headers=headers)
    assert answer.status_code == int(status)
    assert answer.headers["HX-Retarget"] == "#notice" and answer.headers["HX-Reswap"] == "innerHTML"
    text = answer.get_data(as_text=True)
    assert "<html" not in text and "secret detail" not in text and len(text.strip()) > 20


def test_every_language_has_the_sentence(faulty):
    assert 'lang="zh-Hans"' in faulty.get("/faulty/404", headers={"Accept-Language": "zh-CN,zh"}).get_data(as_text=True)


def test_an_unknown_address_is_not_found(client, sign_in, world):
    assert client.get("/nowhere").status_code == 404
    assert sign_in(world.rosa).get("/nowhere").status_code == 404


NAME = {"name": "Rosa Neu", "language": "en", "time_zone": "Asia/Shanghai"}


@pytest.mark.sqlite_only
def test_a_full_disk_is_said_and_nothing_is_half_written(sign_in, world, db):
    client = sign_in(world.rosa)
    events = LogEvent.select().count()
    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql("PRAGMA journal_size_limit = 0")
    db.execute_sql(f"PRAGMA max_page_count = {pages}")
    filler = {**NAME, "name": "R" * 200, "operation": str(new_id())}
    answers = []
    for _try in range(200):
        answers.append(
            client.post("/me", data={**filler, "operation": str(new_id()), "name": f"Rosa {_try} " + "x" * 180})
        )
        if answers[-1].status_code != 303:
            break
    written = sum(answer.status_code == 303 for answer in answers)
    assert answers[-1].status_code == 507 and "disk is full" in answers[-1].get_data(as_text=True)
    assert LogEvent.select().count() == events + written, "the refused change left an event"
    db.execute_sql("PRAGMA max_page_count = 1073741823")
    assert client.post("/me", data=filler).status_code == 303


@pytest.mark.sqlite_only
def test_a_database_that_another_process_holds(sign_in, world, db, monkeypatch):
    client, operation = sign_in(world.rosa), str(new_id())
    held, let_go = Event(), Event()

    def hold():
        other = database.open_sqlite(db.database)
        with other.atomic():
            held.set()
            let_go.wait(20)
        other.close()

    holder = Thread(target=hold)
    holder.start()
    held.wait(20)
    db.execute_sql("PRAGMA busy_timeout = 50")
    refused = client.post("/me", data={**NAME, "operation": operation})
    assert refused.status_code == 503 and refused.headers["Retry-After"] == "5"
    assert world.rosa.name == "Rosa Ortiz"
    db.execute_sql("PRAGMA busy_timeout = 10000")
    let_go.set()
    assert client.post("/me", data={**NAME, "operation": operation}).status_code == 303
    assert world.rosa.name == "Rosa Neu"
    holder.join()


@pytest.mark.sqlite_only
def test_a_write_waits_for_another_writer_to_finish(sign_in, world, db):
    client = sign_in(world.rosa)
    held, answered = Event(), []

    def hold():
        other = database.open_sqlite(db.database)
        with other.atomic():
            held.set()
            Event().wait(0.3)
        other.close()

    holder = Thread(target=hold)
    holder.start()
    held.wait(20)
    answered.append(client.post("/me", data={**NAME, "operation": str(new_id())}).status_code)
    holder.join()
    assert answered == [303]


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "\x00", "   ", ""], ids=["10,000 characters", "NUL", "spaces", "nothing"]
)
def test_an_impossible_name_gets_a_sentence_and_stays_typed(sign_in, world, name):
    answer = sign_in(world.rosa).post("/me", data={**NAME, "name": name, "time_zone": "Asia/Tokyo"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'aria-invalid="true"' in text and "Asia/Tokyo" in text
    assert world.rosa.name == "Rosa Ortiz"


@pytest.mark.parametrize("name", ["محمد علي", "👩‍🌾 Rosa", "Ро́за", "罗莎"])
def test_any_real_name_is_fine(sign_in, world, name):
    client = sign_in(world.rosa)
    assert client.post("/me", data={**NAME, "name": name}).status_code == 303
    assert world.rosa.name == name and name in client.get("/me").get_data(as_text=True)


def test_a_replayed_write_changes_nothing(sign_in, world):
    client, operation = sign_in(world.rosa), str(new_id())
    before = world.rosa.version
    for _time in range(3):
        assert client.post("/me", data={**NAME, "operation": operation}).status_code == 303
    assert world.rosa.version == before + 1
    assert client.post("/me", data={**NAME, "name": "Other", "operation": operation}).status_code == 409
    assert sign_in(world.kim).post("/me", data={**NAME, "operation": operation}).status_code == 404


def test_the_notice_of_a_write_is_shown_once(sign_in, world):
    client = sign_in(world.rosa)
    client.post("/me", data=NAME)
    assert "Saved" in client.get("/me").get_data(as_text=True)
    assert "Saved" not in client.get("/me").get_data(as_text=True)


@pytest.mark.postgres_only
def test_a_database_server_that_was_started_again(sign_in, world, db):
    client = sign_in(world.rosa)
    assert client.get("/me").status_code == 200
    own = db.connection().info.backend_pid
    other = database.open_postgres(db.database)
    other.execute_sql("SELECT pg_terminate_backend(%s)", (own,))
    other.close()
    lost = client.get("/me")
    assert lost.status_code == 503 and lost.headers["Retry-After"] == "5"
    assert client.get("/me").status_code == 200


@pytest.mark.postgres_only
def test_a_connection_that_died_while_nobody_asked(sign_in, world, db, monkeypatch):
    client = sign_in(world.rosa)
    own = db.connection().info.backend_pid
    other = database.open_postgres(db.database)
    other.execute_sql("SELECT pg_terminate_backend(%s)", (own,))
    other.close()
    monkeypatch.setattr(database, "IDLE_SECONDS", -1)
    assert client.get("/me").status_code == 200, "who comes back in the morning notices nothing"
