"""What must never be false stands in the database: each test goes round the services and meets it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from tests.people.builders import employee, unit
from tests.training.builders import (
    IN_TWO_WEEKS,
    NOW,
    accreditation,
    all_read,
    answered,
    certificate,
    completion,
    course,
    enrolment,
    interest,
    kept,
    learning_path,
    portal_course,
    requirement,
    session,
)
from tests.truths import met_by, refused
from training import rules, services
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import (
    Accreditation,
    Certificate,
    Completion,
    CompletionImport,
    Confidence,
    Course,
    CourseAlias,
    CourseVersion,
    Enrolment,
    HeadStart,
    Interest,
    LearningPath,
    Lesson,
    LessonRead,
    PathStep,
    Prerequisite,
    QuizAnswer,
    QuizAttempt,
    Registration,
    Requirement,
    Scenario,
    ScenarioChoice,
    SeatShare,
    Session,
    SigningKey,
    XapiStatement,
)

S = EnrolmentState
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title_nl": ""}, "training_course_has_title"),
        ({"kind": "x"}, "training_course_kind_known"),
        ({"approval": "x"}, "training_course_approval_known"),
        ({"level": "x"}, "training_course_level_known"),
        ({"theme": "x"}, "training_course_theme_known"),
        ({"language": "xx"}, "training_course_language_known"),
        ({"duration_minutes": 4}, "training_course_duration_sensible"),
        ({"outcomes_nl": ""}, "training_course_published_is_whole"),
        ({"published_at": None, "archived_at": NOW}, "training_course_archived_after_published"),
        ({"kind": "elsewhere"}, "training_course_elsewhere_has_address"),
        ({"created_by": None}, "training_course_has_author_or_key"),
        ({"kind": "in_portal"}, "training_course_in_portal_has_lessons"),
    ],
)
def test_course_is_whole(fields: dict[str, Any], name: str) -> None:
    made = course()
    with refused(name):
        Course.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_at": NOW}, "training_session_ends_later"),
        ({"ends_at": IN_TWO_WEEKS + timedelta(hours=12, minutes=1)}, "training_session_ends_within_hours"),
        ({"enrol_from": IN_TWO_WEEKS}, "training_session_opens_before_start"),
        ({"capacity": 0}, "training_session_capacity_sensible"),
        ({"minimum": 3}, "training_session_minimum_within_capacity"),
        ({"capacity": 2001}, "training_session_capacity_sensible"),
        ({"place": ""}, "training_session_has_place_or_link"),
        ({"enrol_until": NOW + timedelta(days=15)}, "training_session_window_ordered"),
        ({"enrol_from": NOW, "enrol_until": NOW}, "training_session_window_ordered"),
        ({"cancelled_at": NOW}, "training_session_cancelled_with_reason"),
        ({"cancel_reason": "Ziek"}, "training_session_cancelled_with_reason"),
    ],
)
def test_session_is_whole(fields: dict[str, Any], name: str) -> None:
    made = session()
    with refused(name):
        Session.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"offer_expires_at": NOW}, "training_enrolment_offer_has_end"),
        ({"ending": "by_hr"}, "training_enrolment_cancelled_has_ending"),
        ({"state": "cancelled"}, "training_enrolment_cancelled_has_ending"),
        ({"priority": 10}, "training_enrolment_priority_has_reason"),
        ({"priority": 3, "priority_reason": "Omdat"}, "training_enrolment_priority_known"),
        ({"state": "cancelled", "ending": "mistake"}, "training_enrolment_walked_in_takes_part"),
        ({"checked_in_at": NOW}, "training_enrolment_checked_in_was_there"),
        ({"asked_at": NOW}, "training_enrolment_request_is_asked"),
        ({"decided_by": F("person")}, "training_enrolment_no_self_approval"),
    ],
)
def test_enrolment_is_whole(fields: dict[str, Any], name: str) -> None:
    made = enrolment(session=session())
    with refused(name):
        Enrolment.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"asked_at": None}, "training_enrolment_request_is_asked"),
        ({"passes_on_at": NOW}, "training_enrolment_hr_is_last_in_line"),
        ({"approver": F("person")}, "training_enrolment_no_self_approval"),
        ({"state": "declined", "asked_at": None}, "training_enrolment_declined_with_reason"),
    ],
)
def test_request_is_whole(fields: dict[str, Any], name: str) -> None:
    made = enrolment(session=session(), state=S.REQUESTED)
    with refused(name):
        Enrolment.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"seats": 0}, "training_seatshare_has_seats"),
        ({"seats": 6}, "training_seatshare_within_capacity"),
        ({"function_groups": []}, "training_seatshare_groups_known"),
        ({"function_groups": ["manager", "x"]}, "training_seatshare_groups_known"),
        ({"function_groups": ["manager", "director"]}, "training_seatshare_audiences_disjoint"),
        ({"function_groups": [], "unit": "100"}, "training_seatshare_audiences_disjoint"),
    ],
)
def test_kept_seats_are_whole(fields: dict[str, Any], name: str) -> None:
    made = session(capacity=6)
    kept(made, 1, ["director"], until=IN_TWO_WEEKS)
    share = kept(made, 2, ["manager"], until=IN_TWO_WEEKS)
    if "unit" in fields:
        fields = {**fields, "unit": unit(fields["unit"])}
    with refused(name):
        SeatShare.objects.filter(pk=share.pk).update(**fields)
    with refused("training_seatshare_within_capacity"):
        SeatShare.objects.filter(pk=share.pk).update(session=session())


def test_session_has_the_seats_that_are_kept() -> None:
    made = session(capacity=6)
    kept(made, 5, ["director"], until=IN_TWO_WEEKS)
    with refused("training_session_holds_kept_seats"):
        Session.objects.filter(pk=made.pk).update(capacity=4)


def test_kept_seat_is_of_the_same_session() -> None:
    share = kept(session(), 1, ["director"], until=IN_TWO_WEEKS)
    with refused("training_enrolment_share_of_its_session"):
        enrolment(session=session(), share=share)


@pytest.mark.parametrize("state", [S.BOOKED, S.OFFERED])
def test_kept_seats_go_to_nobody_else(state: str) -> None:
    made = session(capacity=3)
    share = kept(made, 2, ["director"], until=NOW + timedelta(days=7))
    enrolment(session=made)
    with refused("training_enrolment_kept_seats_stay_kept"):
        enrolment(session=made, state=state)
    waits = enrolment(session=made, state=S.WAITING)
    with refused("training_enrolment_kept_seats_stay_kept"):
        Enrolment.objects.filter(pk=waits.pk).update(state=S.OFFERED, offer_expires_at=NOW)
    enrolment(session=made, share=share)
    enrolment(session=made, joined_at=NOW + timedelta(days=7))
    with refused("training_enrolment_seats_within_capacity"):
        enrolment(session=made, share=share)


def test_enrolment_has_a_known_state() -> None:
    with refused("training_enrolment_state_known"):
        enrolment(session=session(), state="perhaps")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"function_group": "x"}, "training_requirement_group_known"),
        ({"role": "x"}, "training_requirement_role_known"),
        ({"due_on": "2025-12-31"}, "training_requirement_due_after_start"),
        ({"ends_on": "2025-12-31"}, "training_requirement_ends_later"),
        ({"why_nl": ""}, "training_requirement_has_why"),
        ({"valid_months": 0}, "training_requirement_validity_sensible"),
        ({"valid_months": 12, "renewal_course": F("course")}, "training_requirement_renewed_by_another"),
    ],
)
def test_requirement_is_whole(fields: dict[str, Any], name: str) -> None:
    made = requirement(of=course())
    with refused(name):
        Requirement.objects.filter(pk=made.pk).update(**fields)


def test_what_counts_for_always_is_not_renewed() -> None:
    made = requirement(of=course())
    with refused("training_requirement_renewed_when_it_ends"):
        Requirement.objects.filter(pk=made.pk).update(renewal_course=course())


def test_course_fulfils_a_requirement_beside_another_once() -> None:
    made, other = requirement(of=course()), course()
    made.alternative_rows.create(course=other)
    with refused("training_requirementalternative_once"):
        made.alternative_rows.create(course=other)


def test_completion_is_recorded_once() -> None:
    person, the_course = employee(), course()
    completion(of=the_course, person=person)
    with refused("training_completion_recorded_once"):
        completion(of=the_course, person=person)


def test_completion_has_a_known_source() -> None:
    made = completion(of=course(), person=employee())
    with refused("training_completion_source_known"):
        Completion.objects.filter(pk=made.pk).update(source="rumour")


def test_course_that_comes_with_houvast_is_there_once() -> None:
    course(key="same")
    with refused("training_course_key_once"):
        course(key="same")


@pytest.mark.parametrize("fields", [{"published_at": NOW}, {"published_at": NOW, "archived_at": None}])
def test_empty_course_in_the_portal_is_not_published(fields: dict[str, Any]) -> None:
    made = portal_course(lessons=0, questions=0, published=False)
    with refused("training_course_in_portal_has_lessons"):
        Course.objects.filter(pk=made.pk).update(**fields)


def test_empty_course_in_the_portal_does_not_come_back_from_the_archive() -> None:
    made = course(archived_at=NOW)
    Course.objects.filter(pk=made.pk).update(kind="in_portal")
    with refused("training_course_in_portal_has_lessons"):
        Course.objects.filter(pk=made.pk).update(archived_at=None)


def test_course_in_the_portal_is_completed_once_a_day_there() -> None:
    person, the_course = employee(), portal_course()
    rows = {"course": the_course, "person": person, "recorded_at": NOW + timedelta(days=1), "source": "portal"}
    Completion.objects.create(completed_at=NOW, **rows)
    Completion.objects.create(completed_at=NOW + timedelta(hours=1), **rows | {"source": "session"})
    Completion.objects.create(completed_at=NOW + timedelta(days=1), **rows)
    with refused("training_completion_in_portal_once_a_day"):
        Completion.objects.create(completed_at=NOW + timedelta(hours=2), **rows)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"key": "les-1"}, "training_lesson_key_once"),
        ({"title_nl": ""}, "training_lesson_has_words"),
        ({"body_nl": ""}, "training_lesson_has_words"),
    ],
)
def test_lesson_is_whole(fields: dict[str, Any], name: str) -> None:
    made = portal_course()
    with refused(name):
        made.lessons.filter(key="les-0").update(**fields)


@pytest.mark.parametrize(
    ("model", "name"), [(Lesson, "training_lesson_position_once"), (Scenario, "training_scenario_position_once")]
)
def test_two_of_a_course_never_stand_at_one_place(model: type[Lesson | Scenario], name: str) -> None:
    rows = model._default_manager.filter(course=portal_course())
    with refused(name), transaction.atomic():
        rows.filter(position=0).update(position=1)
        connection.check_constraints()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"key": "vraag-1"}, "training_scenario_key_once"),
        ({"situation_nl": ""}, "training_scenario_has_words"),
        ({"question_nl": ""}, "training_scenario_has_words"),
    ],
)
def test_scenario_is_whole(fields: dict[str, Any], name: str) -> None:
    made = portal_course()
    with refused(name):
        made.scenarios.filter(key="vraag-0").update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"position": 1}, "training_scenariochoice_position_once"),
        ({"text_nl": ""}, "training_scenariochoice_has_words"),
        ({"explanation_nl": ""}, "training_scenariochoice_has_words"),
    ],
)
def test_choice_is_whole(fields: dict[str, Any], name: str) -> None:
    scenario = portal_course().scenarios.order_by("position")[0]
    with refused(name):
        scenario.choices.filter(position=0).update(**fields)


@pytest.mark.parametrize(
    "spoils",
    [
        lambda choices: choices.update(is_right=False),
        lambda choices: choices.filter(is_right=True).delete(),
        lambda choices: choices.filter(position__gt=1).delete() and choices.filter(position=0).delete(),
        lambda choices: [choices.create(position=each, text_nl="A", explanation_nl="B") for each in range(3, 6)],
    ],
)
def test_question_keeps_two_to_five_answers_with_one_that_is_right(spoils: Callable[[Any], object]) -> None:
    scenario = portal_course().scenarios.order_by("position")[0]
    check_deferred()
    with refused("training_scenariochoice_leaves_a_question"):
        spoils(scenario.choices)
        check_deferred()


def test_more_than_one_answer_may_be_right() -> None:
    portal_course().scenarios.order_by("position")[0].choices.update(is_right=True)
    check_deferred()


def test_question_has_answers_from_the_first_moment() -> None:
    the_course = portal_course()
    with refused("training_scenario_can_be_answered"):
        Scenario.objects.create(course=the_course, key="leeg", position=9, situation_nl="S", question_nl="V")
        check_deferred()


def check_deferred() -> None:
    """Check now what the database otherwise checks at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("fields", [{"body_nl": "a" * 20_001}, {"body_en": "a" * 20_001}])
