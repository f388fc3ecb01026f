"""Rounds of measuring: every page beside the bare floor and its own work, interleaved, the median counts."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench import load
from tests.bench.servers import Server

CONNECTIONS = (1, 8, 32)
# A check-in uses up a stop, so those are counted and not timed.
CHECK_INS = {1: 120, 8: 240, 32: 240}

Visits = Callable[[], Iterator[list[bytes]]]


@dataclass
class Sample:
    """One run: requests per second, milliseconds, CPU of the application processes, bytes of the bodies."""

    per_second: float
    p50: float
    p95: float
    cpu_ms: float
    sent_bytes: float


@dataclass
class Contender:
    """A page on a server: the same visits over and over, or each stop once."""

    server: Server
    visits: Visits
    each_once: bool = False
    samples: dict[int, list[Sample]] = field(default_factory=dict)
    stops: Iterator[list[bytes]] | None = None

    def run(self, connections: int, seconds: float) -> Sample:
        before = self.server.cpu_seconds()
        if self.each_once:
            self.stops = self.stops or self.visits()
            result = load.run(self.server.port, self.stops, connections, 60, CHECK_INS[connections])
        else:
            result = load.run(self.server.port, itertools.cycle(self.visits()), connections, seconds)
        if result.wrong:
            raise RuntimeError(f"unexpected answer: {result.wrong[0].decode(errors='replace')}")
        cpu = (self.server.cpu_seconds() - before) * 1000 / len(result.visits)
        sent = result.body_bytes / len(result.visits)
        sample = Sample(result.per_second, result.percentile(0.5), result.percentile(0.95), cpu, sent)
        self.samples.setdefault(connections, []).append(sample)
        return sample


def rounds(contenders: dict[str, Contender], count: int, seconds: float, say: Callable[[str], Any]) -> None:
    """Let all contenders run in turn, `count` times, so that a slow minute of the machine hits all alike."""
    for contender in contenders.values():
        # Warm: templates compiled, pages of the database read, connections open in every thread.
        if not contender.each_once:
            load.run(contender.server.port, itertools.cycle(contender.visits()), 8, min(seconds, 1.0))
    for number in range(count):
        for connections in CONNECTIONS:
            for contender in contenders.values():
                contender.run(connections, seconds)
        say(f"round {number + 1} of {count}")


def median(samples: list[Sample], name: str) -> float:
    return statistics.median(getattr(sample, name) for sample in samples)


def ratio(above: list[Sample], below: list[Sample], name: str) -> float:
    """The median of the rounds' own ratios: both were measured in the same minute."""
    return statistics.median(getattr(one, name) / getattr(other, name) for one, other in zip(above, below, strict=True))
