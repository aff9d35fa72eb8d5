"""The way to the mail server, and what stands in for one where none is set up."""

import smtplib
import socket
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend


class SmtpBackend(EmailBackend):
    """Django's, with its socket in hand from the first moment: the greeting, too, can be cut off."""

    open_socket: socket.socket | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        backend, base = self, super().connection_class

        class Connection(base):  # type: ignore[misc, valid-type]
            def _get_socket(self, *args: Any) -> socket.socket:
                backend.open_socket = super()._get_socket(*args)
                return backend.open_socket

        return Connection


class NotSetUp(BaseEmailBackend):
    """Refuses every connection, so that mail waits in the outbox until a server is set up."""

    def open(self) -> bool:
        raise ConnectionRefusedError("Mail is not set up: EMAIL_URL is empty.")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        return 0


@checks.register(checks.Tags.security, deploy=True)
def check_mail(**_options: Any) -> list[checks.CheckMessage]:
    """Say to the operator that nobody gets mail."""
    if settings.MAIL_IS_SET_UP:
        return []
    return [
        checks.Warning(
            "Mail is not set up: EMAIL_URL is empty.",
            hint="Put the address of your mail server in EMAIL_URL, such as smtp+tls://user:password@host:587. "
            "Until then nobody gets mail, and a forgotten password needs an activation code on paper.",
            id="common.W001",
        )
    ]