def test_lesson_is_no_book(fields: dict[str, Any]) -> None:
    made = portal_course()
    with refused("training_lesson_is_a_page"):
        made.lessons.update(**fields)


def test_last_lesson_of_a_course_in_the_catalogue_stays() -> None:
    made, draft = portal_course(questions=0), portal_course(published=False, questions=0)
    with refused("training_lesson_last_stays"):
        made.lessons.all().delete()
    draft.lessons.all().delete()
    Course.objects.filter(pk=made.pk).update(archived_at=NOW)
    made.lessons.all().delete()
    assert not Lesson.objects.filter(course__in=[made, draft]).exists()


def test_only_a_course_that_came_with_houvast_becomes_own() -> None:
    with refused("training_course_own_came_with_houvast"):
        Course.objects.filter(pk=course().pk).update(own_since=NOW)


def test_attempt_is_changed_only_while_it_is_under_way() -> None:
    made, person = portal_course(), employee()
    attempt = answered(of=made, by=person, right=4)
    with refused("training_quizattempt_changed_under_way"):
        QuizAttempt.objects.filter(pk=attempt.pk).update(changed_at=NOW, finished_at=NOW, right=1, total=1, passed=True)


def test_lesson_is_read_once() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    with refused("training_lessonread_once"):
        all_read(of=the_course, by=person)


