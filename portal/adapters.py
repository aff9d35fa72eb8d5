"""Where sign-in meets the outbox, which stands above it: mail about an account goes out at once and is never kept."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from common.clock import now
from outbox.services import send_security_mail
from people.adapters import AccountAdapter as PeopleAccountAdapter
from people.models import Person


class AccountAdapter(PeopleAccountAdapter):
    """The sign-in of people, with its mail through the outbox."""

    def format_email_subject(self, subject: str) -> str:
        # The name of the organisation stands in the mail; a host in brackets tells nobody anything.
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of django-allauth; its link becomes the button."""
        rendered = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        link = urlsplit(str(context.get("password_reset_url", "")))
        user = context.get("user")
        send_security_mail(
            code=template_prefix.replace("/email/", ".").replace("/", "."),
            email=email,
            subject=str(rendered.subject),
            body=str(rendered.body),
            recipient=user if isinstance(user, Person) else None,
            path=link.path,
            action=_("Choose a new password") if link.path else "",
            now=now(),
        )
