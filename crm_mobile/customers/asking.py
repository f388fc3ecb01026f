"""What a list of customers was asked for, and the address that asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from crm_mobile.core.places import Place, parse_pair
from crm_mobile.core.text import clean
from crm_mobile.customers.queries import Filters


@dataclass(frozen=True)
class Asked:
    """Typed words, filters, and the position when the list is about what is near."""

    q: str = ""
    filters: Filters = field(default_factory=Filters)
    place: Place | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in an address. Never the position: it would end in histories and logs."""
        chosen = {
            "q": self.q,
            "mine": "1" if self.filters.mine else "",
            "stage": self.filters.stage,
            "tier": self.filters.tier,
            "tag": self.filters.tag,
            "place": "none" if self.filters.without_place else "",
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def address(self) -> str:
        return address_of(self.parameters)

    def narrowed(self, **filters: Any) -> str:
        """The address of the same list with other filters."""
        return _narrowed(self.q, self.filters, tuple(filters.items()))

    @property
    def near(self) -> str:
        """The position as a parameter, for the requests of the open page alone."""
        return f"{self.place.latitude:.5f},{self.place.longitude:.5f}" if self.place else ""


@lru_cache(maxsize=1024)
def _narrowed(q: str, filters: Filters, changes: tuple[tuple[str, Any], ...]) -> str:
    # Each list shows a dozen of these, and mostly the same ones.
    return Asked(q, replace(filters, **dict(changes))).address


def address_of(parameters: Mapping[str, str]) -> str:
    return f"/customers?{urlencode(parameters)}" if parameters else "/customers"


def asked(arguments: Mapping[str, str]) -> Asked:
    """Read the parameters of an address; what makes no sense is as if it were not there."""

    def text(name: str) -> str:
        return clean(arguments.get(name, ""))[:100]

    filters = Filters(
        mine=text("mine") == "1",
        stage=text("stage"),
        tier=text("tier"),
        tag=text("tag"),
        without_place=text("place") == "none",
    )
    return Asked(text("q"), filters, parse_pair(text("near")))
