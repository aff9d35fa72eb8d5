"""A way to a server that can be closed, frozen, swallowed by the network, or cut: for the server it stays untouched."""

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Iterator

LINGER_NOT = struct.pack("ii", 1, 0)
"""Closed with this, a socket says "reset" and not "end"."""


class Gateway:
    """Passes on what comes to its ``port`` to a server of this machine, until it is told otherwise."""

    def __init__(self, server: int) -> None:
        self.server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._flows = threading.Event()
        self._flows.set()
        self._open: set[socket.socket] = set()
        self._crowd: list[socket.socket] = []
        self._is_over = False
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def heal(self) -> None:
        """Pass everything on again, also what waited."""
        if self._crowd:
            self._close_listener()
            self._leave()
        if self._listener.fileno() < 0:
            self._listen()
        self._flows.set()

    def refuse(self) -> None:
        """Nothing listens any more, and who was connected is thrown out: as when a server is stopped."""
        self._close_listener()
        self.cut()

    def freeze(self) -> None:
        """Take what comes, and pass on nothing: as a server that is paused."""
        self._flows.clear()

    def swallow(self) -> None:
        """Nobody even gets a connection, and who has one hears nothing: as a network that drops all packets."""
        self.freeze()
        self._close_listener()
        self._listener = self._bind(backlog=0)
        while len(self._crowd) < 8:
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))
            self._crowd.append(one)

    def cut(self) -> None:
        """End every connection there is; new ones are taken."""
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                one.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self._is_over = True
        self._flows.set()
        self._close_listener()
        self.cut()
        self._leave()

    def _leave(self) -> None:
        for waiting in self._crowd:
            waiting.close()
        self._crowd.clear()

    def _bind(self, *, backlog: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(backlog)
        return listener

    def _listen(self) -> None:
        self._listener = self._bind(backlog=128)
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def _close_listener(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _take(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def _pass_on(self, near: socket.socket) -> None:
        self._open.add(near)
        with contextlib.suppress(OSError), near:
            self._flows.wait()
            with socket.create_connection(("127.0.0.1", self.server)) as far:
                other = {near: far, far: near}
                while not self._is_over:
                    for ready in select.select([near, far], [], [])[0]:
                        heard = ready.recv(65536)
                        self._flows.wait()
                        if not heard:
                            return
                        other[ready].sendall(heard)
        self._open.discard(near)


@contextlib.contextmanager
def gateway_to(server: int) -> Iterator[Gateway]:
    gateway = Gateway(server)
    try:
        yield gateway
    finally:
        gateway.end()
