"""What people want to get, and what not."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from outbox.choices import Channel
from outbox.messages import kind_of
from outbox.models import Preference
from people.models import Person


@transaction.atomic
def set_preferences(
    *, person: Person, offered: Iterable[tuple[str, str]], wanted: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Switch off what was ``offered`` (topic and channel) and is not ``wanted``, and switch on what is."""
    offered, wanted = set(offered), set(wanted)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    for topic, channel in offered & wanted:
        Preference.objects.filter(person=person, topic=topic, channel=channel).delete()
    for topic, channel in sorted(offered - wanted):
        Preference.objects.get_or_create(person=person, topic=topic, channel=channel, defaults={"switched_off_at": now})


@transaction.atomic
def unsubscribe(*, person: Person, code: str, now: datetime) -> bool:
    """Switch off mail of one kind; ``False`` when that kind is no longer made. The same again changes nothing."""
    kind = kind_of(code)
    if kind is None:
        return False
    Preference.objects.get_or_create(person=person, topic=code, channel=Channel.MAIL, defaults={"switched_off_at": now})
    return True
