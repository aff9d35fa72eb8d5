"""Where sign-in meets the outbox, which stands above it: mail about an account goes out at once and is never kept."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.core import ratelimit
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common import clock
from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from outbox.messages import MessageKind, render_kind
from outbox.services import add, assert_mail_can_go, send_security_mail
from people.adapters import AccountAdapter as PeopleAccountAdapter
from people.choices import ResetOutcome, Role, RoleSource
from people.models import Person, RoleAssignment, SecondFactorReset
from people.selectors import people_with_role
from portal.messages import (
    ActivationCodeMade,
    RoleEnded,
    RoleGiven,
    SecondFactorResetDecided,
    SecondFactorResetRequested,
    SecondFactorWasReset,
    WatchedRoleGiven,
)

START_OF_ROLE = {
    Role.TRAINER: "training:session_list",
    Role.HR: "people:person_list",
    Role.PROGRAMME_OFFICE: "pilots:pilot_list",
    Role.BOARD: "adoption:overview",
    Role.PRIVACY_OFFICER: "governance:proposal_list",
    Role.WORKS_COUNCIL: "governance:proposal_list",
    Role.ADMINISTRATOR: "people:person_list",
}
"""The page on which somebody with a new role begins."""

log = structlog.get_logger("houvast.accounts")


class AccountAdapter(PeopleAccountAdapter):
    """The sign-in of people, with its mail through the outbox."""

    def format_email_subject(self, subject: str) -> str:
        # The name of the organisation stands in the mail; a host in brackets tells nobody anything.
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of django-allauth; its link becomes the button.

        Of mails that say "no account has this address" only so many go out: else anybody could send them to the world.
        The page says the same to who gets none.
        """
        assert_mail_can_go(email)  # before anything that tells a known address from another
        is_stranger = template_prefix == "account/email/unknown_account"
        if is_stranger and not ratelimit.consume(self.request, action="mail_to_stranger"):
            return
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
        self._tell_at_once(ActivationCodeMade, person, said, key=f"activation-code:{uuid.uuid4()}", now=now)

    @staticmethod
    def _tell_at_once(
        kind: type[MessageKind], person: Person, said: dict[str, Any], *, key: str, now: datetime
    ) -> None:
        add(kind, recipient=person, dedupe_key=key, context=said, now=now)
        if person.email:
            transaction.on_commit(partial(_mail_at_once, kind, person=person, said=said, now=now))

    def second_factor_reset_requested(
        self, *, reset: SecondFactorReset, administrators: Sequence[Person], now: datetime
    ) -> None:
        """Ask each of the other administrators, with why, and lead them to the page that decides."""
        said = {"who": _name_of(reset.requested_by), "person": reset.person.full_name, "reason": reset.reason}
        url = reverse("people:second_factor_reset", args=[reset.person.public_id])
        for administrator in administrators:
            key = f"second-factor-reset:{reset.public_id}:{administrator.public_id}"
            add(SecondFactorResetRequested, recipient=administrator, dedupe_key=key, context=said, url=url, now=now)

    def second_factor_reset_decided(self, *, reset: SecondFactorReset, now: datetime) -> None:
        """Tell who asked for it."""
        if reset.requested_by is None:
            return
        said = {
            "who": _name_of(reset.decided_by),
            "person": reset.person.full_name,
            "is_done": reset.outcome == ResetOutcome.DONE,
        }
        url = reverse("people:person_detail", args=[reset.person.public_id])
        key = f"second-factor-decided:{reset.public_id}"
        add(SecondFactorResetDecided, recipient=reset.requested_by, dedupe_key=key, context=said, url=url, now=now)

    def second_factor_was_reset(self, *, reset: SecondFactorReset, now: datetime) -> None:
        """Put it in their inbox, and mail it at once to who has an address; a mail that fails stops nothing."""
        said = {"who": _name_of(reset.requested_by), "second": _name_of(reset.decided_by), "at": now}
        self._tell_at_once(
            SecondFactorWasReset, reset.person, said, key=f"second-factor-gone:{reset.public_id}", now=now
        )

    def role_given(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Say in words for this role what it lets somebody do, and lead them to where they start."""
        said = {
            "code": assignment.role,
            "role": _role_in_both(assignment),
            "who": _name_of(assignment.granted_by),
            "until": assignment.ends_on,
            "needs_second_step": settings.SECOND_FACTOR_REQUIRED,
        }
        key = f"my-role-given:{assignment.public_id}"
        url = reverse(START_OF_ROLE[Role(assignment.role)])
        add(RoleGiven, recipient=assignment.person, dedupe_key=key, context=said, url=url, now=now)

    def role_ended(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Say that it ended, and what stays."""
        key = f"my-role-ended:{assignment.public_id}"
        said = {"role": _role_in_both(assignment), "is_from_group": assignment.source == RoleSource.IDENTITY_PROVIDER}
        add(RoleEnded, recipient=assignment.person, dedupe_key=key, context=said, now=now)

    def watched_role_given(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Name who gave the role, and to whom, to everybody who held it already."""
        said = {
            "role": _role_in_both(assignment),
            "person": assignment.person.full_name,
            "who": _name_of(assignment.granted_by),
        }
        for holder in people_with_role(assignment.role, day_of(now)).exclude(pk=assignment.person_id):
            key = f"role-given:{assignment.public_id}:{holder.public_id}"
            add(WatchedRoleGiven, recipient=holder, dedupe_key=key, context=said, now=now)


def _role_in_both(assignment: RoleAssignment) -> dict[str, str]:
    return both(*(_in(language, assignment.get_role_display) for language in ("nl", "en")))


def _in(language: str, say: Callable[[], str]) -> str:
    with translation.override(language):
        return str(say())


def _name_of(person: Person | None) -> str:
    return person.full_name if person else ""


def _mail_at_once(kind: type[MessageKind], *, person: Person, said: dict[str, Any], now: datetime) -> None:
    letter = render_kind(kind, {**said, "first_name": person.first_name}, language=person.language)
    try:
        send_security_mail(
            code=kind.code,
            email=str(person.email),
            subject=letter.subject,
            body=letter.text,
            recipient=person,
            language=person.language,
            now=now,
        )
    except RuleBroken:
        log.warning("a mail about an account could not be sent; the inbox alone says it", code=kind.code)
