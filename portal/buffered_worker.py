"""Processes of gunicorn in which a slow client keeps nobody waiting.

gunicorn's own workers read a request and write its answer in the process or thread that serves it: as many clients as
there are of those, each sending a byte now and again, stop the portal. Here Waitress takes the whole request before
the application sees it, and hands the answer out afterwards, in one loop for all connections. gunicorn starts, stops,
reloads and replaces the processes as before.
"""

import os
import resource
import socket
import sys
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error

ARRIVAL_SECONDS = 20
"""How long a request may take to arrive, if it is small..."""
ARRIVAL_RATE = 8 * 1024
"""...and how many bytes of its body buy one second more: 30 MB may take an hour."""
PROGRESS_SECONDS = 30
"""How long a client may take none of its answer."""
BODY_BYTES = 32 * 1024 * 1024
HEADER_BYTES = 32 * 1024
ANSWER_BYTES = 64 * 1024 * 1024
"""How much of an answer is kept for a client that is slower than we are, beyond a megabyte in a file."""
SWITCH_SECONDS = 0.001
CONNECTIONS = 1000
OPEN_FILES = 4 * CONNECTIONS
"""A connection is one, and up to three where what it sends and gets is large."""


class RequestTimeout(Error):
    """Waitress has no answer for this one."""

    code = 408
    reason = "Request Timeout"


class OneAnswer(WSGITask):
    """Close the connection with the answer, as gunicorn's own worker does: a process that stops breaks nothing off."""

    def execute(self) -> None:
        self.set_close_on_finish()
        super().execute()


class Channel(HTTPChannel):
    """One connection."""

    task_class = OneAnswer
    server: "Server"
    request: Any
    requests: list[Any]
    creation_time: float
    last_activity: float
    total_outbufs_len: int

    def service(self) -> None:
        """Answer, in a thread; then let the loop take somebody new."""
        try:
            super().service()
        finally:
            self.server.worker.finished(self)
            self.server.pull_trigger()

    def is_late(self, now: float) -> bool:
        """Say whether the client has been too slow with its request, or with taking its answer."""
        if self.total_outbufs_len:
            return now > self.last_activity + PROGRESS_SECONDS
        received = self.request.body_bytes_received if self.request else 0
        return not self.requests and now > self.creation_time + ARRIVAL_SECONDS + received / ARRIVAL_RATE

    def give_up(self) -> None:
        """Say 408 to who began to ask; leave who did not, or who does not listen."""
        with self.requests_lock:
            request, self.request = self.request, None
            if request is None or self.requests:
                self.will_close = True
                return
            if not request.headers_finished:
                request.parse_header(b"GET / HTTP/1.0\r\n")
            request.error = RequestTimeout("The request took too long to arrive.")
            request.completed = True
            self.requests.append(request)
        self.server.add_task(self)

    def is_expected_to_end(self, now: float) -> bool:
        """Say whether a process that stops should wait for this one: something was asked, or may be in the air."""
        return bool(self.requests or self.request or self.total_outbufs_len) or now < self.creation_time + 1


class Server(BaseWSGIServer):
    """One place to listen."""

    channel_class = Channel

    def __init__(self, worker: "BufferedWorker", listener: socket.socket, **options: Any) -> None:
        self.worker = worker
        place = listener.family, listener.type, listener.proto, listener.getsockname()
        super().__init__(worker.wsgi, _sock=listener, sockinfo=place, bind_socket=False, **options)

    def getsockname(self) -> tuple[str, Any]:
        name = self.socket.getsockname()
        return name[:2] if isinstance(name, tuple) else ("unix", name)

    def fix_addr(self, addr: Any) -> Any:
        return addr or ("localhost", None)

    def readable(self) -> bool:
        """Take new connections only while a thread is free to serve: else they are for another process."""
        return bool(super().readable()) and self.worker.has_time()

    def add_task(self, task: Channel) -> None:
        self.worker.began(task)
        super().add_task(task)

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.is_late(now):
                channel.give_up()


class BufferedWorker(Worker):
    """gunicorn's view of it: alive while no request takes longer than ``timeout``, gone after ``max_requests``."""

    def run(self) -> None:
        """Serve until told to stop, or until the parent is gone; then finish what was begun."""
        # The loop of all connections waits this long for a busy thread: a page has a dozen such moments.
        sys.setswitchinterval(SWITCH_SECONDS)
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, hard), hard))
        self.busy: dict[Channel, float] = {}
        connections: dict[int, Any] = {}
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        options = Adjustments(
            sockets=[],
            ident="houvast",
            backlog=self.cfg.backlog,
            connection_limit=CONNECTIONS,
            max_request_header_size=HEADER_BYTES,
            max_request_body_size=BODY_BYTES,
            outbuf_high_watermark=ANSWER_BYTES,
            cleanup_interval=1,
            # Django decides which proxy it believes.
            clear_untrusted_proxy_headers=False,
            log_socket_errors=False,
        )
        self.servers = [
            Server(self, listener.sock, map=connections, dispatcher=threads, adj=options) for listener in self.sockets
        ]
        while self.alive and self.ppid == os.getppid():
            self.turn(connections)
        self.stop(connections)
        threads.shutdown(timeout=1)

    def turn(self, connections: dict[int, Any]) -> None:
        """Read and write what can be; tell gunicorn that all is well, unless a request hangs."""
        if time.monotonic() < min(self.busy.values(), default=time.monotonic()) + 1:
            self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)

    def stop(self, connections: dict[int, Any]) -> None:
        """Take nobody new, and wait for who is there."""
        for server in self.servers:
            server.accepting = False
        ends = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < ends:
            channels = [channel for server in self.servers for channel in server.active_channels.values()]
            for channel in channels:
                channel.will_close = channel.will_close or not channel.is_expected_to_end(time.time())
            if not channels:
                break
            self.turn(connections)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        for server in getattr(self, "servers", []):
            server.pull_trigger()

    def has_time(self) -> bool:
        return len(self.busy) < int(self.cfg.threads)

    def began(self, channel: Channel) -> None:
        self.busy[channel] = time.monotonic()
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False

    def finished(self, channel: Channel) -> None:
        self.busy.pop(channel, None)
