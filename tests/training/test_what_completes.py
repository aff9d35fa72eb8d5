"""A course with sessions can ask for its questions too: it is completed by who was there and passed, in any order."""

from datetime import timedelta

import pytest
from django.utils import translation

from common.errors import RuleBroken
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, enrolment, portal_course, session
from tests.training.pages import SignIn, address, page_of
from tests.truths import refused
from training import selectors, services
from training.choices import CertificateKind, EnrolmentState
from training.choices.evidence import Part
from training.models import Certificate, Completion, Course, Enrolment, Lesson, Session
from training.rules import completing

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def asking(**fields: object) -> Course:
    """Return a course in class whose questions must be passed too."""
    made = portal_course(**fields)  # type: ignore[arg-type]
    Course.objects.filter(pk=made.pk).update(kind="in_class", asks_questions=True)
    return Course.objects.get(pk=made.pk)


@pytest.fixture
def held(hr: Person) -> Session:
    """A session of such a course that ended an hour ago."""
    return session(of=asking(author=hr), starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=1))


def mark(seat: Enrolment, by: Person, *, was_there: bool = True, before: bool | None = None) -> None:
    services.mark_attendance(
        session_id=seat.session_id, marks=[services.Mark(seat.public_id, was_there, before)], actor=by, now=NOW
    )
    seat.refresh_from_db()


def passes(person: Person, course: Course, *, right: int = 4) -> None:
    if not person.lessons_read.exists():
        all_read(of=course, by=person)
    answered(of=course, by=person, right=right)
    services.finish_quiz(course_id=course.pk, person=person, now=NOW)


def test_being_there_first_completes_when_the_questions_are_passed(hr: Person, held: Session) -> None:
    person = employee()
    seat = enrolment(session=held, person=person)
    mark(seat, hr)
    assert seat.state == S.ATTENDED
    assert not Completion.objects.exists()
    passes(person, held.course)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    done = Completion.objects.get()
    assert (done.enrolment, done.completed_at, done.source) == (seat, NOW, "session")
    assert Certificate.objects.get().kind == CertificateKind.CERTIFICATE


def test_questions_first_complete_when_attendance_is_marked(hr: Person, held: Session) -> None:
    person = employee()
    seat = enrolment(session=held, person=person)
    passes(person, held.course)
    assert not Completion.objects.exists()
    mark(seat, hr)
    assert seat.state == S.COMPLETED
    assert Completion.objects.get().completed_at == held.ends_at
    assert Certificate.objects.get().kind == CertificateKind.CERTIFICATE


def test_questions_that_were_not_passed_complete_nothing(hr: Person, held: Session) -> None:
    person = employee()
    seat = enrolment(session=held, person=person)
    passes(person, held.course, right=1)
    mark(seat, hr)
    assert seat.state == S.ATTENDED
    mark(seat, hr, was_there=False, before=True)
    assert seat.state == S.NO_SHOW
    passes(person, held.course)
    assert not Completion.objects.exists()


def test_course_that_asks_no_more_completes_for_who_was_there_and_one_that_begins_to_ask_takes_nothing(
    hr: Person, held: Session
) -> None:
    person, course = employee(), held.course
    seat = enrolment(session=held, person=person)
    mark(seat, hr)
    services.edit_course(course_id=course.pk, fields={"asks_questions": False}, actor=hr, now=NOW)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert Certificate.objects.get().kind == CertificateKind.ATTENDANCE
    services.edit_course(course_id=course.pk, fields={"asks_questions": True}, actor=hr, now=NOW)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert Completion.objects.count() == 1


def test_course_without_questions_cannot_ask_for_them(hr: Person) -> None:
    made = session(of=None).course
    with pytest.raises(RuleBroken, match="geen vragen"):
        services.edit_course(course_id=made.pk, fields={"asks_questions": True}, actor=hr, now=NOW)


def test_only_a_course_with_sessions_asks_for_questions_beside_them() -> None:
    with refused("training_course_asks_questions_with_sessions"):
        Course.objects.filter(pk=portal_course().pk).update(asks_questions=True)


def test_pages_say_what_is_left(sign_in: SignIn, hr: Person, colleague: Person, held: Session) -> None:
    seat = enrolment(session=held, person=colleague)
    mark(seat, hr)
    client = sign_in(colleague)
    page = client.get(address("enrolment_detail", enrolment_id=seat.public_id)).content.decode()
    assert "Je was er." in page
    page = page_of(client, held.course)
    assert "Les 0" in page
    assert "en de vragen hebt gehaald" in page
    assert (
        sign_in(hr)
        .get(address("course_edit", course_id=held.course.public_id))
        .content.decode()
        .count('name="asks_questions"')
    )


def test_walk_in_answers_the_questions_too(held: Session) -> None:
    trainer, person = employee(roles=[Role.TRAINER]), employee()
    held.trainers.add(trainer)
    (row,) = services.add_walk_ins(session_id=held.pk, people=[person], actor=trainer, now=NOW)
    assert row.state == S.ATTENDED
    passes(person, held.course)
    row.refresh_from_db()
    assert row.state == S.COMPLETED


def test_who_passed_before_the_session_looks_back_and_is_not_asked_to_try_again(held: Session) -> None:
    person = employee()
    passes(person, held.course)
    with translation.override("en"):
        step = selectors.learning(held.course, person, now=NOW).step
    assert step is not None
    assert step.words == "Look back"


def test_reading_what_changed_completes_it_for_who_was_there_again_and_passed_long_ago(
    hr: Person, held: Session
) -> None:
    person, course = employee(), held.course
    mark(enrolment(session=held, person=person), hr)
    passes(person, course)
    Lesson.objects.filter(pk=course.lessons.in_order()[0].pk).update(revision=2)
    again = enrolment(session=session(of=course, starts_at=NOW - timedelta(minutes=30), ends_at=NOW), person=person)
    mark(again, hr)
    assert again.state == S.ATTENDED
    assert selectors.way_of(course, person).missing == (Part.LESSONS,)
    services.read_lesson(lesson_id=course.lessons.in_order()[0].pk, person=person, now=NOW + timedelta(hours=1))
    again.refresh_from_db()
    assert again.state == S.COMPLETED


@pytest.mark.parametrize(
    ("kind", "passed", "last", "counts"),
    [
        ("in_portal", None, None, False),
        ("in_portal", 0, None, True),
        ("in_portal", 0, 0, False),
        ("in_portal", 0, 1, False),
        ("in_portal", 1, 0, True),
        ("in_class", 0, 1, True),
        ("in_class", None, 1, False),
    ],
)
def test_in_the_portal_questions_count_that_were_passed_since_it_was_completed(
    kind: str, passed: int | None, last: int | None, *, counts: bool
) -> None:
    passed_at, last_at = (None if day is None else NOW + timedelta(days=day) for day in (passed, last))
    assert completing.passed_counts(kind, passed_at, last_at) is counts
