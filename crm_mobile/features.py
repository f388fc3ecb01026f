"""What exists: the blueprints of all slices, and who fills the named holes of the pages of lower slices."""

from collections.abc import Mapping, Sequence

from flask import Blueprint

from crm_mobile.admin.views import geocoder, overview, ranges, stages, teams, territories, users
from crm_mobile.customers import sentences as customer_sentences
from crm_mobile.customers.views import contacts, customers, moments, places, search
from crm_mobile.oversight.views import commenting, planning, sending, team
from crm_mobile.team.views import devices, profile, set_up, sign_in
from crm_mobile.web import health, pwa
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
    "customer.action": (),
    "customer.next": (),
    "customer.page": (),
    "profile.page": (),
}

# What the customers' timelines say about the events of each slice: verb → (icon, sentence).
TIMELINE: Mapping[str, tuple[str, str]] = {**customer_sentences.SENTENCES}
