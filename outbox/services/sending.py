"""Sending what is due: a row is owned before anything happens, and never locked while it does."""

import os
import socket
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q

from common.calendars import Party
from common.clock import day_of
from common.selectors import organisation_name
from outbox import documents, messages, rules, selectors
from outbox.choices import Channel, Kind, MessageState, SkipReason
from outbox.models import Message
from outbox.querysets import MessageQuerySet
from outbox.services import breaker
from outbox.services.transport import Answer, Outcome, Transport

log = structlog.get_logger("houvast.outbox")

BATCH = 500
# A run is short, so that a worker told to stop does so within half a minute; what is left goes in the next run.
RUN_SECONDS = 20.0
# Nobody owns a message for as long as this: its worker is dead. A try takes three minutes at the very most.
CLAIM_LASTS = timedelta(minutes=10)
SERVER_RESTS = timedelta(minutes=1)
FAULTS_IN_A_ROW = 3  # so many broken conversations about one domain, and what is for that domain rests


@dataclass(slots=True)
class Tally:
    """What became of the messages of a run, one count a message and channel."""

    sent: int = 0
    skipped: int = 0
    uncertain: int = 0
    failed: int = 0
    later: int = 0
    more: bool = False
    """Whether time ended the run before all that was due had its turn."""
    no_server: bool = False
    """Whether the run stopped because no mail server takes mail now."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            sent=self.sent + other.sent,
            skipped=self.skipped + other.skipped,
            uncertain=self.uncertain + other.uncertain,
            failed=self.failed + other.failed,
            later=self.later + other.later,
            more=self.more or other.more,
            no_server=self.no_server or other.no_server,
        )


def send_due(*, now: datetime, seconds: float = RUN_SECONDS) -> Tally:
    """Send what is due, in batches over one connection each, for at most about ``seconds``; return what became of it.

    Not for use in a transaction: each message's state is committed before and after it is in the air.
    """
    ends, worker = time.monotonic() + seconds, worker_name()
    tally = recover_lost(now=now) + deliver_to_inbox(now=now)
    while True:
        claimed = claim_due(now=now, limit=BATCH, worker=worker)
        if not claimed:
            return tally
        tally += _send_batch(claimed, worker=worker, now=now, ends=ends)
        if tally.more or tally.no_server:
            return tally


def send_all_due(*, now: datetime) -> Tally:
    """Send all that is due, however long it takes."""
    tally = send_due(now=now)
    while tally.more:
        tally.more = False
        tally += send_due(now=now)
    return tally


def worker_name() -> str:
    """Return a name for this run that no other run has."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def claim_due(*, now: datetime, limit: int, worker: str) -> list[Message]:
    """Own due mail; two workers never own the same one. The lock ends before anything is sent."""
    with transaction.atomic():
        due = Message.objects.due(now, quiet=rules.is_quiet(now)).order_by("not_before", "pk")
        ids = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit])
        Message.objects.filter(pk__in=ids).update(state=MessageState.CLAIMED, claimed_at=now, claimed_by=worker)
    owned = Message.objects.filter(pk__in=ids).select_related("recipient")
    return sorted(owned, key=lambda message: (message.not_before, message.pk))


def recover_lost(*, now: datetime) -> Tally:
    """Settle what dead workers left: what never left the ground waits again; what was in the air, by its promise.

    A confirmation in the air is planned again under the same Message-ID, a nudge is uncertain for good.
    """
    lost = Message.objects.lost(before=now - CLAIM_LASTS)
    security = lost.filter(kind=Kind.SECURITY).update(state=MessageState.FAILED)
    uncertain = lost.filter(kind=Kind.NUDGE, sending_since__isnull=False).update(state=MessageState.UNCERTAIN)
    again = _ground(lost)
    if security or uncertain or again:
        log.warning("claims of a dead worker settled", uncertain=uncertain, again=again, security=security)
    return Tally(uncertain=uncertain, failed=security)


