"""gunicorn's threaded worker, made to leave its siblings their share of the connections.

A browser opens several connections at once, and so does a proxy. The first process to wake accepted all of them, and as
they are kept open, one process then did all the work: with eight connections half the speed, measured.
"""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# After a connection a process looks away for this long; a sibling that has nothing to do is awake by then.
REST = 0.002


class FairWorker(ThreadWorker):
    """Accepts one connection, then lets the others have the next."""

    resting_until = 0.0

    def accept(self, listener: Any) -> None:
        super().accept(listener)
        self.resting_until = time.monotonic() + REST
        super().set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        if not enabled or self._rest() <= 0:
            super().set_accept_enabled(enabled)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        if self.alive and not self._accepting and self._rest() > 0:
            timeout = min(timeout, self._rest())
        super().wait_for_and_dispatch_events(timeout)

    def _rest(self) -> float:
        return self.resting_until - time.monotonic()
