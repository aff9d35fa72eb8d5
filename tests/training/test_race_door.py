"""Two phones at once, a phone and the trainer at once: real threads at one door, each with its own connection."""

from datetime import timedelta
from functools import partial

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from people.choices import Role
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, enrolment, portal_course, series, session
from tests.training.test_races import all_at_once
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Certificate, Completion, Course, Presence

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS, CLICKS = 5, 8
NONCE = "0" * 32


def test_scanning_many_times_at_once_marks_once() -> None:
    the_session = session(starts_at=NOW - timedelta(minutes=5), capacity=20, door_nonce=NONCE)
    token = selectors.codes_that_count(the_session, NOW)[0].token
    for _round in range(ROUNDS):
        person = employee()
        enrolment(session=the_session, person=person)
        scan = partial(services.check_in, session_id=the_session.pk, token=token, person=person, now=NOW)
        found = all_at_once([scan] * CLICKS)
        assert sorted(is_new for _row, is_new in found) == [False] * (CLICKS - 1) + [True]  # type: ignore[misc]
        assert AuditEvent.objects.filter(action="attendance.marked", actor=person).count() == 1
        all_at_once([partial(services.sweep, now=the_session.ends_at)] * 2)
        assert Completion.objects.filter(person=person).count() == 1
        assert Certificate.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("was_there", [True, False])
def test_scan_and_mark_of_the_trainer_at_once_leave_one_answer(*, was_there: bool) -> None:
    """Whoever is first counts: who comes second reads what stands there, and nothing is turned round unseen."""
    trainer = employee(roles=[Role.TRAINER])
    the_session = session(starts_at=NOW - timedelta(minutes=5), capacity=20, door_nonce=NONCE, trainers=[trainer])
    token = selectors.codes_that_count(the_session, NOW)[0].token
    for _round in range(ROUNDS):
        person = employee()
        seat = enrolment(session=the_session, person=person)
        scan = partial(services.check_in, session_id=the_session.pk, token=token, person=person, now=NOW)
        mark = partial(
            services.mark_attendance, session_id=the_session.pk, marks=[services.Mark(seat.public_id, was_there)],
            actor=trainer, now=NOW,
        )  # fmt: skip
        found = all_at_once([scan, mark])
        seat.refresh_from_db()
        present = seat.state == EnrolmentState.ATTENDED
        services.sweep(now=the_session.ends_at)
        assert Completion.objects.filter(person=person).count() == present
        assert [str(each) for each in found if isinstance(each, Exception) and not isinstance(each, RuleBroken)] == []
        assert sum(isinstance(each, RuleBroken) for each in found) == (0 if was_there else 1)
        assert AuditEvent.objects.filter(action="attendance.marked", object_id=str(seat.public_id)).count() == 1
        assert not AuditEvent.objects.filter(action="attendance.corrected").exists()


def test_scans_and_marks_of_one_meeting_at_once_leave_one_answer() -> None:
    trainer = employee(roles=[Role.TRAINER])
    the_session = series(0, 1, capacity=20, door_nonce=NONCE, trainers=[trainer])
    now = NOW + timedelta(minutes=5)
    token = selectors.codes_that_count(the_session, now)[0].token
    for _round in range(ROUNDS):
        person = employee()
        seat = enrolment(session=the_session, person=person)
        scan = partial(services.check_in, session_id=the_session.pk, token=token, person=person, now=now)
        mark = partial(
            services.mark_meeting, session_id=the_session.pk, number=1, marks=[services.Mark(seat.public_id, True)],
            actor=trainer, now=now,
        )  # fmt: skip
        found = all_at_once([scan, mark, scan, mark])
        assert [str(each) for each in found if isinstance(each, Exception)] == []
        assert list(Presence.objects.filter(enrolment=seat).values_list("was_there", flat=True)) == [True]
        assert AuditEvent.objects.filter(action="attendance.meeting_marked", object_id=str(seat.public_id)).count() == 1


def test_code_that_is_closed_meanwhile_counts_for_who_came_first() -> None:
    trainer = employee(roles=[Role.TRAINER])
    for _round in range(ROUNDS):
        the_session = session(starts_at=NOW - timedelta(minutes=5), door_nonce=NONCE, trainers=[trainer])
        token, person = selectors.codes_that_count(the_session, NOW)[0].token, employee()
        seat = enrolment(session=the_session, person=person)
        scan = partial(services.check_in, session_id=the_session.pk, token=token, person=person, now=NOW)
        close = partial(services.close_door, session_id=the_session.pk, actor=trainer, now=NOW)
        scanned, _closed = all_at_once([scan, close])
        seat.refresh_from_db()
        assert (seat.state == EnrolmentState.BOOKED) is isinstance(scanned, RuleBroken)


def test_last_question_and_mark_at_once_complete_once() -> None:
    """Neither sees what the other is doing, and still the course is completed: the locks make one wait."""
    hr = employee(roles=[Role.HR])
    the_course = portal_course()
    Course.objects.filter(pk=the_course.pk).update(kind="in_class", asks_questions=True)
    the_session = session(of=the_course, starts_at=NOW - timedelta(days=1), capacity=20)
    for _round in range(ROUNDS):
        person = employee()
        seat = enrolment(session=the_session, person=person)
        all_read(of=the_course, by=person)
        answered(of=the_course, by=person, right=4)
        finish = partial(services.finish_quiz, course_id=the_course.pk, person=person, now=NOW)
        mark = partial(
            services.mark_attendance, session_id=the_session.pk, marks=[services.Mark(seat.public_id, was_there=True)],
            actor=hr, now=NOW,
        )  # fmt: skip
        found = all_at_once([finish, mark])
        assert [each for each in found if isinstance(each, Exception)] == []
        seat.refresh_from_db()
        assert seat.state == EnrolmentState.COMPLETED
        assert Completion.objects.filter(person=person).count() == 1
