"""What must never be false of evidence stands in the database."""

from datetime import timedelta

import pytest

from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, asks_evidence, completion, course, evidence
from tests.truths import refused
from training.models import Course, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.fixture
def person() -> Person:
    return employee()


@pytest.fixture
def asking() -> Course:
    return asks_evidence(course())


def test_course_that_asks_for_evidence_says_what() -> None:
    with refused("training_course_evidence_says_what"):
        Course.objects.filter(pk=course().pk).update(asks_evidence=True)


@pytest.mark.parametrize(
    ("state", "fields", "name"),
    [
        ("handed_in", {"file": None}, "training_evidence_waits_with_file"),
        ("handed_in", {"answered_as": "hr"}, "training_evidence_answered_whole"),
        ("handed_in", {"state": "accepted"}, "training_evidence_answered_whole"),
        ("sent_back", {"answered_as": ""}, "training_evidence_answered_whole"),
        ("sent_back", {"answered_at": NOW - timedelta(days=1)}, "training_evidence_answered_whole"),
        ("sent_back", {"reason": ""}, "training_evidence_sent_back_with_reason"),
        ("sent_back", {"state": "accepted"}, "training_evidence_allowed_moves"),
        ("accepted", {"state": "sent_back", "reason": "x"}, "training_evidence_allowed_moves"),
        ("accepted", {"answered_as": "trainer"}, "training_evidence_accepted_stays"),
        ("accepted", {"handed_in_at": NOW - timedelta(days=9)}, "training_evidence_accepted_stays"),
    ],
)
def test_evidence_keeps_its_truths(
    person: Person, asking: Course, state: str, fields: dict[str, object], name: str
) -> None:
    row = evidence(of=asking, by=person, state=state)
    with refused(name):
        Evidence.objects.filter(pk=row.pk).update(**fields)


def test_state_is_one_that_is_known(person: Person, asking: Course) -> None:
    with refused("training_evidence_state_known"):
        evidence(of=asking, by=person, state="lost")


def test_one_piece_waits_for_a_person_and_a_course_and_accepted_ones_stand_beside_it(
    person: Person, asking: Course
) -> None:
    evidence(of=asking, by=person, state="accepted", at=NOW - timedelta(days=400))
    evidence(of=asking, by=person, state="accepted", at=NOW - timedelta(days=40))
    evidence(of=asking, by=person, state="sent_back")
    with refused("training_evidence_one_open"):
        evidence(of=asking, by=person)


def test_nobody_answers_their_own(person: Person, asking: Course) -> None:
    with refused("training_evidence_not_by_oneself"):
        evidence(of=asking, by=person, state="accepted", answered_by=person)


def test_only_accepted_evidence_completes_and_only_what_is_its_own(person: Person, asking: Course) -> None:
    done, waits = completion(of=asking, person=person), evidence(of=asking, by=person)
    with refused("training_evidence_completes_once_accepted"):
        Evidence.objects.filter(pk=waits.pk).update(completion=done)
    of_another = evidence(of=asking, by=employee(), state="accepted")
    of_another_course = evidence(of=asks_evidence(course()), by=person, state="accepted")
    for row in (of_another, of_another_course):
        with refused("training_evidence_is_of_its_completion"):
            Evidence.objects.filter(pk=row.pk).update(completion=done)
