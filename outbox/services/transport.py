"""Handing one mail at a time to the mail server, and knowing for sure how far it came."""

import contextlib
import email.policy
import re
import smtplib
import socket
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, mailers

CONNECTIONS = ("connection", "_partial_connection")
"""Where Django's backend keeps its conversation: when it is open, and while it opens."""


class Outcome(Enum):
    """What is certain after a try."""

    SENT = auto()
    REFUSED = auto()
    """The server said no for good, to this address or this mail."""
    LATER = auto()
    """It certainly was not sent; another try may work."""
    UNKNOWN = auto()
    """The connection broke after the text had gone: nobody can say whether it was sent."""
    NO_SERVER = auto()
    """There is no conversation at all; no mail can go now, whoever it is for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, and the server's three digits where it spoke."""

    outcome: Outcome
    code: int | None = None

    @property
    def is_silent(self) -> bool:
        """Whether the conversation about this address ended without an answer to it."""
        return self.outcome == Outcome.UNKNOWN or (self.outcome == Outcome.LATER and self.code is None)


class Transport:
    """One connection for many mails; opened when first needed, and again after it broke.

    Django's own ``send_messages`` cannot say whether a connection broke before or after the text was sent, and that
    decides whether a nudge may be tried again. So with SMTP the four steps are done here, one by one.

    ``ends`` is a moment of ``time.monotonic``: the conversation is cut off then, also while the server still says a
    byte now and again.
    """

    def __init__(self, *, ends: float | None = None) -> None:
        self.backend: Any = mailers.default
        self.ends = ends

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the conversation, also when the other side is gone already."""
        try:
            if self.ends is not None and getattr(self.backend, "connection", None) is not None:
                self.backend.connection.putcmd("quit")  # no time is left to hear the answer
                self._drop()
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """Try once. Never raises for what a mail server or a network can do."""
        if self.ends is None:
            return self._send(mail)
        left = self.ends - time.monotonic()
        if left <= 0:
            return Answer(Outcome.LATER)
        self.backend.timeout = min(getattr(self.backend, "timeout", None) or left, left)
        cutter = threading.Timer(left, self._cut)
        cutter.daemon = True
        cutter.start()
        try:
            return self._send(mail)
        finally:
            cutter.cancel()

    def _cut(self) -> None:
        """End the conversation from another thread: whoever waits for an answer hears that there is none."""
        connections = (getattr(self.backend, name, None) for name in CONNECTIONS)
        known = next((connection.sock for connection in connections if connection is not None), None)
        socket_in_use = known or getattr(self.backend, "open_socket", None)
        if socket_in_use is not None:
            with contextlib.suppress(OSError):
                socket_in_use.shutdown(socket.SHUT_RDWR)

    def _send(self, mail: EmailMultiAlternatives) -> Answer:
        try:
            is_new = bool(self.backend.open())
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(Outcome.NO_SERVER, getattr(error, "smtp_code", None))
        if not isinstance(getattr(self.backend, "connection", None), smtplib.SMTP):
            self.backend.send_messages([mail])
            return Answer(Outcome.SENT)
        try:
            sender = self.backend.prep_address(mail.from_email)
            recipients = [self.backend.prep_address(address) for address in mail.recipients()]
        except ValueError:
            return Answer(Outcome.REFUSED)
        not_taken = self._name_sender(self.backend.connection, sender)
        if not_taken:
            # A server may end a conversation after some mails. A new one tells that from a server that is gone.
            return not_taken if is_new or not_taken.code else self._send(mail)
        text = mail.message(policy=email.policy.SMTP).as_bytes()
        return self._converse(self.backend.connection, recipients[0], text)

    def _name_sender(self, smtp: smtplib.SMTP, sender: str) -> Answer | None:
        """Begin a mail; return why that does not work, which says nothing about the address that it is for."""
        try:
            smtp.ehlo_or_helo_if_needed()
            code, _words = smtp.mail(sender)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(Outcome.NO_SERVER)
        if code == 250:
            return None
        self._drop()
        return Answer(Outcome.NO_SERVER, code)

    def _converse(self, smtp: smtplib.SMTP, recipient: str, text: bytes) -> Answer:
        try:
            code, _words = smtp.rcpt(recipient)
            if code not in (250, 251):
                return self._refused(smtp, code)
            code, _words = smtp.docmd("data")
            if code != 354:
                return self._refused(smtp, code)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(Outcome.LATER)
        try:
            smtp.send(dot_stuffed(text) + b".\r\n")
            code, _words = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(Outcome.UNKNOWN)
        return Answer(Outcome.SENT, code) if code == 250 else self._refused(smtp, code)

    def _refused(self, smtp: smtplib.SMTP, code: int) -> Answer:
        """Make the connection ready for the next mail, and tell a final no from one for now."""
        if code == 421:
            self._drop()
        else:
            try:
                smtp.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        return Answer(Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER, code)

    def _drop(self) -> None:
        """Close the socket without a word; the next mail opens a new one."""
        for name in CONNECTIONS:
            connection = getattr(self.backend, name, None)
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.close()
                setattr(self.backend, name, None)


def dot_stuffed(text: bytes) -> bytes:
    """Return the text as SMTP wants it: lines end in CRLF, and a line that starts with a dot gets another."""
    lines = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r\n|\r|\n", b"\r\n", text))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