def test_one_person_has_one_attempt_under_way_in_a_course() -> None:
    the_course, person = portal_course(), employee()
    answered(of=the_course, by=person, right=1)
    with refused("training_quizattempt_one_open"):
        QuizAttempt.objects.create(person=person, course=the_course, began_at=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"finished_at": NOW},
        {"right": 1},
        {"passed": True},
        {"again": ["les-0"]},
        {"finished_at": NOW, "right": 5, "total": 4},
        {"finished_at": NOW, "right": 0, "total": 0},
        {"finished_at": NOW - timedelta(hours=1), "right": 1, "total": 4},
    ],
)
def test_result_is_there_when_an_attempt_is_finished_and_only_then(fields: dict[str, Any]) -> None:
    made = answered(of=portal_course(), by=employee(), right=1)
    with refused("training_quizattempt_result_when_finished"):
        QuizAttempt.objects.filter(pk=made.pk).update(**fields)


def test_question_is_answered_once() -> None:
    made = answered(of=portal_course(), by=employee(), right=1)
    first = QuizAnswer.objects.filter(attempt=made)[0]
    with refused("training_quizanswer_once"):
        QuizAnswer.objects.create(attempt=made, scenario=first.scenario, choice=first.choice)


def test_confidence_is_one_row_a_course() -> None:
    the_course, person = portal_course(), employee()
    Confidence.objects.create(person=person, course=the_course, before=1, rated_at=NOW)
    with refused("training_confidence_once"):
        Confidence.objects.create(person=person, course=the_course, after=1, rated_at=NOW)


