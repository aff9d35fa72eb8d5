"""What others and the pages of the outbox read of messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.asked import Waiting
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
from outbox import policies, rules
from outbox.choices import LABELS, Channel, Kind, MessageState
from outbox.models import Message, Preference
from people.models import Person

HELD_ROWS = 200
WORKLIST_DAYS = 7


def unread_count(person: Person) -> int:
    """Return how many messages in the inbox wait to be read. One query."""
    return Message.objects.in_inbox_of(person).filter(read_at__isnull=True).order_by().count()


def inbox_of(person: Person) -> QuerySet[Message]:
    """Return what somebody finds in the inbox, newest first, with the recipient for its texts."""
    return Message.objects.in_inbox_of(person).select_related("recipient")


def switched_off_by(person_ids: Iterable[int | None]) -> set[tuple[int, str, str]]:
    """Return what these people switched off, as (person, topic, channel). One query."""
    rows = Preference.objects.filter(person_id__in=[pk for pk in person_ids if pk is not None])
    return set(rows.values_list("person_id", "topic", "channel"))


def switched_off(person: Person) -> set[tuple[str, str]]:
    """Return what somebody switched off, as (topic, channel). One query."""
    return set(Preference.objects.filter(person=person).values_list("topic", "channel"))


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom of some people a message finds, and how: what its writer must know before and after sending it."""

    people: Sequence[Person]
    """Who finds it in the portal; all but ``gone``."""
    gone: int = 0
    no_address: int = 0
    declined: int = 0
    away: int = 0
    """Whose mail waits until they are back."""

    @property
    def portal_only(self) -> int:
        return self.no_address + self.declined

    @property
    def in_words(self) -> list[str]:
        """Who gets no mail, or gets it later, a sentence for each reason; nothing where everybody gets it at once."""
        no_address = ngettext(
            "%(count)d person has no e-mail address, and finds it in the portal.",
            "%(count)d people have no e-mail address, and find it in the portal.",
            self.no_address,
        )
        declined = ngettext(
            "%(count)d person has switched off e-mail like this, and finds it in the portal.",
            "%(count)d people have switched off e-mail like this, and find it in the portal.",
            self.declined,
        )
        away = ngettext(
            "%(count)d person is away. The e-mail waits until they are back, and is not sent if that takes too long.",
            "%(count)d people are away. The e-mail waits until they are back, and is not sent if that takes too long.",
            self.away,
        )
        gone = ngettext(
            "%(count)d person no longer works here, and gets nothing.",
            "%(count)d people no longer work here, and get nothing.",
            self.gone,
        )
        counted = [
            (self.no_address, no_address),
            (self.declined, declined),
            (self.away, away),
            (self.gone, gone),
        ]
        no_server = [] if settings.MAIL_IS_SET_UP else [str(_("This portal sends no e-mail yet."))]
        return no_server + [words % {"count": count} for count, words in counted if count]