def deliver_to_inbox(*, now: datetime) -> Tally:
    """Put in the inbox what was planned for now or earlier. Two updates, however many messages."""
    waiting = Message.objects.pending().filter(channel=Channel.INBOX, not_before__lte=now)
    gone = Q(recipient__is_active=False) | Q(recipient__left_on__lte=day_of(now))
    skipped = _skip(list(waiting.filter(gone).values_list("pk", flat=True)), SkipReason.LEFT)
    nudges = list(waiting.filter(kind=Kind.NUDGE).values_list("pk", "code", "recipient_id"))
    switched_off = selectors.switched_off_by({person for _pk, _code, person in nudges}) if nudges else set()
    unwanted = [
        pk for pk, code, person in nudges if rules.is_declined(switched_off, person, code, Kind.NUDGE, Channel.INBOX)
    ]
    skipped += _skip(unwanted, SkipReason.DECLINED)
    return Tally(sent=waiting.update(state=MessageState.SENT, sent_at=now), skipped=skipped)


def _skip(ids: Sequence[int], reason: str) -> int:
    """Skip what still waits of these rows; return how many."""
    return Message.objects.pending().filter(pk__in=list(ids)).update(state=MessageState.SKIPPED, reason=reason)


def _send_batch(claimed: Sequence[Message], *, worker: str, now: datetime, ends: float) -> Tally:
    """Send owned mail one by one over one connection; what had no turn is given back."""
    batch = _Batch(
        worker=worker,
        now=now,
        organisation=organisation_name() or str(settings.PORTAL_NAME),
        switched_off=selectors.switched_off_by({message.recipient_id for message in claimed}),
    )
    with Transport() as transport:
        for place, message in enumerate(claimed):
            if batch.stopped or time.monotonic() >= ends:
                batch.settle_last()
                batch.give_back(claimed[place:])
                batch.tally.more = not batch.stopped
                return batch.tally
            batch.take(message, transport)
    batch.settle_last()
    batch.tally.no_server = batch.stopped
    return batch.tally


