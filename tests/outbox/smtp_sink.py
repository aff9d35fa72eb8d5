"""A mail server of our own that takes mail, or fails in the ways mail servers fail."""

import contextlib
import re
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

HANGS = 1.0  # seconds; tests give the sender a shorter time-out


@dataclass
class Sink:
    """What the server took, in the order of arrival, and how often each address was tried."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    delay: float = 0.0
    mails_a_conversation: int = 0
    """After so many it closes the connection without a word; 0 is never."""

    def taken_by(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.taken if mail["To"] == address]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation. ``well.1@`` is taken; the word before the dot says what goes wrong:

    ``refused``, ``later``, ``hangs`` or ``shut`` when the recipient is named; ``full``, ``cut`` (taken, but the
    connection breaks before the answer) or ``lost`` (not taken, and the connection breaks) after the text.
    """

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.sink: Sink = self.server.sink  # type: ignore[attr-defined]
        self.sink.connections += 1
        self.how, self.mails = "", 0
        with contextlib.suppress(OSError):
            self.say("220 sink")
            for raw in self.rfile:
                if not self.answer(raw.decode("latin-1").strip()):
                    return

    def answer(self, line: str) -> bool:
        """Answer one line; false ends the conversation."""
        verb = line[:4].upper()
        if verb == "RCPT":
            return self.name_recipient(line[line.index("<") + 1 : line.index(">")])
        if verb == "DATA":
            return self.take_text()
        self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def name_recipient(self, recipient: str) -> bool:
        self.how = re.split(r"[.@]", recipient)[0]
        self.sink.tries[recipient] += 1
        if self.how == "hangs":
            time.sleep(HANGS)
        said = {"refused": "550 no such person", "later": "451 try later", "shut": "421 closing"}
        self.say(said.get(self.how, "250 ok"))
        return self.how != "shut"

    def take_text(self) -> bool:
        self.say("354 go on")
        mail = self.read_mail()
        time.sleep(self.sink.delay)
        if self.how not in ("full", "lost"):
            self.sink.taken.append(mail)
        if self.how in ("cut", "lost"):
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.say("552 too large" if self.how == "full" else "250 taken")
        self.mails += 1
        return self.mails != self.sink.mails_a_conversation

    def read_mail(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        mail: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False


@contextmanager
def running(port: int = 0) -> Iterator[Sink]:
    """Run a sink on loopback, on a free port unless one is given."""
    with Server(("127.0.0.1", port), Conversation) as server:
        sink = Sink(port=server.server_address[1])
        server.sink = sink  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
