"""Codes by mail, which bind the link of a reviewer without an account to the address that it was sent to."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from strategy.choices import CODE_LASTS, CODE_TRIES, CODES_A_DAY, CODES_AN_HOUR
from strategy.messages import LINK_CODE
from strategy.models import LinkCode, Reviewer
from strategy.selectors import open_code_of


def send_link_code(*, reviewer_id: int, now: datetime) -> None:
    """Send a new code to the address of a link; an earlier code then works no more.

    Raises ``RuleBroken`` when the link is over, too many codes were sent, or no mail can go now. A code that no mail
    server took goes again: an earlier one then works on, and what nobody got does not count towards the limit.
    """
    reviewer, code, sent = _new_code(reviewer_id, now=now)
    try:
        outbox.send_security_mail(
            code=LINK_CODE,
            email=reviewer.email,
            subject=_("Your code is %(code)s") % {"code": code},
            body=_(
                "%(name)s, type this code on the page where you asked for it: %(code)s\n\n"
                "It works for %(minutes)d minutes. Did you not ask for a code? Then somebody else has your link. "
                "Without the code they see nothing: give it to nobody."
            )
            % {"name": reviewer.name, "code": code, "minutes": CODE_LASTS // timedelta(minutes=1)},
            now=now,
            on_sent=lambda: record("version.review_code_sent", reviewer, actor=None, now=now),
            on_failed=sent.delete,
        )
    except RuleBroken as refused:
        sent.delete()
        raise RuleBroken(
            _("The mail with your code could not be sent. Try again in a few minutes, or tell who sent you the link.")
        ) from refused


@transaction.atomic
def _new_code(reviewer_id: int, *, now: datetime) -> tuple[Reviewer, str, LinkCode]:
    reviewer = Reviewer.objects.select_for_update(of=("self",)).get(pk=reviewer_id)
    if not reviewer.email or reviewer.link_until is None or reviewer.link_until <= now:
        raise RuleBroken(_("This link has expired. Ask the programme office for a new one."))
    for most, term in ((CODES_AN_HOUR, timedelta(hours=1)), (CODES_A_DAY, timedelta(days=1))):
        earlier = reviewer.codes.filter(sent_at__gt=now - term).values_list("sent_at", flat=True)[:most]
        if len(earlier) == most:
            again = date_format(localtime(earlier[most - 1] + term), "TIME_FORMAT")
            raise RuleBroken(
                _(
                    "%(number)d codes were sent already. Look in your mail, also among unwanted mail. You can ask "
                    "for another one from %(time)s."
                )
                % {"number": most, "time": again}
            )
    code = f"{secrets.randbelow(10**6):06}"
    sent = LinkCode.objects.create(
        reviewer=reviewer, code_hash=_hash(reviewer, code), sent_at=now, works_until=now + CODE_LASTS
    )
    return reviewer, code, sent


def use_link_code(*, reviewer_id: int, code: str, now: datetime) -> None:
    """Take the code that was sent last, once; raise ``RuleBroken`` for a wrong one, which counts as a try."""
    refusal = _use(reviewer_id, code, now=now)
    if refusal:  # outside the transaction, or the try would not be counted
        raise RuleBroken(refusal, field="code")


@transaction.atomic
def _use(reviewer_id: int, code: str, *, now: datetime) -> str:
    reviewer = Reviewer.objects.select_for_update(of=("self",)).get(pk=reviewer_id)
    sent = open_code_of(reviewer, now=now)
    if sent is None:
        return _("This code does not work any more. Ask for a new one.")
    digits = "".join(character for character in code if character.isdigit())
    if not constant_time_compare(_hash(reviewer, digits), sent.code_hash):
        sent.wrong_tries += 1
        sent.save(update_fields=["wrong_tries"])
        if sent.wrong_tries < CODE_TRIES:
            return _("That is not the code of the newest mail. Look once more.")
        record("version.review_code_refused", reviewer, actor=None, now=now)
        return _("That was wrong too often. Ask for a new code.")
    sent.used_at = now
    sent.save(update_fields=["used_at"])
    record("version.review_link_opened", reviewer, actor=None, now=now)
    return ""


def _hash(reviewer: Reviewer, code: str) -> str:
    """Return the keyed hash of a code: six digits under a plain hash would be read from a copy of the database."""
    return salted_hmac("strategy.link_code", f"{reviewer.public_id} {code}", algorithm="sha256").hexdigest()
