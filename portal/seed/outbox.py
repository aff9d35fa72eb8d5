"""What people of the made-up organisation found in their mail and inbox, and what they switched off."""

from datetime import datetime, timedelta

from django.db.models import F

from common.clock import start_of
from outbox.choices import Channel, Kind, MessageState, SkipReason
from outbox.models import Message, Preference
from portal.seed.world import World

SWITCHED_OFF_SHARE = 0.06
REFUSED_SHARE = 0.008
UNCERTAIN_SHARE = 0.004
READ_SHARE = 0.8
STILL_NEW = timedelta(days=5)
NO_SUCH_MAILBOX = 550


def seed(world: World) -> None:
    """Let a few people switch reminders off by mail, and let what the apps sent so far have arrived."""
    start = world.moment(world.periods[0].first_day)
    days = max(1, (world.until - world.periods[0].first_day).days)
    named = {person.pk for person in world.roles.values()}
    Preference.objects.bulk_create(
        [
            Preference(
                person=member.person,
                topic=Kind.NUDGE,
                channel=Channel.MAIL,
                switched_off_at=start + timedelta(days=world.random.randrange(days)),
            )
            for member in world.members
            if world.random.random() < SWITCHED_OFF_SHARE and member.person.pk not in named
        ],
        ignore_conflicts=True,
    )
    settle(world)


def settle(world: World) -> None:
    """Say of all that waits from before the demo's last day what became of it; nothing of it is really sent."""
    until = start_of(world.until)
    waiting = Message.objects.pending().filter(not_before__lt=until)
    _settle_mail(world)
    waiting.filter(channel=Channel.INBOX).update(state=MessageState.SENT, sent_at=F("not_before"))
    unread = Message.objects.filter(channel=Channel.INBOX, state=MessageState.SENT, read_at__isnull=True)
    old = unread.filter(sent_at__lt=until - STILL_NEW).order_by("pk").values_list("pk", flat=True)
    read = [pk for pk in old if world.random.random() < READ_SHARE]
    Message.objects.filter(pk__in=read).update(read_at=F("sent_at") + timedelta(hours=3))


def _settle_mail(world: World) -> None:
    until: datetime = start_of(world.until)
    mail = Message.objects.pending().filter(channel=Channel.MAIL, not_before__lt=until)
    off = Preference.objects.filter(topic=Kind.NUDGE, channel=Channel.MAIL).values("person_id")
    mail.filter(kind=Kind.NUDGE, recipient_id__in=off).update(state=MessageState.SKIPPED, reason=SkipReason.DECLINED)
    refused, uncertain = [], []
    for pk, kind in mail.order_by("pk").values_list("pk", "kind"):
        chance = world.random.random()
        if chance < REFUSED_SHARE:
            refused.append(pk)
        elif kind == Kind.NUDGE and chance < REFUSED_SHARE + UNCERTAIN_SHARE:
            uncertain.append(pk)
    mail.filter(pk__in=refused).update(state=MessageState.FAILED, answer_code=NO_SUCH_MAILBOX, attempts=1)
    mail.filter(pk__in=uncertain).update(state=MessageState.UNCERTAIN, attempts=1)
    mail.update(state=MessageState.SENT, sent_at=F("not_before") + timedelta(minutes=1), attempts=1)