def reach(people: Sequence[Person], *, code: str, kind: str, now: datetime) -> Reach:
    """Return whom of these people a message of this kind finds, by the rules by which it is sent. One query."""
    day = day_of(now)
    here = [each for each in people if not rules.is_gone(is_active=each.is_active, left_on=each.left_on, now=now)]
    mailed = [each for each in here if each.email]
    off = switched_off_by(each.pk for each in mailed)
    wanted = [each for each in mailed if not rules.is_declined(off, each.pk, code, kind, Channel.MAIL)]
    return Reach(
        people=here,
        gone=len(people) - len(here),
        no_address=len(here) - len(mailed),
        declined=len(mailed) - len(wanted),
        away=sum(each.is_away_on(day) for each in wanted),
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many messages of one kind over one channel are in each state: facts of the programme, no persons."""

    waiting: int = 0
    sent: int = 0
    skipped: int = 0
    uncertain: int = 0
    failed: int = 0


def delivery_counts(code: str, *, since: datetime | None = None) -> dict[str, Delivery]:
    """Return what became of the messages of one kind, per channel. One query."""
    rows = Message.objects.filter(code=code)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    counts: dict[str, dict[str, int]] = {channel: {} for channel in Channel.values}
    for channel, state, count in rows.values_list("channel", "state").annotate(count=Count("pk")).order_by():
        counts[channel][state] = count
    return {channel: _delivery(states) for channel, states in counts.items()}


def _delivery(states: dict[str, int]) -> Delivery:
    return Delivery(
        waiting=states.get(MessageState.PLANNED, 0) + states.get(MessageState.CLAIMED, 0),
        sent=states.get(MessageState.SENT, 0),
        skipped=states.get(MessageState.SKIPPED, 0),
        uncertain=states.get(MessageState.UNCERTAIN, 0),
        failed=states.get(MessageState.FAILED, 0) + states.get(MessageState.DEAD, 0),
    )


def delivery_by_kind(*, since: datetime) -> list[tuple[str, str, Delivery]]:
    """Return what became of all messages, by kind and channel, in the order of the codes. One query."""
    rows = Message.objects.filter(created_at__gte=since).values_list("code", "channel", "state")
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for code, channel, state, count in rows.annotate(count=Count("pk")).order_by("code", "-channel"):
        counts.setdefault((code, channel), {})[state] = count
    return [(code, channel, _delivery(states)) for (code, channel), states in counts.items()]


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return the administrator's worklist: a mail server to set up, or messages of the last week that did not arrive.

    At most one query.
    """
    if not policies.can_see_delivery(person):
        return []
    if not settings.MAIL_IS_SET_UP:
        return [Waiting(title=_("Mail server to set up"), count=1, url=reverse("outbox:delivery"), icon="mail")]
    gone_wrong = [MessageState.FAILED, MessageState.DEAD, MessageState.UNCERTAIN]
    since = now - timedelta(days=WORKLIST_DAYS)
    count = Message.objects.filter(state__in=gone_wrong, created_at__gte=since).count()
    if not count:
        return []
    title = ngettext("Message that did not arrive this week", "Messages that did not arrive this week", count)
    return [Waiting(title=title, count=count, url=reverse("outbox:delivery"), icon="mail")]


def made_by_prefix(code: str, prefix: str, *, person_ids: Iterable[int]) -> dict[int, list[datetime]]:
    """Return when messages whose key begins with ``prefix`` were made for each person, one moment a key. One query."""
    rows = Message.objects.filter(code=code, recipient_id__in=list(person_ids), dedupe_key__startswith=prefix)
    made: dict[int, dict[str, datetime]] = {}
    for person_id, key, created_at in rows.values_list("recipient_id", "dedupe_key", "created_at"):
        if person_id is not None:
            made.setdefault(person_id, {})[key] = created_at
    return {person_id: sorted(keys.values()) for person_id, keys in made.items()}


def label_of(topic: str) -> str | Promise:
    """Return what a kind of message, or a whole class, is called."""
    return Kind(topic).label if topic in Kind.values else LABELS.get(topic, topic)


def data_about(person: Person) -> list[Held]:
    """Return what the outbox holds about somebody: messages, and what they switched off."""
    messages = Message.objects.filter(recipient=person).order_by("-created_at", "-pk")[:HELD_ROWS]
    preferences = Preference.objects.filter(person=person).order_by("topic", "channel")
    return [
        Held(
            title=_("Messages to you"),
            why=_("So that you get each message once, and can read it again."),
            seen_by=_("only you"),
            kept=_("13 months; messages about your account 90 days, without their text"),
            rows=[
                HeldRow(
                    label=label_of(message.code),
                    value=f"{message.get_channel_display()}: {message.get_state_display()}",
                    at=message.sent_at or message.created_at,
                )
                for message in messages
            ],
        ),
        Held(
            title=_("Messages you do not want to get"),
            why=_("So that we do not send them."),
            seen_by=_("only you"),
            kept=_("until you switch them on again, or leave"),
            rows=[
                HeldRow(label=label_of(row.topic), value=row.get_channel_display(), at=row.switched_off_at)
                for row in preferences
            ],
        ),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Return what a departure means here: messages that are not sent any more."""
    waiting = Message.objects.pending().filter(recipient_id__in=person_ids).exclude(kind=Kind.SECURITY).count()
    return [Consequence(label=_("messages that will not be sent"), count=waiting)] if waiting else []
