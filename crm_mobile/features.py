"""What exists: the blueprints of all slices, and who fills the named holes of the pages of lower slices."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint

from crm_mobile.admin.views import geocoder, overview, ranges, stages, teams, territories, users
from crm_mobile.core.language import _
from crm_mobile.core.paging import Condition
from crm_mobile.customers import sentences as customer_sentences
from crm_mobile.customers.views import contacts, customers, moments, places, search
from crm_mobile.field import fillings as field_fillings
from crm_mobile.field import outcomes
from crm_mobile.field import sentences as field_sentences
from crm_mobile.field.views import check_ins, itineraries, photos, privacy, reports, visit_forms, visits
from crm_mobile.oversight.views import commenting, planning, sending, team
from crm_mobile.tasks import fillings as task_fillings
from crm_mobile.tasks import queries as task_queries
from crm_mobile.tasks import sentences as task_sentences
from crm_mobile.tasks.views import tasks
from crm_mobile.team.views import devices, profile, set_up, sign_in
from crm_mobile.today import fillings as today_fillings
from crm_mobile.today.views import days
from crm_mobile.web import formats, health, pwa
from crm_mobile.web.holes import Filling

BLUEPRINTS: Sequence[Blueprint] = (
    health.blueprint,
    pwa.blueprint,
    sign_in.blueprint,
    set_up.blueprint,
    profile.blueprint,
    devices.blueprint,
    customers.blueprint,
    contacts.blueprint,
    moments.blueprint,
    places.blueprint,
    search.blueprint,
    team.blueprint,
    planning.blueprint,
    sending.blueprint,
    commenting.blueprint,
    days.blueprint,
    tasks.blueprint,
    visits.blueprint,
    check_ins.blueprint,
    reports.blueprint,
    photos.blueprint,
    itineraries.blueprint,
    privacy.blueprint,
    visit_forms.blueprint,
    overview.blueprint,
    users.blueprint,
    teams.blueprint,
    territories.blueprint,
    stages.blueprint,
    geocoder.blueprint,
    ranges.blueprint,
)

# customer.page: a customer, on her page · customer.next: her next step · customer.action: the one button in the thumb's
# reach (check in here) · profile.page: the signed-in person's own page.
HOLES: Mapping[str, Sequence[Filling]] = {
    "customer.action": (Filling(field_fillings.check_in_here, "field/fillings/check_in.html"),),
    "customer.next": (Filling(today_fillings.next_step, "today/fillings/next_step.html"),),
    "customer.page": (
        Filling(task_fillings.of_customer, "tasks/fillings/customer.html"),
        Filling(field_fillings.visits_of_customer, "field/fillings/visits.html"),
    ),
    "profile.page": (),
}

# What the customers' timelines say about the events of each slice: verb → (icon, sentence).
TIMELINE: Mapping[str, tuple[str, str]] = {
    **customer_sentences.SENTENCES,
    **task_sentences.SENTENCES,
    **field_sentences.SENTENCES,
}

# Who may read what the timelines say about a kind of subject, where seeing the customer is not enough.
READERS: Mapping[str, Callable[[Any], Condition]] = {"task": task_queries.events_readable_by}

# How the values that those sentences name are read: name → what a person reads.
READINGS: Mapping[str, Callable[[Any], str]] = {
    "outcome": lambda key: _(outcomes.OUTCOMES.get(str(key), str(key))),
    "day": lambda text: formats.day(date.fromisoformat(str(text))),
}
