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
TOKEN = "tokenofarunthatlivesforafewminut"  # noqa: S105 - it guards nothing
"""The secret of a form against forgery, 32 characters as Django makes them: the same in cookie and form."""


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


@dataclass(frozen=True)
class Request:
    """One request as it goes over the line, and its path for whoever reads of its failure."""

    path: str
    raw: bytes


def get(address: str, path: str, cookie: str) -> Request:
    """Give a GET, after which the server closes."""
    return Request(path, _head("GET", address, path, cookie).encode() + b"\r\n")


def post(address: str, path: str, cookie: str) -> Request:
    """Give a POST of an empty form with the token that its cookie asks for, after which the server closes."""
    body = f"csrfmiddlewaretoken={TOKEN}"
    head = _head("POST", address, path, f"{cookie}; csrftoken={TOKEN}")
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return Request(path, f"{head}{form}{body}".encode())


def _head(verb: str, address: str, path: str, cookie: str) -> str:
    return (
        f"{verb} {path} HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nCookie: {cookie}\r\n"
        "Accept: text/html\r\nAccept-Language: nl\r\nConnection: close\r\n"
    )


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
    visits = [get(address, path, cookies[number % len(cookies)]) for number in range(requests)]
    return send(address, visits, connections=len(cookies), good=200, limit=limit)


def send(address: str, requests: Sequence[Request], *, connections: int, good: int, limit: float) -> Run:
    """Send each request once, so many at once, for ``limit`` seconds at most; ``good`` is the status that counts."""
    where = urlsplit(address)
    host, port = where.hostname or "", where.port or 80
    run = Run()
    lock = threading.Lock()
    left = iter(requests)
    begin = threading.Barrier(connections + 1)
    ends = float("inf")

    def visit() -> None:
        begin.wait()
        while True:
            with lock:
                request = next(left, None) if time.perf_counter() <= ends else None
            if request is None:
                return
            started = time.perf_counter()
            try:
                status, size = fetch(host, port, request.raw)
                failure = "" if status == good else f"{request.path}: {status}"
            except (OSError, ValueError) as error:
                failure, size = f"{request.path}: {error}", 0
            taken = time.perf_counter() - started
            with lock:
                if failure:
                    run.failures.append(failure)
                else:
                    run.latencies.append(taken)
                    run.body_bytes = size

    threads = [threading.Thread(target=visit) for _connection in range(connections)]
    for thread in threads:
        thread.start()
    started = time.perf_counter()
    ends = started + limit
    begin.wait()
    for thread in threads:
        thread.join()
    run.seconds = time.perf_counter() - started
    return run
