"""Who was there counts, mistakes can be put right, and what is required is done when it was completed."""

from datetime import date, timedelta

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from common.periods import Period
from outbox.models import Message
from people.choices import FunctionGroup, Role
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import NOW, completion, course, enrolment, requirement, session
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Completion, Enrolment

S = EnrolmentState
AFTER = NOW + timedelta(days=14, hours=2)
pytestmark = pytest.mark.django_db


def mark(seat: Enrolment, *, present: bool, actor: Person) -> services.Marked:
    marks = {seat.public_id: present}
    return services.mark_attendance(session_id=seat.session_id, marks=marks, actor=actor, now=AFTER)


def test_who_was_there_completed_the_course(hr: Person) -> None:
    seat = enrolment(session=session())
    mark(seat, present=True, actor=hr)
    seat.refresh_from_db()
    done = Completion.objects.get()
    assert seat.state == S.COMPLETED
    assert (done.person, done.course, done.completed_at) == (seat.person, seat.session.course, seat.session.ends_at)
    assert selectors.completed_ids(until=AFTER) == {seat.person_id}


def test_who_did_not_come_completed_nothing(hr: Person) -> None:
    seat = enrolment(session=session())
    mark(seat, present=False, actor=hr)
    seat.refresh_from_db()
    assert seat.state == S.NO_SHOW
    assert not Completion.objects.exists()


def test_marking_again_changes_nothing(hr: Person) -> None:
    seat = enrolment(session=session())
    assert mark(seat, present=True, actor=hr).present == 1
    assert mark(seat, present=True, actor=hr) == services.Marked(0, 0, 0)
    assert Completion.objects.count() == 1


def test_mistake_is_put_right_and_recorded(hr: Person) -> None:
    seat = enrolment(session=session())
    mark(seat, present=True, actor=hr)
    assert mark(seat, present=False, actor=hr).corrected == 1
    assert not Completion.objects.exists()
    mark(seat, present=True, actor=hr)
    assert Completion.objects.count() == 1
    assert AuditEvent.objects.filter(action="attendance.corrected").count() == 2


def test_nobody_is_marked_before_the_start(hr: Person) -> None:
    seat = enrolment(session=session())
    with pytest.raises(RuleBroken):
        services.mark_attendance(session_id=seat.session_id, marks={seat.public_id: True}, actor=hr, now=NOW)


def test_trainer_marks_own_session_only() -> None:
    trainer = employee(roles=[Role.TRAINER])
    mark(enrolment(session=session(trainers=[trainer])), present=True, actor=trainer)
    with pytest.raises(RuleBroken):
        mark(enrolment(session=session()), present=True, actor=trainer)


def test_who_waits_cannot_be_marked_present(hr: Person) -> None:
    waiting = enrolment(session=session(), state=S.WAITING)
    with pytest.raises(RuleBroken):
        mark(waiting, present=True, actor=hr)


# --- sessions that change ---------------------------------------------------------------------------------------------
def edit(of: Enrolment, actor: Person, **fields: object) -> None:
    current = of.session
    values = {
        name: getattr(current, name)
        for name in ("starts_at", "ends_at", "capacity", "place", "link", "enrol_from", "enrol_until")
    }
    services.edit_session(session_id=current.pk, trainers=[], actor=actor, now=NOW, **{**values, **fields})  # type: ignore[arg-type]


def test_new_place_is_told_once_to_everyone_concerned(hr: Person) -> None:
    seat = enrolment(session=session())
    gone = enrolment(session=seat.session, state=S.CANCELLED)
    for _time in range(2):
        edit(seat, hr, place="Zaal Beuk")
    told = Message.objects.filter(code="training.session_changed", channel="inbox")
    assert [message.recipient for message in told] == [seat.person]
    assert gone.person not in [message.recipient for message in told]


def test_more_seats_alone_are_no_news(hr: Person) -> None:
    seat = enrolment(session=session())
    edit(seat, hr, capacity=9)
    assert not Message.objects.filter(code="training.session_changed").exists()


def test_cancelled_session_is_told_once_and_frees_everyone(hr: Person) -> None:
    seat = enrolment(session=session())
    waiting = enrolment(session=seat.session, state=S.WAITING)
    for _time in range(2):
        services.cancel_session(session_id=seat.session_id, reason="Trainer ziek", actor=hr, now=NOW)
    told = Message.objects.filter(code="training.session_cancelled", channel="inbox")
    assert {message.recipient for message in told} == {seat.person, waiting.person}
    assert told.count() == 2
    assert services.sweep(now=NOW) == {"sessions": 0, "offered": 0}


