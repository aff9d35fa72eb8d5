"""Messages of both promises, and time that passes for those who wait."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from nudges.services import plan_nudges
from outbox import services
from outbox.choices import LIVE, Channel
from outbox.models import Message
from outbox.services import Addressed
from outbox.services.sending import CLAIM_LASTS
from people.choices import FunctionGroup
from people.models import Person, Placement
from strategy.messages import StrategyPublished
from strategy.selectors import current_version
from tests.nudges.builders import DAY, DUE, confirm, strategy_in_force
from tests.people.builders import LONG_AGO, unit


def crowd(size: int) -> list[Person]:
    """Return many people who work here, made at once."""
    first = Person.objects.count()
    people = [
        Person(
            first_name="Sanne",
            last_name=f"Boer {number}",
            sort_key=f"boer {number:06}",
            email=f"well.{number}@houtwijk.example",
            employee_number=f"c{number}",
            hired_on=LONG_AGO,
        )
        for number in range(first, first + size)
    ]
    place = unit()
    Person.objects.bulk_create(people)
    Placement.objects.bulk_create(
        Placement(person=person, unit=place, function_group=FunctionGroup.CUSTOMER_CONTACT, starts_on=LONG_AGO)
        for person in people
    )
    return people


def plan_nudges_and_confirmations(nudges: int, confirmations: int) -> tuple[list[Person], list[Person]]:
    """Let reminders and confirmations wait to be sent; return who gets which. Others get nothing."""
    version = current_version() or strategy_in_force()
    nudged, confirmed = crowd(nudges), crowd(confirmations)
    for person in confirmed:
        confirm(version, person, now=DUE - DAY)
    plan_nudges(now=DUE)
    context = {"title": {"nl": "Onze strategie", "en": "Our strategy"}, "number": 2}
    addressed = [Addressed(person, f"queue:{person.pk}", context, "/strategy/") for person in confirmed]
    with transaction.atomic():
        services.add_many(StrategyPublished, addressed, now=DUE)
    return nudged, confirmed


def states(people: list[Person]) -> dict[str, int]:
    """Return how many mails to these people are in each state."""
    rows = Message.objects.filter(recipient__in=people, channel=Channel.MAIL).values_list("state", flat=True)
    counted: dict[str, int] = {}
    for state in rows:
        counted[state] = counted.get(state, 0) + 1
    return counted


def all_settled() -> bool:
    """Whether no mail waits or is owned any more."""
    return not Message.objects.filter(channel=Channel.MAIL, state__in=LIVE).exists()


def let_claims_grow_old() -> None:
    """Let so much time pass for what is owned that its worker must be dead, and for what waits to be tried again."""
    passed = CLAIM_LASTS + timedelta(minutes=1)
    Message.objects.filter(claimed_at__isnull=False, state__in=LIVE).update(claimed_at=F("claimed_at") - passed)
    Message.objects.filter(state__in=LIVE, not_before__gt=DUE).update(not_before=DUE)
