"""Every screen, looked at: no accessibility violation, nothing sideways, targets a thumb can hit; photographed on the way.

`make test` looks at two opposite variants, `make screens` at all of them. The pictures are in build/screens.
"""

from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest

from crm_mobile.core import preferences
from crm_mobile.team.models import User
from tests.journeys.conftest import PHONE, ROOT, TABLET
from tests.journeys.furnished import furnish

pytestmark = pytest.mark.journey

PICTURES = ROOT / "build" / "screens"
DEVICES = {"phone": PHONE, "tablet": TABLET, "narrow": {**PHONE, "viewport": {"width": 320, "height": 640}}}
TWO = [("phone", "light", "en"), ("tablet", "dark", "zh-Hans")]
ALL = [(device, theme, language) for device in DEVICES for theme in ("light", "dark") for language in ("en", "zh-Hans")]

SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
# A label or a row's stretched link enlarges the target of the control in it.
SMALL = """() => {
  const shown = e => { const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width > 1 && r.height > 1 && s.visibility !== 'hidden' && s.opacity !== '0' && !e.closest('[inert], details:not([open]) > :not(summary)') };
  const inText = e => e.tagName === 'A' && getComputedStyle(e).display === 'inline';
  const larger = (a, b) => ({width: Math.max(a.width, b.width), height: Math.max(a.height, b.height)});
  const hit = e => { const r = e.getBoundingClientRect(), row = e.closest('.row, .stop, .card');
    if (e.labels?.[0]) return larger(r, e.labels[0].getBoundingClientRect());
    return getComputedStyle(e, '::after').position === 'absolute' && row ? row.getBoundingClientRect() : r };
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => shown(e) && !inText(e)).map(e => [e.outerHTML.slice(0, 90), hit(e)])
    .filter(([, r]) => r.width < 47.5 || r.height < 47.5).map(([html, r]) => `${html} ${Math.round(r.width)}×${Math.round(r.height)}`) }"""


@cache
def axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def screens(world, place) -> dict[str, tuple[str, str]]:
    """Name → person and address."""
    return {
        "today": ("rosa", "/today"),
        "itinerary": ("rosa", f"/itineraries/{place.day}"),
        "visit-planned": ("rosa", place.planned_visit),
        "visit-sheet": ("rosa", place.open_visit),
        "visit-finished": ("rosa", place.finished_visit),
        "visit-move": ("rosa", f"{place.planned_visit}/edit"),
        "customers": ("rosa", "/customers"),
        "customers-search": ("rosa", "/customers?q=bakery"),
        "customer": ("rosa", place.customer),
        "customer-new": ("rosa", "/customers/new"),
        "customer-edit": ("rosa", f"{place.customer}/edit"),
        "customer-visits": ("rosa", f"{place.customer}/visits"),
        "tasks": ("rosa", "/tasks"),
        "task": ("rosa", place.task),
        "task-new": ("rosa", "/tasks/new"),
        "search": ("rosa", "/search?q=绿叶"),
        "me": ("rosa", "/me"),
        "devices": ("rosa", "/me/devices"),
        "privacy": ("rosa", "/me/privacy"),
        "password": ("rosa", "/me/password"),
        "not-found": ("rosa", "/nowhere"),
        "empty-today": ("kim", "/today"),
        "empty-tasks": ("kim", "/tasks"),
        "empty-customers": ("kim", "/customers"),
        "team": ("max", "/team"),
        "team-day": ("max", f"/team/{world.rosa_id}"),
        "team-visit": ("max", place.finished_visit),
        "team-plan": ("max", f"/team/{world.rosa_id}/visits/new"),
        "team-task": ("max", f"/team/{world.rosa_id}/tasks/new"),
        "admin": ("ada", "/admin"),
        "admin-users": ("ada", "/admin/users"),
        "admin-teams": ("ada", "/admin/teams"),
        "admin-stages": ("ada", "/admin/stages"),
        "admin-visit-forms": ("ada", "/admin/visit-forms"),
        "admin-visit-form": ("ada", place.visit_form),
        "sign-in": ("", "/sign-in"),
        "offline": ("", "/offline"),
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    variants = ALL if metafunc.config.getoption("--variants") == "all" else TWO
    metafunc.parametrize(("kind", "theme", "language"), variants, ids=["-".join(variant) for variant in variants])


def test_screens(device, world, kind, theme, language):
    place = furnish(world)
    preferences.choose("demo", True)
    User.update(language=language).execute()
    tag = "zh-CN" if language == "zh-Hans" else "en-US"
    people: dict[str, object] = {}
    faults: list[str] = []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (who, address) in screens(world, place).items():
        if who not in people:
            user = getattr(world, who) if who else None
            people[who] = device(user, DEVICES[kind], color_scheme=theme, locale=tag)
            people[who].expected = ("404",)
        page = people[who].page
        page.goto(address)
        page.wait_for_load_state("load")
        page.screenshot(path=PICTURES / f"{name}-{kind}-{theme}-{language}.png", full_page=name not in ("customers",))
        faults += [f"{name}: {fault}" for fault in look_at(page)]
    assert not faults, "\n".join(faults)


def look_at(page) -> list[str]:
    page.evaluate(axe())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    faults = [f"axe {v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found["violations"]]
    sideways = page.evaluate(SIDEWAYS)
    if sideways > 0:
        faults.append(f"{sideways} px too wide")
    return faults + [f"small target {small}" for small in page.evaluate(SMALL)]
