"""A bounded client: some connections at once, a fixed number of requests, a limit of time, and nothing else.

It speaks HTTP over bare sockets because it shares the processor with the server: every microsecond that it takes is
added to the plain page and to the measured page alike, and would flatter the ratio.
"""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 30.0


@dataclass
class Run:
    """What one run of requests showed: seconds for each good answer, the reasons of the others."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    body_bytes: int = 0

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0


def request_of(address: str, path: str, cookie: str) -> bytes:
    """Give the bytes of one GET, after which the server closes."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nCookie: {cookie}\r\n"
        "Accept: text/html\r\nAccept-Language: nl\r\nConnection: close\r\n\r\n"
    ).encode()


def fetch(host: str, port: int, request: bytes) -> tuple[int, int]:
    """Send one request; return status and size of the body."""
    parts: list[bytes] = []
    with socket.create_connection((host, port), timeout=TIMEOUT) as connection:
        connection.sendall(request)
        while part := connection.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return int(head[9:12] or b"0"), len(body)


def measure(address: str, path: str, *, cookies: Sequence[str], requests: int, limit: float) -> Run:
    """Ask for a page ``requests`` times, one connection per cookie at once, for ``limit`` seconds at most."""
    where = urlsplit(address)
    host, port = where.hostname or "", where.port or 80
    run = Run()
    lock = threading.Lock()
    left = requests
    begin = threading.Barrier(len(cookies) + 1)
    ends = float("inf")

    def visit(cookie: str) -> None:
        nonlocal left
        request = request_of(address, path, cookie)
        begin.wait()
        while True:
            with lock:
                if left == 0 or time.perf_counter() > ends:
                    return
                left -= 1
            started = time.perf_counter()
            try:
                status, size = fetch(host, port, request)
                failure = "" if status == 200 else f"{path}: {status}"
            except (OSError, ValueError) as error:
                failure, size = f"{path}: {error}", 0
            taken = time.perf_counter() - started
            with lock:
                if failure:
                    run.failures.append(failure)
                else:
                    run.latencies.append(taken)
                    run.body_bytes = size

    threads = [threading.Thread(target=visit, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    started = time.perf_counter()
    ends = started + limit
    begin.wait()
    for thread in threads:
        thread.join()
    run.seconds = time.perf_counter() - started
    return run
