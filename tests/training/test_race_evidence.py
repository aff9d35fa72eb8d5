"""Two who answer, a person who takes back, a correction: real threads at one piece of evidence."""

from functools import partial

import pytest
from django.core.files.base import ContentFile

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.choices import Role
from tests.people.builders import employee
from tests.training.builders import NOW, asks_evidence, course, enrolment, evidence, session
from tests.training.files import png
from tests.training.test_races import all_at_once
from training import services
from training.choices import EnrolmentState
from training.models import Certificate, Completion, Evidence

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_folder"),
]
ROUNDS, CLICKS = 5, 8


def test_accepting_and_sending_back_at_once_leaves_one_answer() -> None:
    made, office = asks_evidence(course()), [employee(roles=[Role.HR]) for _number in range(2)]
    for _round in range(ROUNDS):
        person = employee()
        seat = enrolment(
            session=session(of=made, starts_at=NOW.replace(hour=1)), person=person, state=EnrolmentState.ATTENDED
        )
        row = evidence(of=made, by=person)
        accept = partial(services.accept_evidence, evidence_id=row.pk, actor=office[0], now=NOW)
        back = partial(services.send_back_evidence, evidence_id=row.pk, reason="Nee", actor=office[1], now=NOW)
        found = all_at_once([accept, back] * CLICKS)
        row.refresh_from_db()
        seat.refresh_from_db()
        accepted = row.state == "accepted"
        assert len([each for each in found if isinstance(each, RuleBroken)]) == CLICKS
        assert Completion.objects.filter(person=person).count() == accepted
        assert Certificate.objects.filter(person=person).count() == accepted
        assert (seat.state == "completed") is accepted
        told = Message.objects.filter(recipient=person, channel="inbox")
        assert len([each for each in told if "proof_ready" not in str(each)]) == 1
        assert AuditEvent.objects.filter(object_id=str(row.public_id)).count() == 1


def test_accepting_while_the_person_takes_it_back_is_one_of_the_two() -> None:
    made, hr = asks_evidence(course(kind="elsewhere", external_url="https://www.example.nl/")), employee(roles=["hr"])
    for _round in range(ROUNDS):
        person = employee()
        row = evidence(of=made, by=person)
        accept = partial(services.accept_evidence, evidence_id=row.pk, actor=hr, now=NOW)
        take = partial(services.take_back_evidence, course_id=made.pk, person=person, now=NOW)
        all_at_once([accept, take] * 2)
        assert Completion.objects.filter(person=person).count() == Evidence.objects.filter(person=person).count()


def test_accepting_while_attendance_is_corrected_completes_only_who_was_there() -> None:
    made, hr = asks_evidence(course()), employee(roles=[Role.HR])
    for _round in range(ROUNDS):
        seat = enrolment(session=session(of=made, starts_at=NOW.replace(hour=1)), state=EnrolmentState.ATTENDED)
        row = evidence(of=made, by=seat.person)
        accept = partial(services.accept_evidence, evidence_id=row.pk, actor=hr, now=NOW)
        wrong = [services.Mark(seat.public_id, was_there=False, before=True)]
        correct = partial(services.mark_attendance, session_id=seat.session_id, marks=wrong, actor=hr, now=NOW)
        found = all_at_once([accept, correct])
        assert not [each for each in found if isinstance(each, Exception)]
        seat.refresh_from_db()
        assert seat.state == EnrolmentState.NO_SHOW
        assert not Completion.objects.filter(person=seat.person).exists()


def test_handing_in_many_times_at_once_keeps_one() -> None:
    made = asks_evidence(course(kind="elsewhere", external_url="https://www.example.nl/"))
    for _round in range(ROUNDS):
        person = employee()
        works = [
            partial(
                services.hand_in_evidence, course_id=made.pk, content=ContentFile(png(shade=number % 2)),
                name="werk.png", remark="", person=person, now=NOW,
            )
            for number in range(CLICKS)
        ]  # fmt: skip
        found = all_at_once(works)
        assert not [each for each in found if isinstance(each, Exception)]
        assert Evidence.objects.filter(person=person).count() == 1