# --- what is required -------------------------------------------------------------------------------------------------
def required(person: Person) -> list[selectors.RequiredCourse]:
    return selectors.required_of(person, now=NOW)


def test_requirement_holds_for_who_fits_all_that_is_filled_in() -> None:
    region = unit("200", "Thuiszorg")
    team = unit("201", "Thuiszorg Noord", parent=region)
    requirement(of=course(), unit=region, function_group=FunctionGroup.MANAGER)
    fits = employee(unit=team, function_group=FunctionGroup.MANAGER)
    other_group = employee(unit=team, function_group=FunctionGroup.CUSTOMER_CONTACT)
    other_unit = employee(unit=unit("300", "Kantoor"), function_group=FunctionGroup.MANAGER)
    assert [len(required(person)) for person in (fits, other_group, other_unit)] == [1, 0, 0]


def test_requirement_of_a_role_holds_for_who_has_it() -> None:
    requirement(of=course(), role=Role.TRAINER)
    assert len(required(employee(roles=[Role.TRAINER]))) == 1
    assert not required(employee())


def test_completed_course_is_done_until_it_runs_out() -> None:
    the_course, person = course(), employee()
    requirement(of=the_course, valid_months=12)
    completion(of=the_course, person=person, at=NOW - timedelta(days=300))
    assert required(person)[0].is_done
    other = employee()
    completion(of=the_course, person=other, at=NOW - timedelta(days=400))
    assert not required(other)[0].is_done


def test_asked_of_somebody_until_they_enrol_and_not_while_away() -> None:
    the_course = course()
    requirement(of=the_course)
    person, away = employee(), employee(away_from=NOW.date())
    assert [asked.due_on for asked in selectors.asked_of(person, now=NOW)] == [date(2026, 12, 31)]
    assert selectors.asked_of(away, now=NOW) == []
    enrolment(session=session(of=the_course), person=person)
    assert selectors.asked_of(person, now=NOW) == []


def test_offer_is_asked_first_with_its_end() -> None:
    offered = enrolment(session=session(), state=S.OFFERED)
    (asked,) = selectors.asked_of(offered.person, now=NOW)
    assert asked.due_on == date(2026, 11, 5)


def test_next_step_is_what_is_required_then_what_is_meant_for_me() -> None:
    person = employee(function_group=FunctionGroup.CUSTOMER_CONTACT)
    course(title="Alleen voor directie", function_groups=[FunctionGroup.DIRECTOR])
    meant = course(title="Voor iedereen")
    first = selectors.next_for(person, NOW)
    assert first is not None
    assert first.course == meant
    must = course(title="Verplicht")
    requirement(of=must)
    then = selectors.next_for(person, NOW)
    assert then is not None
    assert then.course == must


# --- counts and terms -------------------------------------------------------------------------------------------------
def test_facts_of_a_month_count_the_programme_and_nobody_by_name(hr: Person) -> None:
    held = session(starts_at=NOW - timedelta(days=10), capacity=10)
    for state in (S.COMPLETED, S.COMPLETED, S.NO_SHOW):
        enrolment(session=held, state=state)
    session(starts_at=NOW - timedelta(days=12), cancelled_at=NOW - timedelta(days=20), cancel_reason="Ziek")
    facts = selectors.programme_facts(Period(2026, 10))
    assert facts["sessions_held"] == 1
    assert (facts["seats_planned"], facts["seats_given"], facts["attended"], facts["no_shows"]) == (10, 3, 2, 1)
    assert facts["sessions_cancelled"] == 1


def test_everything_held_about_somebody_is_shown() -> None:
    person = employee()
    enrolment(session=session(), person=person)
    completion(of=course(), person=person)
    assert [len(held.rows) for held in selectors.data_about(person)] == [1, 1, 0]


def test_terms_are_enforced_and_what_is_younger_stays() -> None:
    year = timedelta(days=365)
    for years, state in ((0.5, S.CANCELLED), (1.5, S.CANCELLED), (2, S.COMPLETED), (3.5, S.COMPLETED)):
        at = NOW - years * year
        seat = enrolment(session=session(starts_at=at), state=state)
        if state == S.COMPLETED:
            Completion.objects.create(
                course=seat.session.course, person=seat.person, enrolment=seat, completed_at=at, recorded_at=at,
                source="session",
            )  # fmt: skip
    completion(of=course(), person=employee(), at=NOW - 8 * year)
    removed = {"training.enrolment_ended": 1, "training.enrolment": 1, "training.completion": 1}
    assert services.enforce_terms(now=NOW) == removed
    assert Enrolment.objects.count() == 2
    assert Completion.objects.count() == 2
