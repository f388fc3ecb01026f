"""The demo company in a database: made once, kept, given a fresh day, and every page of it opens."""

import re
import stat
from datetime import timedelta

import pytest
import time_machine

from crm_mobile.core import clock, preferences
from crm_mobile.customers import queries as customers
from crm_mobile.customers.models import Contact, Customer
from crm_mobile.demo import city, loading, names
from crm_mobile.events.models import Event, EventReaction
from crm_mobile.field import photos
from crm_mobile.field import queries as field
from crm_mobile.field.models import Photo, Position, PositionLook, Report, Visit
from crm_mobile.tasks import queries as tasks
from crm_mobile.tasks.models import Task
from crm_mobile.team import passwords
from crm_mobile.team.models import Team, Territory, User
from tests.demo.conftest import PASSWORD

REPS = ("rep", "lin")


def today():
    return clock.today(city.TIME_ZONE)


def test_the_whole_company_is_there(demo):
    assert User.select().count() == 5 and Territory.select().count() == 6
    assert Team.select().where(Team.parent.is_null(False)).count() == 2
    assert Customer.select().count() == 400 and Contact.select().count() > 400
    assert Visit.select().count() > 800 and Report.select().count() > 700
    assert Task.select().where(Task.done_at.is_null(False)).count() > 100
    assert {position.grade for position in Position.select()} == {"in_range", "near", "out_of_range", "could_not_tell"}
    assert PositionLook.select().count() == 5
    assert preferences.get("demo") is True
    # What happened long ago sets nothing going today.
    assert EventReaction.select().count() == 0


def test_everybody_signs_in_with_the_one_password(demo):
    assert {user.email for user in User.select()} == {email for email, _what in loading.SIGN_INS}
    assert all(passwords.fits(PASSWORD, hash) for hash in {user.password_hash for user in User.select()})
    client = demo.app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    assert "rep@demo.example" not in page
    assert demo.person("lin").language == "zh-Hans"


def test_old_positions_are_rounded_from_the_start(demo):
    line = clock.now() - timedelta(days=60)
    old = list(Position.select().where(Position.at < line))
    assert old and all(position.rounded and not position.sent and position.accuracy_m is None for position in old)
    assert not Position.select().where(Position.at >= line, Position.rounded == True).count()  # noqa: E712


def test_the_last_contact_is_the_last_visit(demo):
    latest = {}
    for visit in Visit.select().where(Visit.finished_at.is_null(False)).order_by(Visit.finished_at):
        latest[visit.customer_id] = visit.finished_at
    assert {row.id: row.last_contact_at for row in Customer.select() if row.last_contact_at} == latest


def test_the_log_is_in_the_order_of_time_and_nothing_lies_ahead(demo):
    of_customers = [event.at for event in Event.select().where(Event.customer_id.is_null(False)).order_by(Event.id)]
    assert of_customers == sorted(of_customers) and of_customers[-1] <= clock.now()


def test_photos_are_on_the_disk(demo):
    there = list(Photo.select())
    assert len(there) > 5
    for photo in there:
        assert photos.file_of(demo.settings.photos_folder, photo.digest).stat().st_size == photo.size
        assert photos.thumbnail_of(demo.settings.photos_folder, photo.digest).exists()


def test_customers_are_found_by_pinyin_number_and_contact(demo):
    rep = demo.person("lin")
    assert [row.name for row in customers.search(rep, "rongyinkezhan")] == ["榕荫客栈"]
    customer = Customer.get(Customer.name == "榕荫客栈")
    number = customers.phones_of(customer.id)[0].e164
    assert customer.id in [row.id for row in customers.search(rep, "0" + number.removeprefix("+61"))]
    contact = customers.contacts_of(customer.id)[0].name
    assert customer.id in [row.id for row in customers.search(rep, contact)]


@pytest.mark.parametrize("who", REPS)
def test_a_rep_has_a_day_before_her(demo, who):
    rep = demo.person(who)
    stops = field.day_of(rep.id, today())
    assert 6 <= len(stops) <= 8
    assert [stop.position for stop in stops] == list(range(1, len(stops) + 1))
    assert all(stop.is_ahead for stop in stops[1:])
    assert tasks.due(rep.id, today())


