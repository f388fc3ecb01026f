"""Keeps a few child processes alive, passes signals on, and sees to it that none outlives it, killed or not."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
WATCHED = STOP | {signal.SIGHUP, signal.SIGCHLD}

# A child that dies is started again at once the first time, then ever later, so that a broken one costs nothing.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
# A child that lived this long was well; its earlier deaths no longer count.
WELL_AFTER = 15.0
# What a child may take to end its requests before it is killed; gunicorn gives its own workers 10 seconds.
GRACE = 13.0

PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep alive. `hopeless` are the exit codes after which starting it again cannot help."""

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()
    hopeless: frozenset[int] = frozenset()
    starts: int = 0
    deaths: int = 0
    due: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        parent = os.getpid()
        # In a session of its own, so that Ctrl-C reaches the supervisor alone and it ends the children in good order.
        self.process = subprocess.Popen(
            self.command, pass_fds=self.files, start_new_session=True, preexec_fn=lambda: _die_with(parent)
        )
        self.starts += 1
        self.due = time.monotonic()

    def send(self, number: int) -> None:
        if self.process is not None and self.is_alive:
            self.process.send_signal(number)

    def pause(self) -> float:
        """Seconds until it should be started again, longer with each death that follows soon on a start."""
        self.deaths = 0 if time.monotonic() - self.due > WELL_AFTER else self.deaths
        self.deaths += 1
        return float(min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (self.deaths - 1)))


def _die_with(parent: int) -> None:
    """In the new child: ask the kernel for SIGTERM when the supervisor ends, however it ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def supervise(children: Sequence[Child]) -> int:
    """Run the children until a signal says stop; give the exit code."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    # On a terminal a hang-up means that the window was closed; without one an operator asks for a reload.
    stop = STOP | {signal.SIGHUP} if sys.stdin.isatty() else STOP
    for child in children:
        child.start()
    while True:
        received = _wait(children)
        if received in stop:
            return _end(children)
        if received == signal.SIGHUP:
            _reload(children)
        for child in children:
            if not _tend(child):
                _end(children)
                return 1


def _wait(children: Sequence[Child]) -> int | None:
    resting = [child.due - time.monotonic() for child in children if not child.is_alive]
    received = signal.sigtimedwait(WATCHED, max(0.01, min([1.0, *resting])))
    return received.si_signo if received else None


def _tend(child: Child) -> bool:
    """Note a death, start again what has rested long enough; False when there is no use in it."""
    if child.is_alive:
        return True
    if child.process is not None:
        code = child.process.returncode
        if code in child.hopeless and child.starts == 1:
            _say(f"{child.name} cannot start (exit code {code}); the lines above say why.")
            return False
        pause = child.pause()
        _say(f"{child.name} ended with code {code}; it starts again in {pause:.1f} s.")
        child.process, child.due = None, time.monotonic() + pause
    elif time.monotonic() >= child.due:
        child.start()
    return True


def _reload(children: Sequence[Child]) -> None:
    """gunicorn renews its processes without a gap; the worker ends and is started again."""
    for child in children:
        child.send(signal.SIGHUP)


def _end(children: Sequence[Child]) -> int:
    for child in children:
        child.send(signal.SIGTERM)
    latest = time.monotonic() + GRACE
    while any(child.is_alive for child in children) and time.monotonic() < latest:
        received = signal.sigtimedwait(WATCHED, 0.2)
        if received and received.si_signo in STOP:
            # Asked twice: somebody is in a hurry.
            break
    for child in children:
        child.send(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
    return 0


def _say(sentence: str) -> None:
    print(f"crm-mobile: {sentence}", file=sys.stderr, flush=True)