class _Batch:
    """One batch on its way. What became of a mail is written in the commit that puts the next one in the air."""

    def __init__(
        self, *, worker: str, now: datetime, organisation: str, switched_off: set[tuple[int, str, str]]
    ) -> None:
        self.worker, self.now, self.organisation, self.switched_off = worker, now, organisation, switched_off
        self.tally = Tally()
        self.last: tuple[Message, Answer] | None = None
        self.faults: Counter[str] = Counter()
        """How many conversations about each domain broke since one did not."""
        self.stopped = False

    def mine(self) -> MessageQuerySet:
        return Message.objects.filter(state=MessageState.CLAIMED, claimed_by=self.worker)

    def take(self, message: Message, transport: Transport) -> None:
        """Send one mail, unless there is a reason not to."""
        domain = _domain(message)
        if self.faults[domain] >= FAULTS_IN_A_ROW:
            self.rest([message.pk])
            return
        reason = self.reason_to_skip(message)
        if reason:
            self.tally.skipped += self.mine().filter(pk=message.pk).update(state=MessageState.SKIPPED, reason=reason)
            return
        try:
            mail = compose(message, organisation=self.organisation)
        except Exception:  # a fault in one kind's text must not keep back the mail of all others
            log.exception("a message could not be composed", code=message.code, message=str(message.public_id))
            self.settle(message, Answer(Outcome.LATER))
            return
        with transaction.atomic():
            self.settle_last()
            language = message.recipient.language if message.recipient else ""
            in_the_air = self.mine().filter(pk=message.pk).update(sending_since=self.now, language=language)
        if not in_the_air:
            return  # somebody skipped it, or took the claim for lost
        answer = transport.send(mail)
        self.last = (message, answer)
        self.stopped = answer.outcome == Outcome.NO_SERVER
        if answer.is_silent:
            self.faults[domain] += 1
        else:
            del self.faults[domain]

    def reason_to_skip(self, message: Message) -> str:
        """Return why this mail must not go out any more, or an empty text."""
        person, kind = message.recipient, messages.kind_of(message.code)
        if kind is None or self.now > message.planned_for + kind.useful_for:
            return SkipReason.TOO_LATE
        if person is None or rules.is_gone(is_active=person.is_active, left_on=person.left_on, now=self.now):
            return SkipReason.LEFT
        if not person.email:
            return SkipReason.NO_ADDRESS
        if rules.is_declined(self.switched_off, person.pk, message.code, message.kind, Channel.MAIL):
            return SkipReason.DECLINED
        return ""

    def settle_last(self) -> None:
        """Write what became of the mail before."""
        if self.last is not None:
            message, answer = self.last
            self.last = None
            self.settle(message, answer)

    def settle(self, message: Message, answer: Answer) -> None:
        """Write what became of one mail, if it is still ours."""
        row, tally, code = self.mine().filter(pk=message.pk), self.tally, answer.code
        attempts = message.attempts + 1
        if answer.outcome == Outcome.SENT:
            tally.sent += row.update(state=MessageState.SENT, sent_at=self.now, attempts=attempts)
        elif answer.outcome == Outcome.REFUSED:
            tally.failed += row.update(state=MessageState.FAILED, answer_code=code, attempts=attempts)
        elif answer.outcome == Outcome.UNKNOWN and message.kind == Kind.NUDGE:
            tally.uncertain += row.update(state=MessageState.UNCERTAIN, attempts=attempts)
        elif answer.outcome == Outcome.NO_SERVER:
            tally.later += _ground(row, not_before=self.now + SERVER_RESTS, answer_code=code)
        elif (wait := rules.retry_after(attempts)) is None:
            tally.failed += row.update(state=MessageState.DEAD, answer_code=code, attempts=attempts)
        else:
            tally.later += _ground(row, not_before=self.now + wait, answer_code=code, attempts=attempts)

    def give_back(self, rest: Sequence[Message]) -> None:
        """Let go of what had no turn; while the server or a domain rests, so does what is for it."""
        resting = [message.pk for message in rest if self.stopped or self.faults[_domain(message)]]
        self.rest(resting)
        self.tally.no_server = self.stopped
        _ground(self.mine().filter(pk__in=[message.pk for message in rest], sending_since__isnull=True))

    def rest(self, ids: Sequence[int]) -> None:
        """Let go of mail that cannot be delivered for a while, without counting a try."""
        rows = self.mine().filter(pk__in=ids, sending_since__isnull=True)
        self.tally.later += _ground(rows, not_before=self.now + SERVER_RESTS)


def _domain(message: Message) -> str:
    return breaker.domain_of(message.recipient.email or "") if message.recipient else ""


def _ground(rows: MessageQuerySet, **changes: object) -> int:
    """Put mail back among what waits."""
    return rows.update(state=MessageState.PLANNED, claimed_at=None, claimed_by="", sending_since=None, **changes)


def compose(message: Message, *, organisation: str) -> EmailMultiAlternatives:
    """Return the mail of a message in its recipient's language."""
    person, kind = message.recipient, messages.kind_of(message.code)
    if person is None or kind is None or person.email is None:
        raise ValueError(f"message {message.public_id} has no text or no address")
    rendered = messages.render(message, language=person.language)
    organiser = Party(organisation, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    invitation = kind.invitation_of(message, organiser=organiser, language=person.language)
    letter = documents.Letter(
        subject=rendered.subject,
        blocks=rendered.blocks,
        action=rendered.action,
        path=kind.path_in_mail(message),
        to=person.email,
        first_name=person.first_name,
        language=person.language,
        kind=message.kind,
        code=message.code,
        label=kind.label,
        message_id=message.message_id,
        person=str(person.public_id),
        calendar=invitation.content if invitation else b"",
        calendar_method=invitation.method if invitation else "",
    )
    return documents.mail_of(letter, organisation=organisation)
