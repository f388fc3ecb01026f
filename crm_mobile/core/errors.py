"""The four ways in which a request can fail for a reason that a person can act on, and one for a wrong installation."""

from collections.abc import Mapping, Sequence
from typing import Any


class CrmError(Exception):
    """A failure with a sentence that says what the person can do next."""


class NotFound(CrmError):
    """It does not exist, or this person may not see it: the two look the same."""


class Refused(CrmError):
    """The person may see it but may not do this."""


class TooMany(Refused):
    """She did it too often and has to wait."""


class Invalid(CrmError):
    """What was typed cannot be accepted. `errors` maps a field's name to its sentences; "" holds what concerns no single field."""

    def __init__(self, errors: Mapping[str, Sequence[str]] | str) -> None:
        self.errors: dict[str, list[str]] = (
            {"": [errors]} if isinstance(errors, str) else {k: list(v) for k, v in errors.items()}
        )
        super().__init__(" ".join(sentence for sentences in self.errors.values() for sentence in sentences))


class Conflict(CrmError):
    """Somebody changed it meanwhile. `theirs` is what is stored now, `mine` what was sent."""

    def __init__(self, sentence: str, *, mine: Any = None, theirs: Any = None) -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__(sentence)


class Misconfigured(CrmError):
    """The installation is wrong; the sentence says which setting or step."""
