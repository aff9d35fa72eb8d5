"""Mail about somebody's account: at once, whatever they prefer, and nothing of it is kept."""

import time
import uuid
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.selectors import organisation_name
from outbox import documents, rules
from outbox.choices import Channel, Kind, MessageState
from outbox.models import Message
from outbox.services.transport import Answer, Outcome, Transport
from people.models import Person

log = structlog.get_logger("houvast.outbox")

# Somebody waits at the screen, and the text with its secret lives in this process only: it is tried again within
# seconds, and after that the person is asked to ask for it anew, which makes a fresh secret.
PAUSES = (0.3, 1.5, 4.0)


def send_security_mail(
    *,
    code: str,
    email: str,
    subject: str,
    body: str,
    now: datetime,
    recipient: Person | None = None,
    action: str = "",
    path: str = "",
    language: str = "",
) -> Message:
    """Send a mail about an account now; raise ``RuleBroken`` when there is no mail server, or none takes it in seconds.

    ``code`` names what it is (``account.password_reset``). The row says that it was sent, to whom and when; subject,
    text, link and address are never written down. ``path`` is the button's address in this portal.
    """
    if not settings.MAIL_IS_SET_UP:
        raise RuleBroken(_("This portal cannot send e-mail yet. Ask HR for an activation code to get in."))
    public_id = uuid.uuid4()
    message = Message.objects.create(
        public_id=public_id,
        dedupe_key=f"security:{public_id}",
        code=code,
        kind=Kind.SECURITY,
        recipient=recipient,
        channel=Channel.MAIL,
        language=language or translation.get_language() or settings.LANGUAGE_CODE,
        state=MessageState.CLAIMED,
        created_at=now,
        planned_for=now,
        not_before=now,
        claimed_at=now,
        claimed_by="at once",
        sending_since=now,
        message_id=f"<{public_id}@{urlsplit(settings.BASE_URL).hostname}>",
    )
    letter = documents.Letter(
        subject=" ".join(subject.split()),
        blocks=rules.blocks_of(body),
        action=action,
        path=path,
        to=email,
        first_name=recipient.first_name if recipient else "",
        language=message.language,
        kind=Kind.SECURITY,
        code=code,
        label=Kind.SECURITY.label,
        message_id=message.message_id,
        person="",
    )
    answer = _send_with_patience(
        documents.mail_of(letter, organisation=organisation_name() or str(settings.PORTAL_NAME))
    )
    # Once the text has gone a second one would do no harm, but the person has what they need in nearly every case.
    sent = answer.outcome in (Outcome.SENT, Outcome.UNKNOWN)
    message.state = MessageState.SENT if answer.outcome == Outcome.SENT else MessageState.FAILED
    if answer.outcome == Outcome.UNKNOWN:
        message.state = MessageState.UNCERTAIN
    message.sent_at = now if answer.outcome == Outcome.SENT else None
    message.answer_code = answer.code
    message.save(update_fields=["state", "sent_at", "answer_code"])
    if not sent:
        log.error("mail about an account was not taken by the mail server", code=code, answer=answer.code)
        raise RuleBroken(_("The e-mail could not be sent just now. Wait a few minutes and ask for it again."))
    return message


def _send_with_patience(mail: EmailMultiAlternatives) -> Answer:
    """Try until the server takes it, refuses it for good, or the pauses are used up."""
    with Transport() as transport:
        for pause in (*PAUSES, None):
            answer = transport.send(mail)
            if pause is None or answer.outcome not in (Outcome.LATER, Outcome.NO_SERVER):
                break
            time.sleep(pause)
    return answer
