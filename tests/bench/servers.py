"""The servers under measurement: the product as `serve` starts it, and the floors under the same gunicorn."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS = 2, 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server, known by its port, whose web processes can be watched."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int, ready: str) -> None:
        self.port = port
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        while not self._answers(ready):
            if self.process.poll() is not None:
                raise RuntimeError(f"{command} ended with {self.process.returncode}")
            time.sleep(0.01)
        self.start_seconds = time.perf_counter() - began

    def _answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def web_processes(self) -> list[int]:
        """The processes that answer requests: children of a gunicorn, wherever it is below the process started."""
        parents = _parents()
        below, found = {self.process.pid}, set()
        for _ in range(4):
            found |= {pid for pid, parent in parents.items() if parent in below}
            below = set(found)
        gunicorns = [pid for pid in found | {self.process.pid} if b"gunicorn" in _command_line(pid)]
        return [pid for pid in gunicorns if parents.get(pid) in gunicorns]

    def cpu_seconds(self) -> float:
        """User and system time of the web processes so far."""
        total = 0
        for pid in self.web_processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def largest_worker_mb(self) -> float:
        """Proportional set size: what is shared counts in parts."""
        sizes = []
        for pid in self.web_processes():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    sizes.append(int(line.split()[1]) / 1024)
        return max(sizes)

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.process.kill()
        self.process.wait()


def product(home: Path, database_url: str) -> Server:
    """The product, started by its own command with two web processes."""
    port = free_port()
    environment = {
        "CRM_HOME": str(home),
        "DATABASE_URL": database_url,
        "CRM_LOG_LEVEL": "WARNING",
        # As in production: templates are not looked at again for changes.
        "CRM_ENV": "production",
        "CRM_ORIGIN": f"https://localhost:{port}",
    }
    command = [sys.executable, "-m", "crm_mobile.cli", "serve", "--port", str(port), "--workers", str(WORKERS)]
    return Server(command, environment, port, "/readyz")


def floors(settings: dict[str, str]) -> Server:
    """The two floors in one application under the gunicorn of the product, with its number of processes and threads."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.floors:create_app()", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--worker-class",
        "crm_mobile.host.fair_worker.FairWorker",
        "--workers",
        str(WORKERS),
        "--threads",
        str(THREADS),
        "--timeout",
        "60",
    ]
    command += ["--keep-alive", "15", "--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
    return Server(command, {"PYTHONPATH": str(ROOT), **settings}, port, "/ready")


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _command_line(pid: int) -> bytes:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