@pytest.mark.parametrize("who", REPS)
def test_her_pages_open(demo, who):
    client = demo.sign_in(who)
    page = client.get("/today").get_data(as_text=True)
    rep = demo.person(who)
    stops = field.day_of(rep.id, today())
    assert all(stop.name.replace("&", "&amp;").replace("'", "&#39;") in page for stop in stops)
    assert client.get("/tasks").status_code == 200 and client.get("/me/privacy").status_code == 200
    listed = client.get("/customers").get_data(as_text=True)
    addresses = list(dict.fromkeys(re.findall(r'href="(/customers/[0-9a-f-]{36})"', listed)))[:5]
    assert len(addresses) == 5
    assert all(client.get(address).status_code == 200 for address in addresses)
    with_photo = Photo.select().join(Visit).where(Visit.rep == rep).first()
    for id in (stops[0].id, stops[1].id, with_photo.visit_id):
        assert client.get(f"/visits/{id}").status_code == 200
    assert client.get(f"/itineraries/{today().isoformat()}").status_code == 200


def test_the_pages_of_those_who_look_after_them_open(demo):
    manager = demo.sign_in("manager")
    team = manager.get("/team").get_data(as_text=True)
    assert "Maya Tan" in team and "林语晨" in team
    for who in REPS:
        assert manager.get(f"/team/{demo.person(who).id}").status_code == 200
    for who in ("office", "admin"):
        assert demo.sign_in(who).get("/customers").status_code == 200
    assert demo.sign_in("admin").get("/admin").status_code == 200


def test_a_second_start_keeps_what_was_done(demo):
    stop = field.day_of(demo.person("rep").id, today())[-1]
    Customer.update(name="Renamed by a visitor").where(Customer.id == stop.customer_id).execute()
    before = [kind.select().count() for kind in (Customer, Visit, Task, Event, User)]
    loading.load(demo.settings)
    assert before == [kind.select().count() for kind in (Customer, Visit, Task, Event, User)]
    assert Customer.get_by_id(stop.customer_id).name == "Renamed by a visitor"


def test_weeks_later_there_is_a_day_again(demo):
    counts = {who: len(tasks.due(demo.person(who).id, today(), 500)) for who in REPS}
    with time_machine.travel(clock.now() + timedelta(days=24), tick=False):
        loading.load(demo.settings)
        events = Event.select().count()
        for who in REPS:
            rep = demo.person(who)
            stops = field.day_of(rep.id, today())
            assert 6 <= len(stops) <= 8 and all(stop.is_ahead for stop in stops)
            late = [row for row in tasks.due(rep.id, today() - timedelta(days=1), 500) if not row.repeat]
            assert 1 <= len(late) <= 3 and len(tasks.due(rep.id, today(), 500)) <= counts[who] + 10
            left = Visit.select().where(Visit.rep == rep, Visit.day < today(), Visit.started_at.is_null())
            assert all(field.cancellation_of(visit) for visit in left)
            assert demo.sign_in(who).get("/today").status_code == 200
        loading.load(demo.settings)
        # Only the two sign-ins came in between.
        assert Event.select().where(Event.verb.startswith("visit")).count() <= events
        assert all(len(field.day_of(demo.person(who).id, today())) <= 8 for who in REPS)


def test_another_company_is_left_alone(db, world, tmp_path):
    from crm_mobile.core.settings import Settings

    before = [kind.select().count() for kind in (User, Customer, Event)]
    loading.load(Settings(home=tmp_path, env="development", database_url=""))
    assert before == [kind.select().count() for kind in (User, Customer, Event)]
    assert preferences.get("demo") is False and not (tmp_path / "demo-password").exists()


def test_a_failure_half_way_leaves_nothing(empty, monkeypatch):
    monkeypatch.setattr(loading.retention, "apply", lambda _at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        loading.load(empty)
    assert not User.select().exists() and not Customer.select().exists() and preferences.get("demo") is False
    monkeypatch.undo()
    loading.load(empty)
    assert Customer.select().count() == 400
    assert Customer.select().where(Customer.name == names.draw_customers()[0].name).count() == 1


def test_the_password_is_random_kept_and_for_the_owner_only(tmp_path, monkeypatch):
    from crm_mobile.core.settings import Settings

    one = Settings(home=tmp_path / "one", database_url="", demo_password="")
    drawn = loading.password(one)
    passwords.check(drawn)
    assert loading.password(one) == drawn
    assert loading.password(Settings(home=tmp_path / "two", database_url="", demo_password="")) != drawn
    assert stat.S_IMODE((tmp_path / "one" / "demo-password").stat().st_mode) == 0o600


def test_a_password_given_later_is_the_one_that_works(demo, tmp_path):
    given = demo.settings.model_copy(update={"demo_password": "another walk to the harbour", "home": tmp_path})
    loading.load(given)
    assert loading.password(given) == "another walk to the harbour"
    assert passwords.fits("another walk to the harbour", demo.person("rep").password_hash)