@pytest.mark.parametrize("fields", [{"before": 0}, {"before": 6}, {"after": 0}, {"after": 6}, {}])
def test_confidence_is_a_rating_from_one_to_five(fields: dict[str, Any]) -> None:
    with refused("training_confidence_on_the_scale"):
        Confidence.objects.create(person=employee(), course=portal_course(), rated_at=NOW, **fields)


def test_one_person_has_one_live_enrolment_in_a_session() -> None:
    the_session, person = session(), employee()
    enrolment(session=the_session, person=person, state=S.CANCELLED)
    enrolment(session=the_session, person=person, state=S.DECLINED)
    enrolment(session=the_session, person=person)
    with refused("training_enrolment_one_live"):
        enrolment(session=the_session, person=person, state=S.WAITING)


@pytest.mark.parametrize("state", HOLDS_A_SEAT)
def test_no_seat_is_taken_beyond_the_capacity(state: str) -> None:
    the_session = session(capacity=1)
    enrolment(session=the_session)
    with refused("training_enrolment_seats_within"):
        enrolment(session=the_session, state=state)


def test_no_seat_is_taken_beyond_the_capacity_by_an_update() -> None:
    the_session = session(capacity=1)
    enrolment(session=the_session)
    waiting = enrolment(session=the_session, state=S.WAITING)
    with refused("training_enrolment_seats_within"):
        Enrolment.objects.filter(pk=waiting.pk).update(state=S.OFFERED, offer_expires_at=NOW)


