"""Who was there counts, mistakes can be put right, and what is required is done when it was completed."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from common.periods import Period
from outbox.messages import render
from outbox.models import Message
from people.choices import FunctionGroup, Role
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import NOW, completion, course, enrolment, requirement, session
from training import selectors, services
from training.choices import Ending, EnrolmentState
from training.models import Completion, Enrolment, Session

S = EnrolmentState
AFTER = NOW + timedelta(days=14, hours=2)
pytestmark = pytest.mark.django_db


def mark(seat: Enrolment, *, present: bool, actor: Person, before: bool | None = None) -> services.Marked:
    marks = [services.Mark(seat.public_id, was_there=present, before=before)]
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
    assert mark(seat, present=False, actor=hr, before=True).corrected == 1
    assert not Completion.objects.exists()
    mark(seat, present=True, actor=hr, before=False)
    assert Completion.objects.count() == 1
    assert AuditEvent.objects.filter(action="attendance.corrected").count() == 2


def test_mark_of_another_is_not_turned_round_unseen(hr: Person) -> None:
    seat, other = (enrolment(session=each) for each in [session()] * 2)
    mark(seat, present=False, actor=hr)
    marks = [services.Mark(other.public_id, was_there=True), services.Mark(seat.public_id, was_there=True)]
    with pytest.raises(RuleBroken, match="afwezig") as refused:
        services.mark_attendance(session_id=seat.session_id, marks=marks, actor=hr, now=AFTER)
    assert refused.value.field == f"mark-{seat.public_id}"
    assert set(Enrolment.objects.values_list("state", flat=True)) == {S.NO_SHOW, S.BOOKED}, "nothing half done"


def test_nobody_is_marked_before_the_start(hr: Person) -> None:
    seat = enrolment(session=session())
    marks = [services.Mark(seat.public_id, was_there=True)]
    with pytest.raises(RuleBroken):
        services.mark_attendance(session_id=seat.session_id, marks=marks, actor=hr, now=NOW)


def test_trainer_marks_own_session_only() -> None:
    trainer = employee(roles=[Role.TRAINER])
    mark(enrolment(session=session(trainers=[trainer])), present=True, actor=trainer)
    with pytest.raises(RuleBroken):
        mark(enrolment(session=session()), present=True, actor=trainer)


def test_who_waits_cannot_be_marked_present(hr: Person) -> None:
    waiting = enrolment(session=session(), state=S.WAITING)
    with pytest.raises(RuleBroken):
        mark(waiting, present=True, actor=hr)


def test_all_others_are_marked_present_and_who_was_marked_stays(hr: Person) -> None:
    absent = enrolment(session=session(capacity=3))
    others = [enrolment(session=absent.session) for _seat in range(2)]
    marks = [services.Mark(absent.public_id, was_there=False)]
    marked = services.mark_attendance(session_id=absent.session_id, marks=marks, actor=hr, now=AFTER, rest_present=True)
    assert marked == services.Marked(2, 1, 0)
    states = {row.pk: row.state for row in absent.session.enrolments.all()}
    assert states == {absent.pk: S.NO_SHOW, **{row.pk: S.COMPLETED for row in others}}


# --- who came without a seat ------------------------------------------------------------------------------------------
def walk_in(people: Sequence[Person], of: Session, *, actor: Person, at: datetime = AFTER) -> list[Enrolment]:
    return services.add_walk_ins(session_id=of.pk, people=people, actor=actor, now=at)


def test_who_came_without_a_seat_completed_the_course_also_when_it_was_full(hr: Person) -> None:
    seat, person = enrolment(session=session(capacity=1)), employee()
    for _time in range(2):
        walk_in([person], seat.session, actor=hr)
    row = Enrolment.objects.get(person=person)
    assert (row.state, row.walked_in) == (S.COMPLETED, True)
    assert Completion.objects.get().person == person
    assert selectors.participants(seat.session, now=AFTER).over == 0


def test_who_waited_walks_in_and_is_off_the_list(hr: Person) -> None:
    waiting = enrolment(session=session(), state=S.WAITING)
    walk_in([waiting.person], waiting.session, actor=hr)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ending) == (S.CANCELLED, Ending.SESSION_STARTED)
    assert Enrolment.objects.live().get(person=waiting.person).state == S.COMPLETED


def test_who_has_a_seat_and_is_added_is_marked_present(hr: Person) -> None:
    seat = enrolment(session=session())
    (row,) = walk_in([seat.person], seat.session, actor=hr)
    assert (row.pk, row.state, row.walked_in) == (seat.pk, S.COMPLETED, False)


def test_who_was_added_by_mistake_is_off_the_list_and_completed_nothing(hr: Person) -> None:
    (row,) = walk_in([employee()], session(), actor=hr)
    mark(row, present=False, actor=hr, before=True)
    row.refresh_from_db()
    assert (row.state, row.ending) == (S.CANCELLED, Ending.MISTAKE)
    assert not Completion.objects.exists()


def test_one_who_does_not_work_here_stops_all_by_name(hr: Person) -> None:
    person, gone = employee(), employee(first_name="Gerrit", left_on=NOW.date())
    with pytest.raises(RuleBroken, match="Gerrit"):
        walk_in([person, gone], session(), actor=hr)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("at", [NOW, AFTER + timedelta(days=8)])
def test_nobody_walks_in_before_the_start_or_weeks_later(hr: Person, at: datetime) -> None:
    with pytest.raises(RuleBroken):
        walk_in([employee()], session(), actor=hr, at=at)


def test_trainer_adds_people_to_own_session_only() -> None:
    trainer = employee(roles=[Role.TRAINER])
    walk_in([employee()], session(trainers=[trainer]), actor=trainer)
    with pytest.raises(RuleBroken):
        walk_in([employee()], session(), actor=trainer)


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


LINK = "https://houtwijk.example/meedoen"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_who_has_a_seat_gets_the_link_when_a_session_changes(hr: Person, language: str) -> None:
    seat = enrolment(session=session())
    waiting, offered = (enrolment(session=seat.session, state=state) for state in (S.WAITING, S.OFFERED))
    edit(seat, hr, place="", link=LINK)
    told = {
        message.recipient: message
        for message in Message.objects.filter(code="training.session_changed", channel="inbox")
    }
    assert set(told) == {each.person for each in (seat, waiting, offered)}
    assert LINK in render(told[seat.person], language=language).text
    for each in (waiting, offered):
        assert LINK not in str(told[each.person].context)
        assert render(told[each.person], language=language).blocks[1].items[-1] == "online"


def changed(of: Enrolment, language: str) -> str:
    message = Message.objects.get(code="training.session_changed", channel="inbox", recipient=of.person)
    text = render(message, language=language)
    return f"{text.text} {text.action}"


@pytest.mark.parametrize(
    ("language", "seated", "listed", "held"),
    [
        ("nl", "waarvoor je bent ingeschreven", "waarvoor je op de wachtlijst staat", "waarin we een plek voor je"),
        ("en", "for which you enrolled", "for which you are on the waiting list", "in which we hold a seat for you"),
    ],
)
def test_changed_session_tells_each_what_they_have_in_it(
    hr: Person, language: str, seated: str, listed: str, held: str
) -> None:
    seat = enrolment(session=session())
    waiting, offered = (enrolment(session=seat.session, state=state) for state in (S.WAITING, S.OFFERED))
    edit(seat, hr, place="Zaal Beuk")
    words = {seat: seated, waiting: listed, offered: held}
    for reader in words:
        assert [other for other, said in words.items() if said in changed(reader, language)] == [reader]
    for other in (waiting, offered):
        assert not re.search("Annuleer|Then cancel", changed(other, language))


@pytest.mark.parametrize(
    ("language", "time", "place", "online"),
    [
        (
            "nl",
            "De tijd was maandag 16 november 2026, van 10.00 tot 11.30.",
            "De plaats was Lokaal 1.",
            "Het was online.",
        ),
        (
            "en",
            "The time was Monday 16 November 2026, from 10:00 to 11:30.",
            "The place was Lokaal 1.",
            "It was online.",
        ),
    ],
)
def test_changed_session_tells_how_it_was_where_that_changed(
    hr: Person, language: str, time: str, place: str, online: str
) -> None:
    moved, there, left = (enrolment(session=session(**each)) for each in WERE)
    later = {name: getattr(moved.session, name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
    edit(moved, hr, **later)
    edit(there, hr, place="Zaal Beuk")
    edit(left, hr, place="Zaal Beuk", link="")
    for of, word in ((moved, time), (there, place), (left, online)):
        assert [each for each in (time, place, online) if each in changed(of, language)] == [word]
    assert LINK not in changed(left, language)


WERE: list[dict[str, str]] = [{"place": "Lokaal 1"}, {"place": "Lokaal 1"}, {"place": "", "link": LINK}]


def test_another_link_alone_is_news_only_for_who_has_a_seat(hr: Person) -> None:
    seat = enrolment(session=session(place="", link=LINK))
    for state in (S.WAITING, S.OFFERED):
        enrolment(session=seat.session, state=state)
    edit(seat, hr, link=f"{LINK}/zaal-2")
    told = Message.objects.filter(code="training.session_changed", channel="inbox")
    assert [message.recipient for message in told] == [seat.person]


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
    assert services.sweep(now=NOW) == {"sessions": 0, "offered": 0, "passed_on": 0, "completed": 0}


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


def test_requirement_tells_how_it_stands_and_who_is_away_is_not_late() -> None:
    the_course = course()
    must = requirement(of=the_course, due_on=date(2026, 10, 1), role=Role.TRAINER)
    for fields in ({}, {"away_from": date(2026, 10, 1)}):
        employee(roles=[Role.TRAINER], **fields)
    completion(of=the_course, person=employee(roles=[Role.TRAINER]))
    assert selectors.reach_of([must], now=NOW) == [selectors.Reach(people=3, done=1, late=1)]


def test_nothing_is_required_of_nobody(hr: Person) -> None:
    with pytest.raises(RuleBroken) as broken:
        services.require_course(
            course_id=course().pk, due_on=date(2026, 12, 31), why_nl="Omdat", role=Role.BOARD, actor=hr, now=NOW
        )
    assert broken.value.field == "role"


def test_date_and_reason_of_a_requirement_change_and_that_is_recorded(hr: Person) -> None:
    must = requirement(of=course())
    values = {"due_on": date(2027, 1, 31), "why_nl": "Nieuwe reden", "why_en": "", "why_url": ""}
    services.edit_requirement(requirement_id=must.pk, actor=hr, now=NOW, **values)  # type: ignore[arg-type]
    must.refresh_from_db()
    assert (must.due_on, must.why_nl) == (date(2027, 1, 31), "Nieuwe reden")
    assert AuditEvent.objects.get(action="requirement.changed").fields == ["due_on", "why_en", "why_nl"]
    with pytest.raises(RuleBroken):
        services.edit_requirement(
            requirement_id=must.pk,
            actor=hr,
            now=NOW,
            **{**values, "due_on": NOW.date()},  # type: ignore[arg-type]
        )


def test_requirement_that_ended_does_not_change(hr: Person) -> None:
    must = requirement(of=course(), ends_on=NOW.date())
    with pytest.raises(RuleBroken):
        services.edit_requirement(
            requirement_id=must.pk, due_on=date(2027, 1, 31), why_nl="x", why_en="", why_url="", actor=hr, now=NOW
        )


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
    assert str(offered.session.course.title) in str(asked.title)
    for words in ("Maandag 16 november, 10.00", "donderdag 5 november, 10.00"):
        assert words in str(asked.why)


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
    completion(of=held.course, person=employee(), at=NOW - timedelta(days=9))
    session(starts_at=NOW - timedelta(days=12), cancelled_at=NOW - timedelta(days=20), cancel_reason="Ziek")
    facts = selectors.programme_facts(Period(2026, 10))
    assert (facts["sessions_held"], facts["courses_completed"]) == (1, 1)


def test_everything_held_about_somebody_is_shown() -> None:
    person = employee()
    enrolment(session=session(), person=person)
    completion(of=course(), person=person)
    assert [len(held.rows) for held in selectors.data_about(person)] == [1, 0, 0, 1, *[0] * 12]


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
    counts = services.enforce_terms(now=NOW)
    assert {code: number for code, number in counts.items() if number} == removed
    assert Enrolment.objects.count() == 2
    assert Completion.objects.count() == 2
