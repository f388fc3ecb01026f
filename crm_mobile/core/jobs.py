"""What a scheduled job is: a function, its rhythm and the reason for it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """Runs every `seconds`, or once a day at `hour`:`minute` UTC. The function takes nothing and may run twice."""

    name: str
    function: Callable[[], object]
    reason: str
    seconds: int | None = None
    hour: int | None = None
    minute: int = 0
