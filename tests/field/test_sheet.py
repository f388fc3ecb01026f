"""The pages of a visit as a rep, her manager and others meet them."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from PIL import Image

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Invalid
from crm_mobile.core.ids import new_id
from crm_mobile.customers import stages
from crm_mobile.field import check_ins, jobs, photos, pictures, queries, reports, visit_forms, visits
from crm_mobile.field.models import Cancellation, CheckIn, FormVersion, Photo, Position, PositionLook, Report, Visit
from crm_mobile.tasks import tasks
from crm_mobile.tasks.models import Task

HERE = {"latitude": "41.8781", "longitude": "-87.6298", "accuracy": "10"}


@pytest.fixture
def visit(world) -> Visit:
    return visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())


@pytest.fixture
def rosa(sign_in, world):
    return sign_in(world.rosa)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_from_the_plan_to_a_finished_visit(rosa, world, visit):
    address = f"/visits/{visit.id}"
    assert "Check in" in text(rosa.get(address))
    assert rosa.post(f"{address}/check-in", data={"phone_at": now().isoformat()}).headers["Location"] == address
    sheet = text(rosa.get(address))
    assert "How did it go?" in sheet and 'data-position-when="load"' in sheet and "Finish" in sheet
    located = rosa.htmx(f"{address}/position", HERE)
    assert "In range" in text(located) and f"position-{visit.id}" in text(located)
    assert "data-position-when" not in text(rosa.get(address)), "a known position is not asked for again"
    done = rosa.post(
        f"{address}/report",
        data={"outcome": "interested", "follow_up": "next_week", "promised": "Price list", "notes": "Met Li"},
    )
    assert done.status_code == 303 and done.headers["Location"] == address
    shown = text(rosa.get(address))
    assert "Saved" in shown and "Price list" in shown and "Met Li" in shown and "In range" in shown
    task = Task.get()
    assert task.title == "Price list" and (task.due_on - clock.today(world.rosa.zone)).days in (7, 8)
    assert "Price list" in text(rosa.get(f"/customers/{world.acme_id}"))
    assert "Visit: Interested" in text(rosa.get(f"/customers/{world.acme_id}"))


def test_what_was_promised_comes_back(rosa, world, visit):
    check_ins.check_in(visit, by=world.rosa, at=now())
    reports.finish(visit, outcome="ordered", promised="A rye sample", notes="Liked it", by=world.rosa, at=now())
    again = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today(world.rosa.zone), by=world.rosa, at=now())
    assert "A rye sample" in text(rosa.get(f"/visits/{again.id}"))
    rosa.post(f"/visits/{again.id}/check-in")
    assert "A rye sample" in text(rosa.get(f"/visits/{again.id}"))


def test_a_wrong_sheet_keeps_what_was_typed(rosa, visit):
    rosa.post(f"/visits/{visit.id}/check-in")
    answer = rosa.post(
        f"/visits/{visit.id}/report", data={"notes": "A long talk", "follow_up": "pick", "follow_up_on": "2001-01-01"}
    )
    assert answer.status_code == 422
    assert (
        "A long talk" in text(answer)
        and "Say how it went." in text(answer)
        and "Choose today or a later day." in text(answer)
    )
    assert Report.select().count() == 0


def test_two_taps_on_finish_and_a_lost_answer(rosa, visit):
    rosa.post(f"/visits/{visit.id}/check-in")
    sent = {"outcome": "ordered", "follow_up": "tomorrow", "operation": str(new_id())}
    answers = [rosa.post(f"/visits/{visit.id}/report", data=sent) for _tap in range(2)]
    answers.append(rosa.post(f"/visits/{visit.id}/report", data={**sent, "operation": str(new_id())}))
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert Report.select().count() == 1 and Task.select().count() == 1


def test_the_questions_of_an_admin_are_asked_and_keep_their_version(rosa, sign_in, world, visit):
    asked = [
        {"label": "Facings", "kind": "number", "required": True},
        {"label": "Window", "kind": "photo", "required": True},
    ]
    form = visit_forms.save(None, name="Shelf", stages=["active"], tiers=[], asked=asked, by=world.ada, at=now())
    rosa.post(f"/visits/{visit.id}/check-in")
    sheet = text(rosa.get(f"/visits/{visit.id}"))
    first = FormVersion.get()
    assert "Facings" in sheet and str(first.id) in sheet
    visit_forms.save(
        form,
        name="Shelf",
        stages=["active"],
        tiers=[],
        asked=[{"label": "New", "kind": "text", "required": True}],
        by=world.ada,
        at=now(),
    )
    sent = {"outcome": "ordered", "follow_up": "none", "form_version": str(first.id)}
    refused = rosa.post(f"/visits/{visit.id}/report", data={**sent, "q_1": "many"})
    assert refused.status_code == 422 and "Give a number" in text(refused) and "Take a photo" in text(refused)
    photo(rosa, visit, picture(), question="2")
    assert rosa.post(f"/visits/{visit.id}/report", data={**sent, "q_1": "3,5"}).status_code == 303
    assert Report.get().answers == {"1": 3.5} and Report.get().form_version_id == first.id
    assert "3.5" in text(rosa.get(f"/visits/{visit.id}")) and "3.5" in text(
        sign_in(world.max).get(f"/visits/{visit.id}")
    )


def picture(size=(60, 40), kind="JPEG", **options) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "orange").save(written, kind, **options)
    return written.getvalue()


def photo(client, visit, data: bytes, question: str = "", name: str = "x.jpg", **sent):
    address = f"/visits/{visit.id}/photos" + (f"?question={question}" if question else "")
    return client.htmx(address, {"photos": (io.BytesIO(data), name), **sent}, content_type="multipart/form-data")


def test_a_photo_is_turned_stripped_and_shown_to_those_who_may_see_it(rosa, sign_in, world, visit):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Secret Maker"
    answer = photo(rosa, visit, picture((3000, 2000), exif=exif.tobytes()))
    kept = Photo.get()
    assert answer.status_code == 200 and f"photo-{kept.id}" in text(answer)
    assert max(kept.width, kept.height) == 1600 and kept.height > kept.width and kept.size <= 300 * 1024
    served = rosa.get(f"/photos/{kept.digest}")
    assert served.mimetype == "image/webp" and b"Secret" not in served.data
    assert served.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(rosa.get(f"/photos/{kept.digest}/thumbnail").data)).width <= 320
    assert sign_in(world.max).get(f"/photos/{kept.digest}").status_code == 200
    for stranger in (world.kim, world.stella, world.ada):
        assert sign_in(stranger).get(f"/photos/{kept.digest}").status_code == 404
    assert rosa.get("/photos/../../etc/passwd").status_code == 404


def bomb() -> bytes:
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"PK\x03\x04" + b"\0" * 100, 422),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 422),
        (bomb(), 422),
        (picture()[:200], 422),
        (b"", 422),
        (b"\xff\xd8\xff" + b"\0" * (40 << 20), 413),
    ],
    ids=["ZIP", "SVG", "30,000 × 30,000", "cut off", "empty", "40 MB"],
)
def test_what_is_no_photo_gets_a_sentence_and_leaves_nothing(rosa, visit, app, data, status):
    answer = photo(rosa, visit, data)
    assert answer.status_code == status and len(text(answer)) > 20
    assert Photo.select().count() == 0
    folder = app.config["CRM"].photos_folder
    assert not folder.exists() or not list(folder.rglob("*.webp"))


@pytest.mark.parametrize(
    ("kind", "options", "status"),
    [("JPEG", {}, 200), ("JPEG", {"progressive": True}, 422), ("PNG", {"compress_level": 1}, 422)],
    ids=["JPEG", "JPEG in passes", "PNG"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_only_what_can_be_read_small_may_be_large(rosa, visit, kind, options, status):
    answer = photo(rosa, visit, picture((6000, 5000), kind, **options))
    assert answer.status_code == status
    assert status == 200 or "too many pixels" in text(answer)


def test_few_pictures_are_in_memory_at_once(monkeypatch):
    inside, most = [], []
    flat = pictures._flat

    def slow(image):
        inside.append(image)
        most.append(len(inside))
        time.sleep(0.05)
        inside.remove(image)
        return flat(image)

    monkeypatch.setattr(pictures, "_flat", slow)
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(pictures.picture, [picture()] * 8))
    assert max(most) <= 2 and len(made) == 8
    with pytest.raises(Invalid):
        pictures.picture(b"none")
    assert pictures.picture(picture()).width == 60, "who fails makes room for the next"


def test_the_same_photo_twice_is_one_and_it_can_be_removed_before_the_report(rosa, world, visit, app):
    photo(rosa, visit, picture())
    photo(rosa, visit, picture())
    kept = Photo.get()
    assert rosa.post(f"/visits/{visit.id}/photos/{kept.id}/deletion").status_code == 303
    assert Photo.select().count() == 0 and not list(app.config["CRM"].photos_folder.rglob("*.webp"))
    photo(rosa, visit, picture())
    reports.finish(visit, outcome="ordered", by=world.rosa, at=now())
    assert rosa.post(f"/visits/{visit.id}/photos/{Photo.get().id}/deletion").status_code == 403


def test_a_photo_can_be_removed_where_it_is_shown(rosa, sign_in, world, visit):
    rosa.post(f"/visits/{visit.id}/check-in")
    uploaded = text(photo(rosa, visit, picture()))
    kept = Photo.get()
    address = f"/visits/{visit.id}/photos/{kept.id}/deletion"
    for shown in (uploaded, text(rosa.get(f"/visits/{visit.id}"))):
        assert f'formaction="{address}"' in shown and f'hx-post="{address}"' in shown and 'hx-swap="delete"' in shown
        assert f'hx-target="#photo-{kept.id}"' in shown and "Remove photo" in shown
    assert "Remove photo" not in text(sign_in(world.max).get(f"/visits/{visit.id}")), "it is the rep's own"
    removed = rosa.htmx(address, {})
    assert removed.status_code == 200 and text(removed) == "" and "Photo removed." in removed.headers["HX-Trigger"]
    assert Photo.select().count() == 0
    photo(rosa, visit, picture())
    visits.withdraw(visit, by=world.rosa, at=now())
    assert "Remove photo" in text(rosa.get(f"/visits/{visit.id}")), "the visit is only planned again"
    reports.finish(visit, outcome="ordered", by=world.rosa, at=now())
    assert "Remove photo" not in text(rosa.get(f"/visits/{visit.id}"))
    assert "Remove photo" not in text(photo(rosa, visit, picture((70, 50)))), "nor on one that comes late"


def test_a_file_that_a_crash_left_is_dropped_later(rosa, visit, app, monkeypatch):
    photo(rosa, visit, picture())
    folder = app.config["CRM"].photos_folder
    photos.store(picture((70, 50)), folder)
    monkeypatch.setenv("CRM_HOME", str(app.config["CRM"].home))
    jobs.drop_files_without_photo()
    assert len(list(folder.rglob("*.webp"))) == 4, "it may be about to get its row"
    assert photos.forget_orphans(folder, now().timestamp() + 1) == 2
    assert rosa.get(f"/photos/{Photo.get().digest}").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"latitude": "91", "longitude": "0", "accuracy": "5"},
        {"latitude": "NaN", "longitude": "NaN", "accuracy": "5"},
        {**HERE, "accuracy": "-1"},
        {**HERE, "accuracy": "50000"},
        {**HERE, "fix_at": (now() + timedelta(days=1)).isoformat()},
        {"latitude": "x" * 10_000, "failure": "\x00"},
        {"failure": "denied"},
        {},
    ],
)
def test_no_position_is_ever_refused(rosa, world, visit, sent):
    rosa.post(f"/visits/{visit.id}/check-in")
    answer = rosa.htmx(f"/visits/{visit.id}/position", sent)
    assert answer.status_code == 200 and "Could not tell" in text(answer)
    kept = Position.get()
    assert kept.grade == "could_not_tell" and kept.reason
    assert set(kept.sent) == set(sent)


def test_a_customer_without_a_place_is_offered_this_one(rosa, world, visit):
    from crm_mobile.customers.models import Customer

    Customer.update(latitude=None, longitude=None, place_source="").where(Customer.id == world.acme_id).execute()
    rosa.post(f"/visits/{visit.id}/check-in")
    assert "The customer is here" in text(rosa.htmx(f"/visits/{visit.id}/position", HERE))
    assert rosa.post(f"/visits/{visit.id}/place").status_code == 303
    assert world.acme.latitude == pytest.approx(41.8781) and world.acme.place_source == "check-in"


def test_a_visit_begun_offers_to_close_the_first(rosa, world, visit):
    other = visits.plan(customer=world.acme, rep=world.rosa, day=visit.day, by=world.rosa, at=now())
    rosa.post(f"/visits/{visit.id}/check-in")
    assert "You are still at" in text(rosa.get(f"/visits/{other.id}"))
    rosa.post(f"/visits/{other.id}/check-in")
    assert Visit.get_by_id(visit.id).closed == "next"
    assert "How did it go?" in text(rosa.get(f"/visits/{visit.id}")), (
        "a visit that the next one ended can still be reported"
    )


def test_unplanned_and_taken_back(rosa, world):
    begun = rosa.post(f"/customers/{world.acme_id}/visits", data={"operation": str(new_id())})
    visit = Visit.get()
    assert begun.headers["Location"] == f"/visits/{visit.id}" and not visit.planned and CheckIn.select().count() == 1
    rosa.post(f"/visits/{visit.id}/check-in/deletion")
    assert CheckIn.select().count() == 0 and "Check in" in text(rosa.get(f"/visits/{visit.id}"))


def test_the_manager_sees_what_the_rep_sees_and_the_rep_sees_that_she_looked(rosa, sign_in, world, visit):
    check_in = check_ins.check_in(visit, by=world.rosa, at=now())
    check_ins.add_position(check_in, HERE, by=world.rosa, at=now())
    reports.finish(visit, outcome="ordered", notes="Two pallets", by=world.rosa, at=now())
    for client in (rosa, sign_in(world.max)):
        page = text(client.get(f"/visits/{visit.id}"))
        assert "Two pallets" in page and "In range" in page and "within 10 m" in page
    office = text(sign_in(world.olga).get(f"/visits/{visit.id}"))
    assert "Two pallets" in office and "In range" not in office and "within 10 m" not in office
    assert PositionLook.select().count() == 1
    assert "Max Berger" in text(rosa.get("/me/privacy"))
    export = rosa.get("/me/privacy/positions")
    assert "41.8781" in text(export) and export.headers["Cache-Control"] == "no-store"
    assert "41.8781" not in text(sign_in(world.max).get("/me/privacy/positions"))


def test_a_manager_comments_and_a_stranger_cannot(rosa, sign_in, world, visit):
    manager = sign_in(world.max)
    assert manager.post(f"/visits/{visit.id}/comments", data={"text": " "}).status_code == 422
    assert manager.post(f"/visits/{visit.id}/comments", data={"text": "Well done"}).status_code == 303
    assert "Well done" in text(rosa.get(f"/visits/{visit.id}"))
    assert sign_in(world.stella).post(f"/visits/{visit.id}/comments", data={"text": "Hi"}).status_code == 404


@pytest.mark.parametrize("path", ["check-in", "report", "position", "photos", "cancellation", "order", "day"])
def test_a_strangers_visit_does_not_exist(sign_in, world, visit, path):
    for stranger in (world.kim, world.stella, world.ada):
        assert sign_in(stranger).post(f"/visits/{visit.id}/{path}", data={"reason": "x"}).status_code == 404
    assert sign_in(world.rosa).get(f"/visits/{new_id()}").status_code == 404


def test_the_plan_of_a_day(rosa, world, visit):
    day = visit.day.isoformat()
    assert "Acme Hardware" in text(rosa.get(f"/itineraries/{day}"))
    assert "Acme Hardware" in text(rosa.htmx(f"/itineraries/{day}?q=acme"))
    added = rosa.post(
        "/visits",
        data={
            "customer": str(world.acme_id),
            "day": day,
            "window_from": "10:00",
            "window_until": "11:00",
            "purpose": "Offer",
        },
    )
    assert added.headers["Location"] == f"/itineraries/{day}"
    second = queries.day_of(world.rosa_id, visit.day)[1]
    rosa.post(f"/visits/{second.id}/order", data={"move": "up"})
    assert queries.day_of(world.rosa_id, visit.day)[0].id == second.id
    tomorrow = (visit.day + timedelta(days=1)).isoformat()
    assert (
        rosa.post(f"/visits/{second.id}/day", data={"day": tomorrow}).headers["Location"] == f"/itineraries/{tomorrow}"
    )
    assert rosa.post(f"/visits/{second.id}/cancellation", data={"reason": ""}).status_code == 422
    assert rosa.post(f"/visits/{second.id}/cancellation", data={"reason": "Closed"}).status_code == 303
    assert Cancellation.select().count() == 1
    rosa.post(f"/visits/{second.id}/restoration")
    assert Cancellation.select().count() == 0
    assert rosa.get("/itineraries/someday").status_code == 404
    assert rosa.post("/visits", data={"customer": str(world.acme_id), "day": "2001-01-01"}).status_code == 422
    assert rosa.post("/visits", data={"customer": str(world.far_cafe_id), "day": day}).status_code == 404


def test_the_visits_of_a_customer_by_key(rosa, world):
    day = clock.today(world.rosa.zone)
    for number in range(45):
        visits.plan(customer=world.acme, rep=world.rosa, day=day + timedelta(days=number), by=world.rosa, at=now())
    address, seen = f"/customers/{world.acme_id}/visits", set()
    while address:
        page = text(rosa.htmx(address))
        seen |= {part.partition('"')[0] for part in page.split('id="visit-')[1:]}
        address = page.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == 45


def test_an_admin_makes_and_changes_a_form(sign_in, world, visit):
    admin = sign_in(world.ada)
    assert "No visit forms yet" in text(admin.get("/admin/visit-forms"))
    rows = {
        "key": ["", ""],
        "label": ["Stock", ""],
        "kind": ["choice", "text"],
        "choices": ["Low\nHigh", ""],
        "required": ["0"],
    }
    assert admin.post("/admin/visit-forms", data={"name": "Check", **rows}).status_code == 303
    version = FormVersion.get()
    assert version.questions == [
        {"key": "1", "label": "Stock", "kind": "choice", "required": True, "choices": ["Low", "High"]}
    ]
    page = text(admin.get(f"/admin/visit-forms/{version.form_id}"))
    assert "Stock" in page and "High" in page
    wrong = admin.post("/admin/visit-forms", data={"name": "Check", **rows, "choices": ["one", ""]})
    assert wrong.status_code == 422 and "Stock" in text(wrong)
    assert admin.post(f"/admin/visit-forms/{version.form_id}/deletion").status_code == 303
    assert admin.post(f"/admin/visit-forms/{version.form_id}/restoration").status_code == 303
    assert sign_in(world.rosa).get("/admin/visit-forms").status_code == 403


def test_a_form_for_a_stage_that_is_put_away_stays_for_it(sign_in, world):
    stage = stages.add(name="Trial", by=world.ada, at=now())
    asked = [{"label": "Stock", "kind": "text"}]
    form = visit_forms.save(None, name="Check", stages=[stage.key], tiers=[], asked=asked, by=world.ada, at=now())
    stages.put_away(stage, by=world.ada, at=now())
    admin, address = sign_in(world.ada), f"/admin/visit-forms/{form.id}"
    assert "Trial · put away" in text(admin.get(address)) and "Trial" in text(admin.get("/admin/visit-forms"))
    assert "Trial" not in text(admin.get("/admin/visit-forms/new")), "no new form is for it"
    chosen = [box for box in text(admin.get(address)).split("<input ") if 'value="trial"' in box.partition(">")[0]]
    assert len(chosen) == 1 and "checked" in chosen[0].partition(">")[0], "a browser sends it back as it is"
    sent = {"name": "Renamed", "stages": ["trial"], "key": "1", "label": "Stock", "kind": "text", "choices": ""}
    assert "Trial · put away" in text(admin.post(address, data={**sent, "name": ""}))
    assert admin.post(address, data=sent).status_code == 303
    changed = queries.form_by_id(form.id)
    assert changed.name == "Renamed" and changed.stages == ["trial"]
    assert queries.form_for(world.acme) is None


def test_the_number_of_queries_does_not_grow(rosa, world, visit, count_queries):
    def asked(address: str) -> int:
        rosa.get(address)
        with count_queries() as seen:
            rosa.get(address)
        return len(seen)

    addresses = [f"/itineraries/{visit.day}", f"/visits/{visit.id}", f"/customers/{world.acme_id}/visits"]
    before = [asked(address) for address in addresses]
    for _number in range(8):
        visits.plan(customer=world.acme, rep=world.rosa, day=visit.day, by=world.rosa, at=now())
        tasks.add(
            kind="call",
            title="Ring",
            owner=world.rosa,
            by=world.rosa,
            at=now(),
            due_on=visit.day,
            customer_id=world.acme_id,
        )
    assert [asked(address) for address in addresses] == before
