"""Where sign-in meets the outbox, which stands above it: mail about an account goes out at once and is never kept."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common import clock
from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from outbox.messages import render_kind
from outbox.services import add, send_security_mail
from people.adapters import AccountAdapter as PeopleAccountAdapter
from people.models import Person, RoleAssignment
from people.selectors import people_with_role
from portal.messages import ActivationCodeMade, WatchedRoleGiven

log = structlog.get_logger("houvast.accounts")


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
            now=clock.now(),
        )

    def activation_code_made(self, *, person: Person, actor: Person, now: datetime) -> None:
        """Put it in their inbox, and mail it at once to who has an address; a mail that fails stops nothing."""
        said = {"who": actor.full_name, "at": now}
        key = f"activation-code:{uuid.uuid4()}"
        add(ActivationCodeMade, recipient=person, dedupe_key=key, context=said, now=now)
        if person.email:
            transaction.on_commit(partial(_mail_at_once, person=person, said=said, now=now))

    def watched_role_given(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Name who gave the role, and to whom, to everybody who holds it from now on."""
        said = {
            "role": both(*(_in(language, assignment.get_role_display) for language in ("nl", "en"))),
            "person": assignment.person.full_name,
            "who": assignment.granted_by.full_name if assignment.granted_by else "",
        }
        for holder in people_with_role(assignment.role, day_of(now)):
            key = f"role-given:{assignment.public_id}:{holder.public_id}"
            add(WatchedRoleGiven, recipient=holder, dedupe_key=key, context=said, now=now)


def _in(language: str, say: Callable[[], str]) -> str:
    with translation.override(language):
        return str(say())


def _mail_at_once(*, person: Person, said: dict[str, Any], now: datetime) -> None:
    words = {**said, "first_name": person.first_name}
    letter = render_kind(ActivationCodeMade, words, language=person.language)
    try:
        send_security_mail(
            code=ActivationCodeMade.code,
            email=str(person.email),
            subject=letter.subject,
            body=letter.text,
            recipient=person,
            language=person.language,
            now=now,
        )
    except RuleBroken:
        log.warning("the inbox alone says that an activation code was made")
