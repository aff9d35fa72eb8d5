"""Handing one mail at a time to the mail server, and knowing for sure how far it came."""

import contextlib
import email.policy
import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, mailers


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


class Transport:
    """One connection for many mails; opened when first needed, and again after it broke.

    Django's own ``send_messages`` cannot say whether a connection broke before or after the text was sent, and that
    decides whether a nudge may be tried again. So with SMTP the four steps are done here, one by one.
    """

    def __init__(self) -> None:
        self.backend: Any = mailers.default

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the conversation, also when the other side is gone already."""
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """Try once. Never raises for what a mail server or a network can do."""
        try:
            self.backend.open()
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
        text = mail.message(policy=email.policy.SMTP).as_bytes()
        return self._converse(self.backend.connection, sender, recipients[0], text)

    def _converse(self, smtp: smtplib.SMTP, sender: str, recipient: str, text: bytes) -> Answer:
        try:
            smtp.ehlo_or_helo_if_needed()
            code, _words = smtp.mail(sender)
            if code != 250:
                # The server does not take our sender: that says nothing about the address.
                self._drop()
                return Answer(Outcome.NO_SERVER, code)
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
        for name in ("connection", "_partial_connection"):
            connection = getattr(self.backend, name, None)
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.close()
                setattr(self.backend, name, None)


def dot_stuffed(text: bytes) -> bytes:
    """Return the text as SMTP wants it: lines end in CRLF, and a line that starts with a dot gets another."""
    lines = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r\n|\r|\n", b"\r\n", text))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
