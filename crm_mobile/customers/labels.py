"""How stages, tiers, kinds and sources of places are called in the reader's language."""

from crm_mobile.core.language import _, mark
from crm_mobile.customers import queries
from crm_mobile.customers.models import TIERS

# The stages every company begins with; one that an admin renamed is shown as she wrote it.
BUILT_IN_STAGES = (mark("Lead"), mark("Prospect"), mark("Active"), mark("Dormant"), mark("Lost"))
KINDS = {"company": mark("Company"), "person": mark("Person")}
SOURCES = {
    "phone": mark("from a phone on the spot"),
    "check-in": mark("from a check-in"),
    "typed": mark("typed"),
    "import": mark("from an import"),
    "geocoder": mark("found by its address"),
}
# How a stage is coloured; one that an admin added is plain.
TONES = {"lead": "line", "prospect": "line", "active": "good", "dormant": "warn", "lost": "wrong"}


def stages(*, archived: bool = False) -> dict[str, str]:
    """Key to name, in their order; with those no longer offered where a customer may still be in one."""
    return {key: _(name) for key, name in queries.stage_names(archived=archived).items()}


def tiers() -> dict[str, str]:
    return {tier: tier if tier == "VIP" else _("Tier %(letter)s", letter=tier) for tier in TIERS}


def tier(key: str) -> str:
    return "" if not key else key if key == "VIP" else _("Tier %(letter)s", letter=key)


def source(key: str) -> str:
    return _(SOURCES[key]) if key in SOURCES else ""
