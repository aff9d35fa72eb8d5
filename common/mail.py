"""What stands in for a mail server where none is set up: it takes no mail, and never says that it did."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


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
