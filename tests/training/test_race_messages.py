"""Writing to the people of a session at the same moment: one button pressed twice, and two people who write."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from outbox.models import Message
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, session
from tests.training.test_races import all_at_once
from training.models import Session, SessionMessage
from training.services import write_to_participants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def writing(to: Session, actor: Person, token: UUID) -> Callable[[], object]:
    return lambda: write_to_participants(
        session_id=to.pk, sent_to="seats", subject="Iets", text="Iets", form_token=token, actor=actor, now=NOW
    )


def test_button_pressed_many_times_at_once_sends_once() -> None:
    hr, made = employee(roles=["hr"]), session()
    enrolment(session=made)
    enrolment(session=made)
    token = uuid4()
    said = all_at_once([writing(made, hr, token)] * 16)
    assert not [each for each in said if isinstance(each, Exception)]
    assert SessionMessage.objects.count() == 1
    assert Message.objects.filter(channel="inbox").count() == 2


def test_two_people_who_write_at_once_are_both_read() -> None:
    made = session()
    enrolment(session=made)
    writers = [employee(roles=["hr"]) for _number in range(4)]
    said = all_at_once([writing(made, each, uuid4()) for each in writers])
    assert not [each for each in said if isinstance(each, Exception)]
    assert SessionMessage.objects.count() == 4
    assert Message.objects.filter(channel="inbox").count() == 4
