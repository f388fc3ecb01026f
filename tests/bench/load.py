"""Load: many connections from one process, each with its next request out as soon as the answer is in."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

GET = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: __Host-session={token}\r\n"
    "Accept: text/html\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en\r\n\r\n"
)
POST = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: __Host-session={token}\r\nSec-Fetch-Site: same-origin\r\n"
    "Accept: text/html\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
)


def get(path: str, port: int, token: str = "") -> bytes:
    return GET.format(path=path, port=port, token=token).encode()


def post(path: str, port: int, body: str, token: str = "") -> bytes:
    return POST.format(path=path, port=port, token=token, body=body, length=len(body)).encode()


@dataclass
class Connection:
    """One keep-alive connection working through visits of a page, request by request."""

    stream: socket.socket
    # The requests of the visit under way that are still to be sent.
    left: list[bytes] = field(default_factory=list)
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    # Where the answer being received ends; 0 until its head is complete.
    end: int = 0


@dataclass
class Result:
    """What was measured: seconds in all, seconds per visit, answers that were not expected, bytes of all bodies."""

    seconds: float
    visits: list[float]
    wrong: list[bytes]
    body_bytes: int

    @property
    def per_second(self) -> float:
        return len(self.visits) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.visits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def run(port: int, visits: Iterator[list[bytes]], connections: int, seconds: float, most: int = 10**9) -> Result:
    """Make visits (each a list of requests, one after the other) until the time or the number is up."""
    selector, taken, done, wrong, body_bytes = selectors.DefaultSelector(), 0, [], [], 0
    opened = [Connection(socket.create_connection(("127.0.0.1", port), timeout=30)) for _ in range(connections)]
    for connection in opened:
        connection.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection.stream, selectors.EVENT_READ, connection)
    began = time.perf_counter()
    until, busy = began + seconds, 0

    def begin(connection: Connection) -> bool:
        nonlocal taken
        visit = next(visits, None) if taken < most and time.perf_counter() < until else None
        if visit is None:
            return False
        taken += 1
        connection.left, connection.began = visit[1:], time.perf_counter()
        connection.stream.sendall(visit[0])
        return True

    busy = sum(begin(connection) for connection in opened)
    while busy:
        for key, _ in selector.select(timeout=30):
            connection = key.data
            if not _receive(connection):
                continue
            body_bytes += len(connection.received) - connection.received.find(b"\r\n\r\n") - 4
            status = bytes(connection.received[9:12])
            if status[:1] not in b"23":
                wrong.append(bytes(connection.received[:600]))
            connection.received.clear()
            connection.end = 0
            if connection.left:
                connection.stream.sendall(connection.left.pop(0))
                continue
            done.append(time.perf_counter() - connection.began)
            busy -= not begin(connection)
    ended = time.perf_counter()
    for connection in opened:
        connection.stream.close()
    return Result(ended - began, done, wrong, body_bytes)


def _receive(connection: Connection) -> bool:
    """Take what has come; True once the answer is whole. Every answer has a length: nothing of ours is streamed."""
    some = connection.stream.recv(1 << 18)
    if not some:
        raise ConnectionError(f"the server hung up after {bytes(connection.received[:300])!r}")
    connection.received += some
    if not connection.end:
        head = connection.received.find(b"\r\n\r\n")
        if head < 0:
            return False
        connection.end = head + 4 + _length(bytes(connection.received[:head]))
    return len(connection.received) >= connection.end


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