def test_no_seat_is_taken_beyond_the_capacity_by_many_at_once() -> None:
    the_session = session(capacity=2)
    rows = [
        Enrolment(
            session=the_session, person=person, state=S.BOOKED, state_since=NOW, joined_at=NOW, enrolled_by=person
        )
        for person in (employee(), employee(), employee())
    ]
    with refused("training_enrolment_seats_within"):
        Enrolment.objects.bulk_create(rows)


def test_enrolment_stays_with_its_session() -> None:
    made, other = enrolment(session=session()), session()
    with refused("training_enrolment_seats_within"):
        Enrolment.objects.filter(pk=made.pk).update(session=other)


def test_lowered_capacity_keeps_everyone_and_their_states_move_on() -> None:
    the_session = session(capacity=2)
    seats = [enrolment(session=the_session) for _seat in range(2)]
    Session.objects.filter(pk=the_session.pk).update(capacity=1)
    Enrolment.objects.filter(pk=seats[0].pk).update(state=S.ATTENDED)
    assert the_session.enrolments.holding().count() == 2


def test_who_walked_in_is_there_also_beyond_the_capacity() -> None:
    the_session = session(capacity=1)
    enrolment(session=the_session)
    enrolment(session=the_session, state=S.ATTENDED, walked_in=True)
    assert the_session.enrolments.holding().count() == 2


FIELDS = {
    S.OFFERED: {"offer_expires_at": NOW},
    S.CANCELLED: {"ending": "by_hr"},
    S.REQUESTED: {"asked_at": NOW},
}


@pytest.mark.parametrize("origin", EnrolmentState.values)
def test_database_allows_exactly_the_moves_of_the_table(origin: str) -> None:
    allowed, stopped_by = set(), set()
    for goal in EnrolmentState.values:
        made = enrolment(session=session(capacity=5), state=origin)
        unset = {"offer_expires_at": None, "ending": "", "asked_at": None}
        said_no = {"decided_by": made.session.created_by, "decision_reason": "Dit jaar niet."}
        fields = {**unset, **said_no, **FIELDS.get(EnrolmentState(goal), {})}
        try:
            with transaction.atomic():
                Enrolment.objects.filter(pk=made.pk).update(state=goal, **fields)
            allowed.add((origin, goal))
        except DatabaseError as error:
            stopped_by |= met_by(error)
    assert stopped_by == {"", "training_enrolment_allowed_moves"}
    assert allowed - {(origin, origin)} == {step for step in rules.transitions() if step[0] == origin}


