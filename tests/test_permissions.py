"""Who may do what: every route walked by every role, against one table. A route that is not in the table fails.

The subject of every address is Rosa's: her customer, her visit, her task. Rosa is its rep, Kim a colleague in another
territory, Stella a rep of another team, Max Rosa's manager, Olga the office, Ada the admin.
"""

import io

import pytest
from PIL import Image

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.customers import contacts
from crm_mobile.customers.models import Contact
from crm_mobile.field import check_ins, photos, visit_forms, visits
from crm_mobile.tasks import tasks
from crm_mobile.team import sessions, users
from crm_mobile.team.models import Session

PEOPLE = ("nobody", "rosa", "kim", "stella", "max", "olga", "ada")

# s: has to sign in · y: may · x: is refused · 0: finds nothing there
# (places.create is refused because no address server is chosen, check_ins.place_customer because there is a place,
# visits.reorder because the visit has begun)
ROUTES = """
sign_in.root                 y y y y y y y
sign_in.new                  y y y y y y y
sign_in.create               y y y y y y y
sign_in.destroy              s y y y y y y
set_up.new                   0 0 0 0 0 0 0
set_up.create                y y y y y y y
set_up.show                  y y y y y y y
set_up.update                y y y y y y y
health.alive                 y y y y y y y
health.ready                 y y y y y y y
pwa.manifest                 y y y y y y y
pwa.worker                   y y y y y y y
pwa.offline                  y y y y y y y
profile.show                 s y y y y y y
profile.update               s y y y y y y
profile.update_time_zone     s y y y y y y
profile.edit_password        s y y y y y y
profile.update_password      s y y y y y y
devices.index                s y y y y y y
devices.destroy              s y 0 0 0 0 0
devices.destroy_all          s y y y y y y
privacy.show                 s y y y y y y
privacy.index                s y y y y y y
customers.index              s y y y y y y
customers.show               s y 0 0 y y y
customers.new                s y y y y y x
customers.create             s y y y y y x
customers.edit               s y 0 0 y y x
customers.update             s y 0 0 y y x
customers.duplicates         s y y y y y y
contacts.new                 s y 0 0 y y x
contacts.create              s y 0 0 y y x
contacts.edit                s y 0 0 y y x
contacts.update              s y 0 0 y y x
contacts.destroy             s y 0 0 y y x
contacts.restore             s y 0 0 y y x
places.create                s x 0 0 x x x
places.update                s y 0 0 y y x
moments.index                s y 0 0 y y y
search.index                 s y y y y y y
today.show                   s y y y y x x
tasks.index                  s y y y y y y
tasks.new                    s y 0 0 y y x
tasks.create                 s y y y y y x
tasks.show                   s y 0 0 y y 0
tasks.edit                   s y 0 0 y 0 0
tasks.update                 s y 0 0 y 0 0
tasks.finish                 s y 0 0 y 0 0
tasks.reopen                 s y 0 0 y 0 0
tasks.snooze                 s y 0 0 y 0 0
tasks.destroy                s y 0 0 y 0 0
tasks.restore                s y 0 0 y 0 0
visits.new                   s y 0 0 y x x
visits.create                s y 0 0 y x x
visits.show                  s y 0 0 y y 0
visits.edit                  s y 0 0 y 0 0
visits.reorder               s x 0 0 x 0 0
visits.move                  s y 0 0 y 0 0
visits.cancel                s y 0 0 y 0 0
visits.restore               s y 0 0 y 0 0
visits.comment               s y 0 0 y x x
check_ins.create             s y 0 0 0 0 0
check_ins.destroy            s y 0 0 0 0 0
check_ins.update             s y 0 0 0 0 0
check_ins.place_customer     s x 0 0 0 0 0
check_ins.create_unplanned   s y 0 0 y x x
reports.new                  s y 0 0 0 0 0
reports.create               s y 0 0 0 0 0
photos.create                s y 0 0 0 0 0
photos.destroy               s y 0 0 0 0 0
photos.show                  s y 0 0 y y 0
photos.thumbnail             s y 0 0 y y 0
itineraries.show             s y y y y x x
itineraries.index            s y 0 0 y y x
visit_forms.index            s x x x x x y
visit_forms.new              s x x x x x y
visit_forms.create           s x x x x x y
visit_forms.edit             s x x x x x y
visit_forms.update           s x x x x x y
visit_forms.destroy          s x x x x x y
visit_forms.restore          s x x x x x y
team.index                   s x x x y y y
team.show                    s x x x y y x
planning.new                 s x x x y x x
planning.create              s x x x y x x
sending.new                  s x x x y x x
sending.create               s x x x y x x
commenting.create            s x x x y x x
overview.show                s x x x x x y
ranges.show                  s x x x x x y
ranges.update                s x x x x x y
geocoder.show                s x x x x x y
geocoder.update              s x x x x x y
stages.index                 s x x x x x y
stages.create                s x x x x x y
stages.show                  s x x x x x y
stages.update                s x x x x x y
stages.destroy               s x x x x x y
stages.move                  s x x x x x y
stages.restore               s x x x x x y
teams.index                  s x x x x x y
teams.create                 s x x x x x y
teams.show                   s x x x x x y
teams.update                 s x x x x x y
territories.index            s x x x x x y
territories.create           s x x x x x y
territories.show             s x x x x x y
territories.update           s x x x x x y
users.index                  s x x x x x y
users.new                    s x x x x x y
users.create                 s x x x x x y
users.show                   s x x x x x y
users.update                 s x x x x x y
users.destroy                s x x x x x y
users.restore                s x x x x x y
users.sign_out               s x x x x x y
users.invite                 s x x x x x y
users.show_link              s x x x x x y
"""
EXPECTED = {line.split()[0]: dict(zip(PEOPLE, line.split()[1:], strict=True)) for line in ROUTES.strip().splitlines()}

