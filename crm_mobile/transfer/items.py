"""What an import was asked for, a row on its way, and what has become of the rows so far."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from crm_mobile.transfer.checking import Draft, Rules
from crm_mobile.transfer.columns import Plan
from crm_mobile.transfer.queries import Found
from crm_mobile.transfer.reading import Line


@dataclass(frozen=True)
class Wishes:
    """How rows become customers: by which columns and rules, and whose the new ones are."""

    plan: Plan
    rules: Rules
    owner_id: UUID | None = None
    territory_id: UUID | None = None
    dry_run: bool = False


@dataclass
class Outcome:
    """What became of the rows so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    # The keys seen in the file, and the line of each.
    seen: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged + self.wrong


@dataclass
class Item:
    """A row of the file on its way to become or to change a customer."""

    line: Line
    draft: Draft
    found: Found | None = None
    changes: dict[str, Any] = field(default_factory=dict)