def test_every_named_truth_of_training_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE 'training_%' AND contype IN ('c', 'u')")
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'training_%'")
        names |= {name for (name,) in cursor.fetchall()}
    models = (
        Course, Session, Enrolment, Requirement, Completion, Lesson, Scenario, ScenarioChoice, LessonRead, QuizAttempt,
        QuizAnswer, Confidence, CourseAlias, CompletionImport, XapiStatement,
    )  # fmt: skip
    expected = {constraint.name for model in models for constraint in model._meta.constraints}
    assert expected <= names


# --- what shows that somebody did it ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"body": ""}, "training_accreditation_is_whole"),
        ({"points": 0}, "training_accreditation_has_points"),
        ({"ends_on": date(2025, 1, 1)}, "training_accreditation_ends_later"),
    ],
)
def test_accreditation_that_cannot_be_is_refused(fields: dict[str, Any], name: str) -> None:
    row = accreditation(of=course())
    with refused(name):
        Accreditation.objects.filter(pk=row.pk).update(**fields)


def test_accreditation_stands_once() -> None:
    row = accreditation(of=course())
    with refused("training_accreditation_once"):
        accreditation(of=row.course, number=row.number)


def test_registration_is_whole_and_one_a_profession() -> None:
    person = employee()
    row = Registration.objects.create(person=person, profession="Artsen", number="1", given_at=NOW)
    with refused("training_registration_is_whole"):
        Registration.objects.filter(pk=row.pk).update(number="")
    with refused("training_registration_once"):
        Registration.objects.create(person=person, profession="Artsen", number="2", given_at=NOW)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"revoked_at": NOW}, "training_certificate_revoked_with_reason"),
        ({"revoked_reason": "x"}, "training_certificate_revoked_with_reason"),
        ({"completion": None}, "training_certificate_rests_on_completion"),
        ({"kind": "attendance"}, "training_certificate_stays_as_issued"),
        ({"code": "X"}, "training_certificate_stays_as_issued"),
        ({"valid_until": date(2040, 1, 1)}, "training_certificate_stays_as_issued"),
        ({"accredited": [{}]}, "training_certificate_stays_as_issued"),
        ({"unit": "Elders"}, "training_certificate_stays_as_issued"),
    ],
)
def test_certificate_cannot_become_what_it_is_not(fields: dict[str, Any], name: str) -> None:
    row = certificate(person=employee())
    with refused(name):
        Certificate.objects.filter(pk=row.pk).update(**fields)


def test_certificate_has_a_known_kind_and_ends_after_it_began() -> None:
    with refused("training_certificate_kind_known"):
        certificate(person=employee(), kind="x")
    with refused("training_certificate_ends_later"):
        certificate(person=employee(), valid_until=date(2020, 1, 1))


def test_nobody_holds_a_certificate_of_what_another_did() -> None:
    row, other = certificate(person=employee()), employee()
    theirs = certificate(person=other)
    with refused("training_certificate_is_of_its_completion"):
        Certificate.objects.filter(pk=row.pk).update(completion=theirs.completion)
    row.completion_id = None
    fresh = completion(of=row.version.course, person=other, at=NOW)
    with refused("training_certificate_is_of_its_completion"):
        Certificate.objects.create(
            completion=fresh, person=employee(), version=row.version, kind="certificate", code="Y",
            completed_on=NOW.date(), issued_at=NOW,
        )  # fmt: skip


def test_revoked_certificate_stays_revoked() -> None:
    row = certificate(person=employee())
    Certificate.objects.filter(pk=row.pk).update(revoked_at=NOW, revoked_reason="Fout")
    with refused("training_certificate_revoked_stays"):
        Certificate.objects.filter(pk=row.pk).update(revoked_at=None, revoked_reason="")
    with refused("training_certificate_revoked_stays"):
        Certificate.objects.filter(pk=row.pk).update(revoked_reason="Toch anders")


