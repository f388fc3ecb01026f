"""What exists: the blueprints of all slices, and who fills the named holes of the pages of lower slices."""

from collections.abc import Mapping, Sequence

from flask import Blueprint

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
)

# customer.page: a customer, on her page · customer.next: her next step · profile.page: the signed-in person's own page.
HOLES: Mapping[str, Sequence[Filling]] = {
    "customer.next": (),
    "customer.page": (),
    "profile.page": (),
}