# What a request carries when an empty one would not get as far as the question who may.
SENT = {
    "visits.create": {"customer": "{customer}", "day": "{day}"},
    "visits.reorder": {"move": "up"},
    "planning.create": {"customer": "{customer}", "day": "{day}"},
    "tasks.snooze": {"to": "tomorrow"},
    "tasks.new": {"customer": "{customer}"},
    "visits.new": {"customer": "{customer}"},
    "customers.duplicates": {"name": "Acme"},
}


@pytest.fixture
def subjects(world, app) -> dict[str, str]:
    """Rosa's things, one of each kind, by the names that addresses use."""
    rosa, at = world.rosa, now()
    day = clock.today(rosa.zone)
    visit = visits.plan(customer=world.acme, rep=rosa, day=day, by=rosa, at=at)
    check_ins.check_in(visit, by=rosa, at=at)
    written = io.BytesIO()
    Image.new("RGB", (20, 20)).save(written, "PNG")
    photo = photos.add(visit, photos.store(written.getvalue(), app.config["CRM"].photos_folder), by=rosa, at=at)
    task = tasks.add(kind="call", title="Ring", owner=rosa, by=rosa, at=at, due_on=day, customer_id=world.acme_id)
    asked = [{"label": "Stock", "kind": "text"}]
    form = visit_forms.save(None, name="Form", stages=["lost"], tiers=[], asked=asked, by=world.ada, at=at)
    contact = contacts.add(world.acme, by=rosa, at=at, name="Maria")
    sessions.begin(rosa, device_name="Other", at=at)
    return {
        "customer": str(world.acme_id),
        "visit": str(visit.id),
        "photo": str(photo.id),
        "digest": photo.digest,
        "task": str(task.id),
        "visit_form": str(form.id),
        "contact": str(contact.id),
        "session": str(Session.get(Session.user == rosa).id),
        "token": users.make_setup_link(rosa, by=world.ada, at=at),
        "team": str(world.team_id),
        "territory": str(world.north_id),
        "user": str(world.rosa_id),
        "day": day.isoformat(),
    }


def address(rule, subjects) -> str:
    """The address of a route for Rosa's things: <id> is what the words before it are about."""
    noun = {
        "customers": "customer", "contacts": "contact", "visits": "visit", "tasks": "task", "devices": "session",
        "users": "user", "teams": "team", "territories": "territory", "visit-forms": "visit_form", "team": "user",
    }  # fmt: skip
    parts, made = rule.rule.strip("/").split("/"), []
    for number, part in enumerate(parts):
        name = part.strip("<>").rpartition(":")[2]
        if not part.startswith("<"):
            made.append(part)
        elif name == "id":
            made.append(subjects[noun[parts[number - 1]]])
        else:
            made.append(
                {"key": "dormant", "visit_id": subjects["visit"], "photo_id": subjects["photo"]}.get(name)
                or subjects[name]
            )
    return "/" + "/".join(made)


def what_happened(response) -> str:
    if response.status_code == 401 or (
        response.status_code == 303 and response.headers["Location"].startswith("/sign-in?")
    ):
        return "s"
    return {403: "x", 404: "0"}.get(
        response.status_code, "y" if response.status_code in (200, 204, 303, 409, 422) else str(response.status_code)
    )


def test_every_route_has_an_expected_answer(app):
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - EXPECTED.keys() == set(), "these routes are not in the table"
    assert EXPECTED.keys() - routes == set(), "these routes of the table do not exist"


def walks() -> list[tuple[str, str]]:
    """Who walks together: all who only look, or change nothing; everybody who changes something has a database alone."""
    reading = (
        "show",
        "index",
        "new",
        "edit",
        "duplicates",
        "manifest",
        "worker",
        "offline",
        "alive",
        "ready",
        "root",
        "thumbnail",
        "edit_password",
        "show_link",
    )
    found = []
    for endpoint, expected in EXPECTED.items():
        if endpoint.partition(".")[2] in reading:
            found.append((endpoint, " ".join(PEOPLE)))
            continue
        found.append((endpoint, " ".join(person for person in PEOPLE if expected[person] != "y")))
        found += [(endpoint, person) for person in PEOPLE if expected[person] == "y"]
    return [(endpoint, people) for endpoint, people in found if people]


@pytest.mark.parametrize(("endpoint", "people"), walks())
def test_who_may(app, sign_in, world, subjects, endpoint, people):
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    if endpoint == "contacts.restore":
        contacts.delete(Contact.get_by_id(subjects["contact"]), by=world.rosa, at=now())
    data = {name: value.format(**subjects) for name, value in SENT.get(endpoint, {}).items()}
    where = address(rule, subjects)
    for person in people.split():
        asking = app.test_client() if person == "nobody" else sign_in(getattr(world, person))
        response = asking.post(where, data=data) if "POST" in rule.methods else asking.get(where, query_string=data)
        assert what_happened(response) == EXPECTED[endpoint][person], f"{person} at {where}: {response.status_code}"
