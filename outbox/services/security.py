"""Mail about somebody's account: at once, whatever they prefer, and nothing of it is kept."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Lock
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connections, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.selectors import organisation_name
from outbox import documents, rules
from outbox.choices import Channel, Kind, MessageState
from outbox.models import Message
from outbox.services import breaker
from outbox.services.transport import Answer, Outcome, Transport
from people.models import Person

log = structlog.get_logger("houvast.outbox")

# Somebody waits at the screen, and the text with its secret lives in this process only: it is tried again within
# seconds, and after that they are asked to ask for it anew, which makes a fresh secret.
PAUSES = (0.3, 1.5, 4.0)
SECONDS = 8.0
"""From asking for a mail until it is sent or given up, the wait for its turn included."""
THREADS = 8


class Senders:
    """Who hands mail to the mail server: the process that asks, or in a web process threads of their own.

    A web process must not wait for a mail server, and the text must not leave the process. A process that is told to
    stop finishes what its threads have in hand; one that dies leaves rows that ``recover_lost`` settles as failed.
    """

    def __init__(self) -> None:
        self.pool: ThreadPoolExecutor | None = None
        self.settling = Lock()
        """One thread at a time has a connection to the database: a mail server that hangs makes many end at once."""

    def use_threads(self) -> None:
        """Let threads send from now on. No thread starts before there is something to send: a fork comes first."""
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="security-mail")

    def send(self, work: Callable[[], None]) -> None:
        if self.pool is None:
            work()
        else:
            # The thread sees the row only once that is committed.
            transaction.on_commit(partial(self.pool.submit, partial(_in_thread, work)))


senders = Senders()


def _in_thread(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("mail about an account could not be sent")
    finally:
        connections.close_all()


def assert_mail_can_go(email: str) -> None:
    """Raise ``RuleBroken`` when there is no mail server, or it answered nothing just now."""
    if not settings.MAIL_IS_SET_UP:
        raise RuleBroken(_("This portal cannot send e-mail yet. Ask HR for an activation code to get in."))
    if breaker.is_open(email):
        raise RuleBroken(_("The e-mail could not be sent just now. Wait a few minutes and ask for it again."))


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
    on_sent: Callable[[], object] | None = None,
    on_failed: Callable[[], object] | None = None,
) -> Message:
    """Send a mail about an account within seconds; raise ``RuleBroken`` when it is known that none can go.

    A web process goes on at once, while a thread of its own sends: ``on_sent`` or ``on_failed`` is called when that is
    settled, which is before this returns where no thread is used. ``code`` names what it is
    (``account.password_reset``). The row says that it was sent, to whom and when; subject, text, link and address are
    never written down. ``path`` is the button's address in this portal.
    """
    ends = time.monotonic() + SECONDS
    assert_mail_can_go(email)
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
    mail = documents.mail_of(letter, organisation=organisation_name() or str(settings.PORTAL_NAME))
    senders.send(partial(_send, message, mail, ends=ends, now=now, on_sent=on_sent, on_failed=on_failed))
    return message


def _send(
    message: Message,
    mail: EmailMultiAlternatives,
    *,
    ends: float,
    now: datetime,
    on_sent: Callable[[], object] | None,
    on_failed: Callable[[], object] | None,
) -> None:
    """Send, write down what became of it, and tell who asked. No query is made while the mail server is waited for."""
    has_its_turn = time.monotonic() < ends
    answer = _send_with_patience(mail, ends=ends)
    with senders.settling:
        if has_its_turn:
            breaker.note(mail.to[0], answer)
        settled = on_sent if _settle(message, answer, now=now) else on_failed
        if settled is not None:
            settled()


def _settle(message: Message, answer: Answer, *, now: datetime) -> bool:
    """Write down what became of a mail; return whether somebody may count on it.

    Once the text has gone a second one would do no harm, but the person has what they need in nearly every case.
    """
    message.state = MessageState.SENT if answer.outcome == Outcome.SENT else MessageState.FAILED
    if answer.outcome == Outcome.UNKNOWN:
        message.state = MessageState.UNCERTAIN
    message.sent_at = now if answer.outcome == Outcome.SENT else None
    message.answer_code = answer.code
    message.save(update_fields=["state", "sent_at", "answer_code"])
    if message.state == MessageState.FAILED:
        log.error("mail about an account was not taken by the mail server", code=message.code, answer=answer.code)
    return message.state != MessageState.FAILED


def _send_with_patience(mail: EmailMultiAlternatives, *, ends: float) -> Answer:
    """Try until the server takes it, refuses it for good, the pauses are used up, or time is."""
    with Transport(ends=ends) as transport:
        for pause in (*PAUSES, None):
            answer = transport.send(mail)
            if pause is None or answer.outcome not in (Outcome.LATER, Outcome.NO_SERVER):
                break
            if time.monotonic() + pause >= ends:
                break
            time.sleep(pause)
    return answer
