"""Clients that send or read a byte a second, as many as one likes, on plain sockets."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

HEADERS = b"GET /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\n"
)
READING = b"GET /static/build/app.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
KINDS = {"headers": HEADERS, "body": BODY, "reading": READING}


@dataclass
class SlowClient:
    """One of them. Who is sent away comes again, as who means harm does; ``told`` gets what it heard."""

    port: int
    kind: str
    told: list[bytes]

    def begin(self) -> None:
        self.connection = socket.socket()
        # A small window, so that an answer does not simply fit into it.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.connection.settimeout(5)
        self.connection.connect(("127.0.0.1", self.port))
        self.connection.sendall(KINDS[self.kind])
        self.connection.setblocking(False)

    def drip(self) -> None:
        """Send a byte, or read one."""
        try:
            if self.kind != "reading":
                self.connection.send(b"a")
            heard = self.connection.recv(1 if self.kind == "reading" else 4096)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        if self.kind == "reading" and heard:
            return
        self.told.append(heard)
        self.connection.close()
        self.begin()


@contextlib.contextmanager
def slow_clients(port: int, *, kind: str, count: int) -> Iterator[list[bytes]]:
    """Hold ``count`` connections of a kind, each with a byte a second; gives the list of what they hear."""
    is_over, told = threading.Event(), list[bytes]()

    def hold(clients: list[SlowClient]) -> None:
        for client in clients:
            client.begin()
        while not is_over.wait(1):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.drip()
        for client in clients:
            client.connection.close()

    clients = [SlowClient(port, kind, told) for _one in range(count)]
    threads = [threading.Thread(target=hold, args=(clients[part::4],), daemon=True) for part in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield told
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
