"""Evidence comes last of what completes a course: handed in, accepted by somebody else, kept no longer than needed."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleBroken
from common.models import AuditEvent, StoredFile
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    all_read,
    answered,
    asks_evidence,
    completion,
    course,
    enrolment,
    evidence,
    portal_course,
    requirement,
    session,
)
from tests.training.files import PROGRAM, jpeg, pdf, png
from training import policies, selectors, services
from training.choices import CertificateKind, CourseKind, EnrolmentState
from training.choices.evidence import EvidenceState, Part
from training.models import Certificate, Completion, Course, Enrolment, Evidence, Session
from training.rules import completing
from training.selectors.versions import content_of

S = EnrolmentState
E = EvidenceState
DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Tarik", roles=[Role.TRAINER])


@pytest.fixture
def held(hr: Person, trainer: Person) -> Session:
    """A session of a course that asks for evidence; it ended an hour ago."""
    made = asks_evidence(course(author=hr))
    ended = {"starts_at": NOW - timedelta(hours=3), "ends_at": NOW - timedelta(hours=1)}
    return session(of=made, trainers=[trainer], **ended)  # type: ignore[arg-type]


@pytest.fixture
def seat(held: Session) -> Enrolment:
    """Somebody who was there."""
    return enrolment(session=held, person=employee(first_name="Fatima"), state=S.ATTENDED)


def external() -> Course:
    return asks_evidence(course(kind=CourseKind.ELSEWHERE, external_url="https://www.example.nl/"))


def hand_in(
    person: Person, of: Course, content: bytes = b"", *, remark: str = "", at: datetime = NOW, name: str = "werk.png"
) -> Evidence:
    return services.hand_in_evidence(
        course_id=of.pk, content=ContentFile(content or png()), name=name, remark=remark, person=person, now=at
    )


def accept(row: Evidence, by: Person, *, at: datetime = NOW + DAY) -> Evidence:
    return services.accept_evidence(evidence_id=row.pk, actor=by, now=at)


def send_back(row: Evidence, by: Person, *, reason: str = "De foto is onscherp.") -> Evidence:
    return services.send_back_evidence(evidence_id=row.pk, reason=reason, actor=by, now=NOW + DAY)


def mark(seat: Enrolment, by: Person, *, was_there: bool, at: datetime = NOW) -> None:
    before = None if seat.state == S.BOOKED else not was_there
    services.mark_attendance(
        session_id=seat.session_id, marks=[services.Mark(seat.public_id, was_there, before)], actor=by, now=at
    )
    seat.refresh_from_db()


def sent(code: str) -> list[Person]:
    rows = Message.objects.filter(code=f"training.evidence_{code}", channel="inbox")
    return [each.recipient for each in rows.order_by("pk")]


def files_left() -> int:
    return StoredFile.objects.count()


# --- the one rule -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "asks_questions", "has_questions", "asks", "parts"),
    [
        ("in_class", False, False, False, ["attended"]),
        ("in_class", False, True, True, ["attended", "evidence"]),
        ("online", True, True, True, ["attended", "lessons", "questions", "evidence"]),
        ("online", True, False, False, ["attended"]),
        ("in_portal", False, True, True, ["lessons", "questions", "evidence"]),
        ("in_portal", False, False, False, ["lessons"]),
        ("elsewhere", False, False, True, ["evidence"]),
        ("elsewhere", False, False, False, []),
    ],
)
def test_what_a_course_asks(kind: str, asks_questions: bool, has_questions: bool, asks: bool, parts: list[str]) -> None:
    asked = completing.asked(kind, asks_questions=asks_questions, has_questions=has_questions, asks_evidence=asks)
    assert list(asked) == parts


@given(st.lists(st.sampled_from(Part), unique=True), st.sets(st.sampled_from(Part)))
def test_course_is_whole_when_nothing_that_it_asks_is_missing(asked: list[Part], met: set[Part]) -> None:
    assert completing.is_whole(asked, met) is (bool(asked) and set(asked) <= met)
    assert completing.is_turn_of_evidence(asked, met) is (set(asked) - met == {Part.EVIDENCE})


def test_evidence_goes_where_the_table_says_and_nowhere_else() -> None:
    for origin, goal in product(E, E):
        if (origin, goal) in {(E.HANDED_IN, E.ACCEPTED), (E.HANDED_IN, E.SENT_BACK), (E.SENT_BACK, E.HANDED_IN)}:
            completing.assert_evidence_can_move(origin, goal)
        else:
            with pytest.raises(RuleBroken):
                completing.assert_evidence_can_move(origin, goal)


# --- completing -------------------------------------------------------------------------------------------------------
def test_being_there_is_not_enough_and_accepted_evidence_completes_from_the_day_it_was_handed_in(
    hr: Person, held: Session
) -> None:
    seat = enrolment(session=held)
    mark(seat, hr, was_there=True)
    assert seat.state == S.ATTENDED
    row = hand_in(seat.person, held.course)
    assert (row.state, Completion.objects.count()) == (E.HANDED_IN, 0)
    accept(row, hr, at=NOW + 9 * DAY)
    done = Completion.objects.get()
    assert (done.enrolment, done.completed_at, done.recorded_at) == (seat, NOW, NOW + 9 * DAY)
    seat.refresh_from_db()
    row.refresh_from_db()
    assert (seat.state, row.completion, row.answered_as) == (S.COMPLETED, done, "hr")
    assert Certificate.objects.get().kind == CertificateKind.CERTIFICATE
    assert done.version is not None
    assert done.version.content["evidence"]["nl"] == "Een foto van wat je maakte."


def test_course_that_asks_its_questions_too_takes_evidence_last(hr: Person) -> None:
    made = portal_course(author=hr)
    Course.objects.filter(pk=made.pk).update(kind="in_class", asks_questions=True)
    made = asks_evidence(made)
    seat = enrolment(session=session(of=made, starts_at=NOW - timedelta(hours=3)), state=S.ATTENDED)
    with pytest.raises(RuleBroken, match=r"lessen.*vragen"):
        hand_in(seat.person, made)
    all_read(of=made, by=seat.person)
    answered(of=made, by=seat.person, right=4)
    services.finish_quiz(course_id=made.pk, person=seat.person, now=NOW)
    assert not Completion.objects.exists()
    accept(hand_in(seat.person, made), hr)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED


def test_course_in_the_portal_is_completed_by_evidence_after_the_questions(hr: Person) -> None:
    made, person = asks_evidence(portal_course(author=hr)), employee()
    with pytest.raises(RuleBroken, match="lessen"):
        hand_in(person, made)
    all_read(of=made, by=person)
    with pytest.raises(RuleBroken, match="vragen"):
        hand_in(person, made)
    answered(of=made, by=person, right=4)
    services.finish_quiz(course_id=made.pk, person=person, now=NOW)
    assert not Completion.objects.exists()
    accept(hand_in(person, made, at=NOW + DAY), hr, at=NOW + 2 * DAY)
    done = Completion.objects.get()
    assert (done.source, done.completed_at) == ("portal", NOW + DAY)
    assert Certificate.objects.get().kind == CertificateKind.CERTIFICATE


def test_course_without_questions_in_the_portal_waits_for_evidence_too(hr: Person) -> None:
    made, person = asks_evidence(portal_course(author=hr, questions=0)), employee()
    for lesson in made.lessons.all():
        services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW)
    assert not Completion.objects.exists()
    accept(hand_in(person, made), hr)
    assert Completion.objects.get().source == "portal"


def test_course_with_another_provider_is_completed_by_evidence_alone_and_gives_no_certificate(hr: Person) -> None:
    made, person = external(), employee()
    accept(hand_in(person, made, pdf(), name="certificaat.pdf"), hr)
    done = Completion.objects.get()
    assert (done.source, done.person, done.ground) == ("elsewhere", person, "bewijs van elders")
    assert not Certificate.objects.exists()


def test_evidence_completes_once_and_another_time_takes_other_evidence(hr: Person) -> None:
    made, person = external(), employee()
    accept(hand_in(person, made), hr)
    with pytest.raises(RuleBroken, match="al afgerond"):
        hand_in(person, made, at=NOW + 27 * DAY)
    again = hand_in(person, made, at=NOW + 30 * DAY)
    assert Completion.objects.count() == 1
    accept(again, hr, at=NOW + 31 * DAY)
    assert Completion.objects.count() == 2
    assert Evidence.objects.unused().count() == 0


def test_renewing_in_the_portal_takes_the_questions_anew(hr: Person) -> None:
    made, person = asks_evidence(portal_course(author=hr)), employee()
    all_read(of=made, by=person)
    answered(of=made, by=person, right=4)
    services.finish_quiz(course_id=made.pk, person=person, now=NOW)
    accept(hand_in(person, made), hr)
    later = NOW + 100 * DAY
    with pytest.raises(RuleBroken, match="vragen"):
        hand_in(person, made, at=later)
    answered(of=made, by=person, right=4, at=later)
    services.finish_quiz(course_id=made.pk, person=person, now=later)
    assert Completion.objects.count() == 1
    accept(hand_in(person, made, at=later + DAY), hr, at=later + 2 * DAY)
    assert Completion.objects.count() == 2


def test_word_of_another_system_counts_and_evidence_that_waited_completes_nothing_twice(hr: Person) -> None:
    made, person = external(), employee()
    row = hand_in(person, made)
    completion(of=made, person=person, at=NOW - DAY)
    accept(row, hr)
    assert Completion.objects.count() == 1
    assert Evidence.objects.unused().count() == 0


def test_course_that_stops_asking_completes_for_who_did_the_rest(hr: Person, seat: Enrolment) -> None:
    made = asks_evidence(portal_course(author=hr))
    reader = employee()
    all_read(of=made, by=reader)
    answered(of=made, by=reader, right=4)
    services.finish_quiz(course_id=made.pk, person=reader, now=NOW)
    all_read(of=made, by=employee())
    for each in (made, seat.session.course):
        services.edit_course(course_id=each.pk, fields={"asks_evidence": False}, actor=hr, now=NOW)
    assert set(Completion.objects.values_list("person", flat=True)) == {reader.pk, seat.person_id}


def test_course_does_not_stop_asking_while_evidence_waits(hr: Person, seat: Enrolment) -> None:
    row = hand_in(seat.person, seat.session.course)
    stop = {"course_id": row.course_id, "fields": {"asks_evidence": False}, "actor": hr, "now": NOW}
    with pytest.raises(RuleBroken, match="wacht op antwoord") as met:
        services.edit_course(**stop)  # type: ignore[arg-type]
    assert met.value.field == "asks_evidence"
    accept(row, hr)
    services.edit_course(**stop)  # type: ignore[arg-type]


def test_course_says_in_dutch_what_people_hand_in(hr: Person) -> None:
    made = course(author=hr)
    with pytest.raises(RuleBroken, match="Nederlands") as met:
        services.edit_course(course_id=made.pk, fields={"asks_evidence": True}, actor=hr, now=NOW)
    assert met.value.field == "evidence_nl"


def test_version_of_a_course_that_asks_none_stays_the_same() -> None:
    assert "evidence" not in content_of(course())
    assert "evidence" in content_of(asks_evidence(course()))


# --- correcting attendance --------------------------------------------------------------------------------------------
def test_corrected_attendance_takes_the_completion_back_and_evidence_counts_again_when_corrected_once_more(
    hr: Person, seat: Enrolment
) -> None:
    row = accept(hand_in(seat.person, seat.session.course), hr)
    seat.refresh_from_db()
    mark(seat, hr, was_there=False)
    row.refresh_from_db()
    assert (seat.state, row.state, row.completion) == (S.NO_SHOW, E.ACCEPTED, None)
    assert not Completion.objects.exists()
    assert Certificate.objects.get().revoked_at is not None
    mark(seat, hr, was_there=True)
    assert seat.state == S.COMPLETED
    assert Evidence.objects.get().completion == Completion.objects.get()


def test_evidence_of_who_was_not_there_after_all_is_accepted_and_completes_nothing(
    hr: Person, trainer: Person, seat: Enrolment
) -> None:
    row = hand_in(seat.person, seat.session.course)
    mark(seat, hr, was_there=False)
    assert selectors.count_of_evidence(trainer) == 0, "the trainer does not know this person any more"
    accept(row, hr)
    assert not Completion.objects.exists()
    mark(seat, hr, was_there=True)
    assert Completion.objects.get().completed_at == NOW


# --- handing in -------------------------------------------------------------------------------------------------------
def test_who_was_not_there_yet_hears_what_comes_first(held: Session) -> None:
    for person in (employee(), enrolment(session=held).person):
        with pytest.raises(RuleBroken, match="sessie"):
            hand_in(person, held.course)
    assert files_left() == 0


def test_course_that_asks_none_takes_none(held: Session) -> None:
    with pytest.raises(RuleBroken, match="vraagt geen"):
        hand_in(employee(), course())
    with pytest.raises(RuleBroken, match="vraagt geen"):
        hand_in(employee(), asks_evidence(course(published=False)))


def test_who_left_hands_in_nothing() -> None:
    person = employee(left_on=NOW.date())
    with pytest.raises(RuleBroken):
        hand_in(person, external())


@pytest.mark.parametrize(
    ("content", "says"), [(PROGRAM, "iets anders"), (b"\x89PNG" + b"0" * (10 * 1024 * 1024), "groter dan 10 MB")]
)
def test_wrong_file_keeps_nothing(content: bytes, says: str) -> None:
    with pytest.raises(RuleBroken, match=says) as met:
        hand_in(employee(), external(), content)
    assert met.value.field == "file"
    assert not Evidence.objects.exists()
    assert files_left() == 0


def test_file_goes_by_what_it_is_and_not_by_what_it_was_called() -> None:
    row = hand_in(employee(), external(), jpeg(), name="../../etc/ra\r\npport\u202egnp.exe")
    assert row.file is not None
    assert (row.file.name, row.file.content_type) == ("rapportgnp.jpg", "image/jpeg")
    assert row.file.purpose == "training-evidence"
    assert len(row.file.sha256) == 64
    assert row.file.expires_at is not None


def test_same_file_sent_twice_is_handed_in_once() -> None:
    person, made = employee(), external()
    first = hand_in(person, made)
    again = hand_in(person, made, at=NOW + timedelta(seconds=1))
    assert (again.pk, again.handed_in_at) == (first.pk, NOW)
    assert files_left() == 1
    assert AuditEvent.objects.filter(action__startswith="evidence.").count() == 1


def test_another_file_takes_the_place_of_one_that_waits(django_capture_on_commit_callbacks: object) -> None:
    person, made = employee(), external()
    hand_in(person, made)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        row = hand_in(person, made, png(shade=7), remark="Beter licht.", at=NOW + DAY)
    assert (row.times, row.remark, row.handed_in_at) == (1, "Beter licht.", NOW + DAY)
    assert Evidence.objects.count() == files_left() == 1


def test_what_waits_can_be_taken_back_with_its_file_and_again_changes_nothing(
    django_capture_on_commit_callbacks: object, hr: Person
) -> None:
    person, made = employee(), external()
    hand_in(person, made)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert services.take_back_evidence(course_id=made.pk, person=person, now=NOW)
    assert not services.take_back_evidence(course_id=made.pk, person=person, now=NOW)
    assert (Evidence.objects.count(), files_left()) == (0, 0)
    accept(hand_in(person, made), hr)
    assert not services.take_back_evidence(course_id=made.pk, person=person, now=NOW)


# --- answering --------------------------------------------------------------------------------------------------------
def test_hr_and_the_trainer_of_their_session_answer_and_nobody_else(
    hr: Person, trainer: Person, seat: Enrolment
) -> None:
    row = hand_in(seat.person, seat.session.course)
    elsewhere = employee(roles=[Role.TRAINER])
    session(of=seat.session.course, trainers=[elsewhere])
    manager = employee()
    for stranger in (elsewhere, manager, seat.person):
        assert not policies.can_answer_evidence(stranger, row)
        with pytest.raises(RuleBroken):
            accept(row, stranger)
        with pytest.raises(RuleBroken):
            send_back(row, stranger)
    assert selectors.count_of_evidence(hr) == selectors.count_of_evidence(trainer) == 1
    accept(row, trainer)
    row.refresh_from_db()
    assert (row.answered_as, row.answered_by) == ("trainer", trainer)


def test_policy_and_rows_say_the_same_for_everyone(hr: Person, trainer: Person, seat: Enrolment) -> None:
    rows = [hand_in(seat.person, seat.session.course), hand_in(hr, external()), hand_in(trainer, external())]
    for person, row in product([hr, trainer, seat.person, employee()], rows):
        answerable = Evidence.objects.answerable_by(person).filter(pk=row.pk).exists()
        visible = Evidence.objects.visible_to(person).filter(pk=row.pk).exists()
        assert policies.can_answer_evidence(person, row) is answerable
        assert policies.can_see_evidence(person, row) is visible


def test_nobody_answers_their_own_not_even_hr(hr: Person) -> None:
    row = hand_in(hr, external())
    with pytest.raises(RuleBroken, match="van jezelf"):
        accept(row, hr)
    assert selectors.count_of_evidence(hr) == 0
    accept(row, employee(roles=[Role.HR]))


def test_sending_back_takes_a_reason_and_the_person_hands_in_anew(hr: Person, seat: Enrolment) -> None:
    row = hand_in(seat.person, seat.session.course)
    with pytest.raises(RuleBroken) as met:
        send_back(row, hr, reason="  ")
    assert met.value.field == "reason"
    send_back(row, hr)
    assert not Completion.objects.exists()
    again = hand_in(seat.person, seat.session.course, png(shade=9), at=NOW + 2 * DAY)
    assert (again.pk, again.state, again.times, again.answered_as) == (row.pk, E.HANDED_IN, 2, "")
    assert again.reason == "De foto is onscherp.", "who looks at it reads what was wrong"
    accept(again, hr, at=NOW + 3 * DAY)
    again.refresh_from_db()
    assert again.reason == ""
    assert sent("sent_back") == sent("accepted") == [seat.person]


def test_what_was_sent_back_can_be_handed_in_as_it_was(hr: Person) -> None:
    person, made = employee(), external()
    send_back(hand_in(person, made), hr)
    assert hand_in(person, made, at=NOW + 2 * DAY).state == E.HANDED_IN


def test_answering_twice_changes_nothing_and_another_answer_is_refused(
    hr: Person, trainer: Person, seat: Enrolment
) -> None:
    row = hand_in(seat.person, seat.session.course)
    accept(row, hr)
    accept(row, hr, at=NOW + 2 * DAY)
    for late in (hr, trainer):
        with pytest.raises(RuleBroken, match="geaccepteerd"):
            send_back(row, late)
    with pytest.raises(RuleBroken):
        accept(row, trainer)
    assert Completion.objects.count() == len(sent("accepted")) == 1
    assert AuditEvent.objects.filter(action="evidence.accepted").count() == 1


def test_who_looked_at_another_file_looks_first(hr: Person) -> None:
    person, made = employee(), external()
    row = hand_in(person, made)
    assert row.file is not None
    seen = row.file.public_id
    hand_in(person, made, png(shade=3))
    with pytest.raises(RuleBroken, match="ander bestand"):
        services.accept_evidence(evidence_id=row.pk, actor=hr, now=NOW, seen=seen)
    assert not Completion.objects.exists()


# --- messages and worklists -------------------------------------------------------------------------------------------
def test_trainer_hears_once_a_day_and_hr_sees_it_in_the_worklist(hr: Person, trainer: Person, held: Session) -> None:
    for _number in range(3):
        hand_in(enrolment(session=held, state=S.ATTENDED, person=employee()).person, held.course)
        Session.objects.filter(pk=held.pk).update(capacity=20)
    assert sent("to_answer") == [trainer]
    assert [pile.count for pile in selectors.waiting_for(hr, now=NOW) if "bewijs" in str(pile.title).lower()] == [3]
    assert [pile.count for pile in selectors.waiting_for(trainer, now=NOW) if "bewijs" in str(pile.title).lower()] == [
        3
    ]
    hand_in(enrolment(session=held, state=S.ATTENDED, person=employee()).person, held.course, at=NOW + DAY)
    assert sent("to_answer") == [trainer, trainer]


def test_list_begins_with_who_waits_longest(hr: Person) -> None:
    made = external()
    late, early = (evidence(of=made, by=employee(), at=NOW - days * DAY) for days in (1, 5))
    evidence(of=made, by=employee(), state="accepted")
    assert list(selectors.evidence_to_answer(hr, "1").object_list) == [early, late]


def test_audit_tells_who_did_what_and_no_word_of_anybody(hr: Person) -> None:
    row = hand_in(employee(), external(), remark="Van Piet.", name="Piet de Vries.png")
    send_back(row, hr, reason="Piet staat erop.")
    events = AuditEvent.objects.filter(object_type="training.evidence")
    assert [each.action for each in events.order_by("pk")] == ["evidence.handed_in", "evidence.sent_back"]
    assert not [each for each in events if "Piet" in f"{each.reason}{each.fields}"]


def test_home_asks_for_evidence_in_the_place_of_the_course(hr: Person, seat: Enrolment) -> None:
    made = seat.session.course
    requirement(of=made)
    (asked,) = selectors.asked_of(seat.person, now=NOW)
    assert "bewijs" in str(asked.title)
    assert asked.due_on is not None
    row = hand_in(seat.person, made)
    assert selectors.asked_of(seat.person, now=NOW) == []
    send_back(row, hr)
    (asked,) = selectors.asked_of(seat.person, now=NOW)
    assert "onscherp" in str(asked.why)


def test_course_whose_evidence_is_left_is_not_under_way_at_the_same_time() -> None:
    made, person = asks_evidence(portal_course()), employee()
    all_read(of=made, by=person)
    assert [each.course for each in selectors.my_training(person, now=NOW).under_way] == [made]
    answered(of=made, by=person, right=4)
    services.finish_quiz(course_id=made.pk, person=person, now=NOW)
    mine = selectors.my_training(person, now=NOW)
    assert (mine.under_way, [page.course for page in mine.evidence]) == ([], [made])
    step = selectors.learning(made, person, now=NOW).step
    assert step is not None
    assert step.words == "Terugkijken"


# --- how long it is kept ----------------------------------------------------------------------------------------------
def test_file_goes_four_weeks_after_it_was_accepted_and_that_it_was_accepted_stays(
    django_capture_on_commit_callbacks: object, hr: Person
) -> None:
    row = accept(hand_in(employee(), external(), remark="Van mij."), hr, at=NOW)
    assert row.file is not None
    assert row.file.expires_at == NOW + 28 * DAY
    services.enforce_terms(now=NOW + 28 * DAY)
    assert files_left() == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = services.enforce_terms(now=NOW + 29 * DAY)
    assert done["training.evidence_file"] == 1
    row.refresh_from_db()
    assert (row.file, row.remark, row.answered_by, files_left()) == (None, "", None, 0)
    assert (row.state, row.answered_as, row.answered_at) == (E.ACCEPTED, "hr", NOW)
    assert services.enforce_terms(now=NOW + 30 * DAY)["training.evidence_file"] == 0


@pytest.mark.parametrize(("state", "days"), [("sent_back", 91), ("handed_in", 365)])
def test_evidence_that_leads_to_nothing_ends(django_capture_on_commit_callbacks: object, state: str, days: int) -> None:
    evidence(of=external(), by=employee(), state=state)
    services.enforce_terms(now=NOW + days * DAY)
    assert Evidence.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = services.enforce_terms(now=NOW + (days + 1) * DAY)
    assert done[f"training.evidence_{'waiting' if state == 'handed_in' else state}"] == 1
    assert (Evidence.objects.count(), files_left()) == (0, 0)


def test_that_it_was_accepted_ends_with_the_completion(hr: Person) -> None:
    accept(hand_in(employee(), external()), hr)
    services.enforce_terms(now=NOW + (7 * 365 + 2) * DAY)
    assert (Completion.objects.count(), Evidence.objects.count()) == (0, 0)


@pytest.mark.parametrize("ahead", [0, 10])
def test_files_of_who_leaves_go_on_their_last_day(
    django_capture_on_commit_callbacks: object, hr: Person, ahead: int
) -> None:
    person = employee()
    accept(hand_in(person, external()), hr)
    hand_in(person, external())
    gone = (NOW + ahead * DAY).date()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.apply_departure(person_id=person.pk, on=gone, actor=hr, now=NOW)
    assert files_left() == (2 if ahead else 0)
    Person.objects.filter(pk=person.pk).update(left_on=gone)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.enforce_terms(now=NOW + ahead * DAY)
    assert files_left() == 0
    assert Evidence.objects.get().state == E.ACCEPTED


def test_my_data_shows_it_and_who_looked(hr: Person, trainer: Person, seat: Enrolment) -> None:
    row = hand_in(seat.person, seat.session.course, name="werk.png")
    services.note_look_at_evidence([row], actor=trainer, now=NOW)
    services.note_look_at_evidence([row], actor=trainer, now=NOW)
    services.note_look_at_evidence([row], actor=seat.person, now=NOW)
    held = {str(each.title): each.rows for each in selectors.data_about(seat.person)}
    (shown,) = held["Bewijsstukken die je voor cursussen inleverde"]
    assert "werk.png" in str(shown.value)
    looks = [each for each in held["Wie keek naar lijsten met jouw naam"] if "bewijsstuk" in str(each.label)]
    assert len(looks) == 1
    assert completing.counts_anew(None, NOW, asked=[], was_revoked=False)


def test_other_words_with_the_same_file_are_kept() -> None:
    person, made = employee(), external()
    row = hand_in(person, made, remark="Van mij.")
    assert hand_in(person, made, remark="Met Noor gemaakt.", at=NOW + DAY).remark == "Met Noor gemaakt."
    row.refresh_from_db()
    assert (row.remark, row.handed_in_at) == ("Met Noor gemaakt.", NOW + DAY)


def test_trainers_hear_once_a_day_of_a_course_and_not_of_what_was_answered_meanwhile(
    hr: Person, trainer: Person, held: Session, seat: Enrolment
) -> None:
    Session.objects.filter(pk=held.pk).update(capacity=9)
    other = enrolment(session=held, person=employee(), state=S.ATTENDED)
    rows = [
        hand_in(each.person, held.course, at=NOW + number * timedelta(minutes=5))
        for number, each in enumerate((seat, other))
    ]
    assert sent("to_answer") == [trainer]
    waits = Message.objects.filter(code="training.evidence_to_answer", recipient=trainer, channel="mail")
    waits.update(state="planned")
    accept(rows[0], hr, at=NOW + timedelta(minutes=10))
    assert waits.get().state == "planned"
    accept(rows[1], hr, at=NOW + timedelta(minutes=11))
    assert waits.get().state == "skipped"
    third = enrolment(session=held, person=employee(), state=S.ATTENDED)
    hand_in(third.person, held.course, at=NOW + DAY)
    assert sent("to_answer") == [trainer, trainer]
