"""Waves and the people who answer them, for tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from common.clock import day_of, start_of
from governance.models import Proposal
from people.choices import FunctionGroup, Role
from people.models import Person, Unit
from surveys import reference, selectors, services
from surveys.choices import Dimension
from surveys.models import Question, Wave
from tests.governance.builders import agreed
from tests.people.builders import employee

OPENED_AT = start_of(day_of(timezone.now())) + timedelta(hours=10)
LATER = OPENED_AT + timedelta(days=15)
"""After the last day of a wave that these builders open."""


def people(number: int, *, group: str = FunctionGroup.CUSTOMER_CONTACT, unit: Unit | None = None) -> list[Person]:
    """Return so many people who work here."""
    return [
        employee(first_name=f"Kim{index}", last_name="Vos", function_group=group, unit=unit) for index in range(number)
    ]


def office() -> Person:
    return employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE], function_group=FunctionGroup.NO_CUSTOMER_CONTACT)


def draft_wave(*, actor: Person, now: datetime = OPENED_AT, dimension: str = Dimension.FUNCTION_GROUP) -> Wave:
    """Return a wave with every question, that lasts two weeks."""
    reference.sync()
    return services.create_wave(
        title_nl="Najaarspeiling",
        title_en="Autumn survey",
        closes_on=day_of(now) + timedelta(days=14),
        dimension=dimension,
        questions=list(Question.objects.all()),
        actor=actor,
        now=now,
    )


def open_wave(*, actor: Person | None = None, dimension: str = Dimension.FUNCTION_GROUP) -> Wave:
    """Return a wave to which everybody made so far was invited; makes the agreement where there is none."""
    by = actor or office()
    if not Proposal.objects.filter(subject="surveys:wave").exists():
        agreed(now=OPENED_AT)
    wave = draft_wave(actor=by, dimension=dimension)
    return services.open_wave(wave_id=wave.pk, actor=by, now=OPENED_AT)


def send(wave: Wave, person: Person, **answers: str) -> None:
    """Send the answers of an invited person; without answers they use AI every day."""
    ticket = selectors.ticket_for(wave, person)
    assert ticket is not None
    given: Mapping[str, str] = answers or {"uses_ai": "daily"}
    services.send_ballot(wave_id=wave.public_id, ticket=ticket, answers=given, today=day_of(OPENED_AT))


def send_all(wave: Wave, senders: Sequence[Person], **answers: str) -> None:
    for person in senders:
        send(wave, person, **answers)