def test_version_of_a_course_stays_and_stands_once() -> None:
    row = services.version_of(course(), now=NOW)
    with refused("training_courseversion_append_only"):
        CourseVersion.objects.filter(pk=row.pk).update(content={})
    with refused("training_courseversion_append_only"):
        CourseVersion.objects.filter(pk=row.pk).delete()
    with refused("training_courseversion_once"):
        CourseVersion.objects.create(course=row.course, content_hash=row.content_hash, content={}, first_used_at=NOW)


def test_one_key_signs_and_who_is_distrusted_signs_nothing() -> None:
    key, _private = services.key_to_sign_with(now=NOW)
    with refused("training_signingkey_one_signs"):
        SigningKey.objects.create(public_key=b"x" * 32, created_at=NOW)
    with refused("training_signingkey_distrusted_is_retired"):
        SigningKey.objects.filter(pk=key.pk).update(distrusted_at=NOW)


def test_proof_counts_for_a_sensible_time() -> None:
    with refused("training_course_certificate_months_sensible"):
        Course.objects.filter(pk=course().pk).update(certificate_months=121)


def test_somebody_waits_once_for_a_course_and_for_known_moments() -> None:
    waits = interest(of=course())
    with refused("training_interest_one_live"):
        interest(of=waits.course, person=waits.person)
    with refused("training_interest_moments_known"):
        Interest.objects.update(moments=["midnight"])


def test_somebody_is_told_first_of_a_session_once() -> None:
    the_session, person = session(), employee()
    HeadStart.objects.create(session=the_session, person=person, told_at=NOW)
    with refused("training_headstart_once"):
        HeadStart.objects.create(session=the_session, person=person, told_at=NOW)


def test_no_course_comes_before_itself() -> None:
    first, second, third = course(), course(), course()
    Prerequisite.objects.create(course=second, first=first)
    Prerequisite.objects.create(course=third, first=second)
    with refused("training_prerequisite_once"):
        Prerequisite.objects.create(course=second, first=first)
    with refused("training_prerequisite_not_itself"):
        Prerequisite.objects.create(course=first, first=first)
    with refused("training_prerequisite_no_circle"):
        Prerequisite.objects.create(course=first, first=third)
    with refused("training_prerequisite_no_circle"):
        Prerequisite.objects.filter(course=second).update(first=third)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title_nl": ""}, "training_learningpath_has_words"),
        ({"summary_nl": ""}, "training_learningpath_has_words"),
        ({"function_groups": ["x"]}, "training_learningpath_groups_known"),
        ({"published_at": None, "archived_at": NOW}, "training_learningpath_archived_after_published"),
    ],
)
def test_learning_path_is_whole(fields: dict[str, Any], name: str) -> None:
    made = learning_path([course()])
    with refused(name):
        LearningPath.objects.filter(pk=made.pk).update(**fields)


def test_learning_path_without_a_course_that_belongs_to_it_is_not_published() -> None:
    made = learning_path([course()], published=False)
    made.steps.update(is_required=False)
    with refused("training_learningpath_published_has_step"):
        LearningPath.objects.filter(pk=made.pk).update(published_at=NOW)


def test_course_has_one_place_in_a_path_and_each_place_one_course() -> None:
    one, two = course(), course()
    made = learning_path([one, two])
    with refused("training_pathstep_course_once"):
        PathStep.objects.filter(course=two).update(course=one)
    with refused("training_pathstep_position_once"), transaction.atomic():
        made.steps.update(position=0)
        connection.check_constraints()


def test_nothing_is_completed_before_it_is_over() -> None:
    person = employee()
    with refused("training_completion_not_before_it_is_over"):
        Completion.objects.create(
            course=course(), person=person, completed_at=NOW + timedelta(hours=1), recorded_at=NOW, source="session"
        )
