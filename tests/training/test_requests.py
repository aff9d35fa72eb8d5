"""Requests for a seat: who answers, what silence does, and that nobody answers their own."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from common.clock import AMSTERDAM
from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.messages import render
from outbox.models import Message
from people.choices import Role
from people.models import Deputy, Person
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, full_session, requirement, session
from tests.training.pages import SignIn, address
from training import rules, selectors, services
from training.choices import Approval, Ending, EnrolmentState
from training.models import Course, Enrolment, Session

S = EnrolmentState
pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Person:
    return employee(first_name="Dirk", last_name="Groot")


@pytest.fixture
def manager(director: Person) -> Person:
    return employee(first_name="Mieke", last_name="Bos", manager=director)


@pytest.fixture
def person(manager: Person) -> Person:
    return employee(first_name="Fatima", last_name="Vos", manager=manager)


def paid(**fields: object) -> Course:
    return course(cost_cents=25_000, **fields)


def ask(person: Person, in_session: Session, *, now: datetime = NOW) -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=person, now=now)


def approve(row: Enrolment, by: Person, *, reason: str = "", now: datetime = NOW) -> Enrolment:
    return services.approve_request(enrolment_id=row.pk, actor=by, reason=reason, now=now)


def sent(code: str) -> list[Person]:
    return [each.recipient for each in Message.objects.filter(code=code, channel="inbox").order_by("pk")]


# --- when ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "required", "cost", "minutes", "asks"),
    [
        (Approval.BY_RULE, False, 0, 240, False),
        (Approval.BY_RULE, False, 0, 241, True),
        (Approval.BY_RULE, False, 1, 60, True),
        (Approval.BY_RULE, True, 50_000, 960, False),
        (Approval.ALWAYS, False, 0, 30, True),
        (Approval.ALWAYS, True, 0, 30, False),
        (Approval.NEVER, False, 50_000, 960, False),
    ],
)
def test_manager_answers_for_what_costs_or_takes_long_and_is_not_required(
    rule: str, required: bool, cost: int, minutes: int, asks: bool
) -> None:
    assert rules.needs_approval(rule=rule, is_required=required, cost_cents=cost, minutes=minutes) is asks


@pytest.mark.parametrize(("asked", "day"), [(2, 5), (5, 10), (7, 11)], ids=["Monday", "Thursday", "Saturday"])
def test_silence_is_counted_in_working_days(asked: int, day: int) -> None:
    moment, later = (datetime(2026, 11, each, 16, 0, tzinfo=AMSTERDAM) for each in (asked, day))
    assert rules.passes_on_at(moment, moment + timedelta(days=90)) == later


def test_near_the_session_others_still_get_to_answer() -> None:
    assert rules.passes_on_at(NOW, NOW + timedelta(hours=9)) == NOW + timedelta(hours=3)
    assert rules.passes_on_at(NOW, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)


def test_request_takes_no_seat_and_asks_the_manager(person: Person, manager: Person) -> None:
    the_session = session(of=paid(), capacity=1)
    row = ask(person, the_session)
    assert (row.state, row.approver, row.joined_at) == (S.REQUESTED, manager, NOW)
    assert selectors.free_seats(row, NOW) == 1
    assert sent("training.request_asked") == [manager]
    assert ask(person, the_session).pk == row.pk, "asking again changes nothing"


def test_required_course_asks_nobody(person: Person) -> None:
    needed = paid()
    requirement(of=needed)
    assert ask(person, session(of=needed)).state == S.BOOKED


def test_who_has_no_manager_asks_hr(director: Person, hr: Person) -> None:
    row = ask(director, session(of=paid()))
    assert (row.approver, row.passes_on_at) == (None, None)
    assert [each.pk for each in selectors.requests_of(hr, now=NOW).mine] == [row.pk]
    approve(row, hr)


# --- who -------------------------------------------------------------------------------------------------------------
def test_manager_says_yes_and_the_seat_is_booked(person: Person, manager: Person) -> None:
    row = ask(person, session(of=paid()))
    assert approve(row, manager).state == S.BOOKED
    assert approve(row, manager).state == S.BOOKED, "a second time changes nothing"
    assert sent("training.seat_booked") == [person]
    row.refresh_from_db()
    assert (row.approver, row.asked_at, row.decided_by) == (None, None, manager)
    assert AuditEvent.objects.filter(action="enrolment.approved", actor=manager).count() == 1


def test_request_that_waited_counts_from_when_it_was_asked(person: Person, manager: Person) -> None:
    the_session = session(of=paid(), capacity=1)
    row = ask(person, the_session)
    enrolment(session=the_session)
    later = enrolment(session=the_session, state=S.WAITING, joined_at=NOW + timedelta(hours=1))
    assert approve(row, manager, now=NOW + timedelta(hours=2)).state == S.WAITING
    assert [each.pk for each in the_session.enrolments.waiting_in_order()] == [row.pk, later.pk]


def test_manager_says_no_with_a_reason_that_the_person_reads(person: Person, manager: Person) -> None:
    row = ask(person, session(of=paid()))
    with pytest.raises(RuleBroken, match="waarom niet"):
        services.decline_request(enrolment_id=row.pk, reason=" ", actor=manager, now=NOW)
    services.decline_request(enrolment_id=row.pk, reason="Dit jaar is het geld op.", actor=manager, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == (S.DECLINED, "Dit jaar is het geld op.")
    assert sent("training.request_declined") == [person]
    with pytest.raises(RuleBroken, match="afgewezen"):
        approve(row, manager)
    assert ask(person, row.session).pk != row.pk, "who was declined may ask again"


def test_nobody_answers_their_own_request(manager: Person, director: Person) -> None:
    Deputy.objects.create(manager=director, deputy=manager, starts_on=date(2020, 1, 1))
    row = ask(manager, session(of=paid()))
    assert row.approver == director
    assert selectors.requests_of(manager, now=NOW).mine == []
    with pytest.raises(RuleBroken):
        approve(row, manager)


def test_hr_answers_own_request_neither(director: Person) -> None:
    mine = employee(roles=[Role.HR], manager=director)
    row = ask(mine, session(of=paid()))
    with pytest.raises(RuleBroken):
        approve(row, mine, reason="Dat mag wel.")


def test_stranger_does_not_answer(person: Person) -> None:
    row = ask(person, session(of=paid()))
    with pytest.raises(RuleBroken, match="leidinggevenden van deze persoon"):
        approve(row, employee())


def test_deputy_answers_and_hears_of_it(person: Person, manager: Person) -> None:
    deputy = employee(first_name="Dunya")
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=date(2020, 1, 1))
    row = ask(person, session(of=paid()))
    assert set(sent("training.request_asked")) == {manager, deputy}
    assert [each.pk for each in selectors.requests_of(deputy, now=NOW).mine] == [row.pk]
    assert approve(row, deputy).state == S.BOOKED


def test_higher_manager_may_answer_before_it_is_their_turn(person: Person, director: Person) -> None:
    assert approve(ask(person, session(of=paid())), director).state == S.BOOKED


def test_manager_who_is_away_is_passed_over_unless_somebody_stands_in(
    person: Person, manager: Person, director: Person
) -> None:
    Person.objects.filter(pk=manager.pk).update(away_from=date(2026, 10, 1))
    assert ask(person, session(of=paid())).approver == director
    Deputy.objects.create(manager=manager, deputy=employee(), starts_on=date(2020, 1, 1))
    assert ask(person, session(of=paid())).approver == manager


def test_hr_answers_in_the_place_of_a_manager_only_with_a_reason(person: Person, hr: Person) -> None:
    row = ask(person, session(of=paid()))
    with pytest.raises(RuleBroken, match="Mieke") as refused:
        approve(row, hr)
    assert refused.value.field == "reason"
    assert approve(row, hr, reason="De sessie is morgen.").decision_reason == "De sessie is morgen."


# --- silence ----------------------------------------------------------------------------------------------------------
def test_silence_goes_up_the_line_and_ends_with_hr(
    person: Person, manager: Person, director: Person, hr: Person
) -> None:
    row = ask(person, session(of=paid(), starts_at=IN_TWO_WEEKS + timedelta(days=60)))
    at = NOW
    for expected in (director, None):
        assert row.passes_on_at is not None
        assert services.sweep(now=row.passes_on_at - timedelta(seconds=1))["passed_on"] == 0
        at = row.passes_on_at
        assert services.sweep(now=at)["passed_on"] == 1
        row.refresh_from_db()
        assert (row.approver, row.asked_at, row.state) == (expected, at, S.REQUESTED)
    assert row.passes_on_at is None
    assert services.sweep(now=at + timedelta(days=30))["passed_on"] == 0, "a request never runs out by silence"
    assert sent("training.request_asked") == [manager, director]
    assert [each.pk for each in selectors.requests_of(hr, now=at).mine] == [row.pk]
    assert approve(row, manager, now=at).state == S.BOOKED, "who let it pass may still answer"


def test_session_that_begins_ends_a_request(person: Person) -> None:
    row = ask(person, session(of=paid()))
    services.sweep(now=IN_TWO_WEEKS)
    row.refresh_from_db()
    assert (row.state, row.ending) == (S.CANCELLED, Ending.UNANSWERED)
    assert sent("training.enrolment_cancelled") == [person]


def test_request_of_a_manager_who_leaves_goes_on(person: Person, manager: Person, director: Person, hr: Person) -> None:
    row = ask(person, session(of=paid()))
    services.apply_departure(person_id=manager.pk, on=NOW.date(), actor=hr, now=NOW)
    row.refresh_from_db()
    assert row.approver == director


def test_request_is_taken_back(person: Person, manager: Person) -> None:
    row = ask(person, session(of=paid()))
    services.cancel_enrolment(enrolment_id=row.pk, actor=person, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.ending, row.approver) == (S.CANCELLED, Ending.TAKEN_BACK, None)
    assert selectors.requests_of(manager, now=NOW).mine == []
    assert not Message.objects.filter(code="training.request_asked", state="planned").exists()


# --- a manager enrols -------------------------------------------------------------------------------------------------
def test_manager_enrols_own_people_without_a_request(person: Person, manager: Person) -> None:
    the_session = session(of=paid())
    enrolled = services.enrol_others(session_id=the_session.pk, people=[person], actor=manager, now=NOW)
    assert [row.person for row in enrolled.seated] == [person]
    with pytest.raises(RuleBroken, match="eigen leidinggevenden"):
        services.enrol_others(session_id=the_session.pk, people=[employee()], actor=manager, now=NOW)


def test_manager_is_bound_by_the_window_and_lets_nobody_go_first(person: Person, manager: Person) -> None:
    closed = session(of=paid(), enrol_until=NOW)
    with pytest.raises(RuleBroken, match="gesloten"):
        services.enrol_others(session_id=closed.pk, people=[person], actor=manager, now=NOW)
    with pytest.raises(RuleBroken, match="voorgaan"):
        services.enrol(
            session_id=session().pk, person=person, actor=manager, now=NOW, priority=10, priority_reason="Omdat."
        )


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Vraag een plek aan", "Je aanvraag ligt bij Mieke", "zei nee tegen deze aanvraag")),
        ("en", ("Ask for a seat", "Your request is with Mieke", "said no to this request")),
    ],
)
def test_somebody_asks_and_the_manager_answers_on_the_page(
    sign_in: SignIn, person: Person, manager: Person, language: str, words: tuple[str, str, str]
) -> None:
    button, told, said = words
    Person.objects.update(language=language)
    person.refresh_from_db()
    manager.refresh_from_db()
    the_session = session(of=paid())
    mine = sign_in(person)
    assert button in mine.get(address("course_detail", course_id=the_session.course.public_id)).content.decode()
    assert told in mine.post(address("enrol", session_id=the_session.public_id), follow=True).content.decode()
    row = Enrolment.objects.get()
    theirs = sign_in(manager)
    url = address("request_answer", enrolment_id=row.public_id)
    assert url in theirs.get(address("request_list")).content.decode()
    wrong = theirs.post(url, {"answer": "decline", "reason": ""})
    assert wrong.status_code == 422
    assert 'href="#id_reason"' in wrong.content.decode()
    assert theirs.post(url, {"answer": "decline", "reason": "Dit jaar niet."}).status_code == 302
    page = sign_in(person).get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert said in page
    assert "Dit jaar niet." in page


@pytest.mark.usefixtures("at_work")
def test_only_the_line_sees_a_request_and_each_look_is_shown_to_the_person(
    sign_in: SignIn, person: Person, manager: Person
) -> None:
    row = ask(person, session(of=paid()))
    url = address("request_answer", enrolment_id=row.public_id)
    assert sign_in(employee()).get(url).status_code == 404
    assert sign_in(person).get(url).status_code == 404
    theirs = sign_in(manager)
    for _time in range(2):
        assert theirs.get(url).status_code == 200
        theirs.get(address("request_list"))
    assert AuditEvent.objects.filter(action="names.seen_by_manager").count() == 1
    looks = [each for held in selectors.data_about(person) for each in held.rows if "aanvragen" in str(each.label)]
    assert [str(each.label) for each in looks] == ["Leidinggevende, aanvragen voor cursussen"]


@pytest.mark.usefixtures("at_work")
def test_answered_request_says_so_and_takes_no_second_answer(sign_in: SignIn, person: Person, manager: Person) -> None:
    row = ask(person, session(of=paid()))
    approve(row, manager)
    url = address("request_answer", enrolment_id=row.public_id)
    theirs = sign_in(manager)
    assert "zei ja" in theirs.get(url).content.decode()
    again = theirs.post(url, {"answer": "decline", "reason": "Toch niet."})
    assert again.status_code == 422
    assert "Je antwoord is niet bewaard" in again.content.decode()
    row.refresh_from_db()
    assert row.state == S.BOOKED


@pytest.mark.usefixtures("at_work")
def test_manager_ticks_people_of_the_team(sign_in: SignIn, person: Person, manager: Person) -> None:
    the_session = full_session(capacity=1)
    client, url = sign_in(manager), address("enrol_team", session_id=the_session.public_id)
    course_page = address("course_detail", course_id=the_session.course.public_id)
    assert url in client.get(course_page).content.decode()
    assert person.full_name in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    done = client.post(url, {"person": [str(person.public_id)]}, follow=True)
    assert "wachtlijst" in done.content.decode()
    assert "hele team" in client.get(url).content.decode()
    assert sign_in(person).get(url).status_code == 403
    assert url not in sign_in(person).get(course_page).content.decode()


@pytest.mark.usefixtures("at_work")
def test_waiting_requests_stand_on_the_home_of_who_answers(sign_in: SignIn, person: Person, manager: Person) -> None:
    ask(person, session(of=paid()))
    assert [str(pile.title) for pile in selectors.waiting_for(manager, now=NOW)] == ["Aanvraag voor een cursus"]
    assert selectors.waiting_for(person, now=NOW) == []
    with time_machine.travel(NOW, tick=False):
        assert address("request_list") in sign_in(manager).get("/").content.decode()


@pytest.mark.usefixtures("at_work")
def test_request_that_was_taken_back_says_so_to_who_opens_its_message(
    sign_in: SignIn, person: Person, manager: Person
) -> None:
    row = ask(person, session(of=paid()))
    services.cancel_enrolment(enrolment_id=row.pk, actor=person, now=NOW)
    page = sign_in(manager).get(address("request_answer", enrolment_id=row.public_id)).content.decode()
    assert f"{person.full_name} trok deze aanvraag in" in page
    assert "Verstuur het antwoord" not in page


@pytest.mark.parametrize("is_yes", [True, False])
def test_manager_in_whose_place_somebody_answers_hears_how(
    person: Person, manager: Person, hr: Person, is_yes: bool
) -> None:
    row = ask(person, session(of=paid()))
    if is_yes:
        approve(row, hr, reason="De sessie is morgen.")
    else:
        services.decline_request(enrolment_id=row.pk, reason="Geen geld.", actor=hr, now=NOW)
    (told,) = Message.objects.filter(code="training.request_answered", channel="inbox")
    assert (told.recipient, told.context["is_yes"]) == (manager, is_yes)
    own = ask(person, session(of=paid()))
    approve(own, manager)
    assert Message.objects.filter(code="training.request_answered", channel="inbox").count() == 1


@pytest.mark.usefixtures("at_work")
def test_reasons_are_for_the_person_and_not_for_the_trainer(
    sign_in: SignIn, person: Person, manager: Person, hr: Person
) -> None:
    trainer = employee(roles=[Role.TRAINER])
    row = approve(ask(person, session(of=paid(), trainers=[trainer])), hr, reason="Mieke is ziek.")
    url = address("enrolment_detail", enrolment_id=row.public_id)
    seen = {each.pk: "Mieke is ziek." in sign_in(each).get(url).content.decode() for each in (person, hr, trainer)}
    assert seen == {person.pk: True, hr.pk: True, trainer.pk: False}
    assert "Je hebt een plek" not in sign_in(trainer).get(url).content.decode()


@pytest.mark.usefixtures("at_work")
def test_hr_reads_that_a_reason_is_needed_and_whoever_answers_that_it_is_full(
    sign_in: SignIn, person: Person, hr: Person
) -> None:
    full = session(of=paid(), capacity=1)
    enrolment(session=full)
    url = address("request_answer", enrolment_id=ask(person, full).public_id)
    client = sign_in(hr)
    page = client.get(url).content.decode()
    assert "komt deze persoon op de wachtlijst" in page
    assert "nodig als je nee zegt" not in page
    refused = client.post(url, {"answer": "approve", "reason": ""})
    assert refused.status_code == 422
    assert "Zeg waarom je antwoordt in plaats van de leidinggevende" in refused.content.decode()


def test_mail_says_who_said_yes_and_who_enrolled(person: Person, manager: Person) -> None:
    approve(ask(person, session(of=paid())), manager)
    services.enrol_others(session_id=session().pk, people=[person], actor=manager, now=NOW)
    bodies = [
        render(each, language="nl").text
        for each in Message.objects.filter(recipient=person, code="training.seat_booked", channel="inbox")
    ]
    assert [("zei ja" in body, "schreef je in" in body) for body in bodies] == [(True, False), (False, True)]


# --- several at once ----------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_work")
def test_several_are_answered_at_once_and_no_seat_is_given_twice(
    sign_in: SignIn, person: Person, manager: Person
) -> None:
    other, third = employee(first_name="Bram", manager=manager), employee(first_name="Carla", manager=manager)
    small = session(of=paid(), capacity=1)
    rows = [ask(each, small) for each in (person, other)]
    later = ask(third, session(of=paid()))
    client = sign_in(manager)
    page = client.get(address("request_list")).content.decode()
    assert page.count('name="request"') == 3
    ticked = {"request": [str(row.public_id) for row in rows], "answer": "approve", "reason": ""}
    said = client.post(address("requests_answer"), ticked, follow=True).content.decode()
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [S.BOOKED, S.WAITING]
    assert f"{person.full_name} heeft een plek" in said
    assert f"geen plek vrij voor {other.full_name}" in said
    later.refresh_from_db()
    assert later.state == S.REQUESTED, "nobody ticked them"
    assert 'name="request"' not in client.get(address("request_list")).content.decode(), "one is answered on its page"


@pytest.mark.usefixtures("at_work")
def test_each_is_held_to_what_holds_for_it_alone_and_the_page_says_who_was_not_answered(
    sign_in: SignIn, person: Person, hr: Person
) -> None:
    alone = employee(first_name="Bram")
    with_manager, with_hr = ask(person, session(of=paid())), ask(alone, session(of=paid()))
    ticked = {"request": [str(row.public_id) for row in (with_manager, with_hr)], "answer": "approve", "reason": ""}
    said = sign_in(hr).post(address("requests_answer"), ticked, follow=True).content.decode()
    with_manager.refresh_from_db()
    with_hr.refresh_from_db()
    assert (with_manager.state, with_hr.state) == (S.REQUESTED, S.BOOKED)
    assert f"{person.full_name} heeft geen antwoord gekregen. Mieke" in said
    assert f"{alone.full_name} heeft een plek" in said


@pytest.mark.usefixtures("at_work")
def test_no_to_several_carries_one_reason_to_each(sign_in: SignIn, person: Person, manager: Person) -> None:
    rows = [ask(each, session(of=paid())) for each in (person, employee(first_name="Bram", manager=manager))]
    ticked = {"request": [str(row.public_id) for row in rows], "answer": "decline", "reason": " "}
    client = sign_in(manager)
    refused = client.post(address("requests_answer"), ticked)
    assert refused.status_code == 422
    assert "Zeg waarom niet" in refused.content.decode()
    assert refused.content.decode().count(" checked") == 3, "both people and the answer stay"
    said = client.post(address("requests_answer"), ticked | {"reason": "Geen geld dit jaar."}, follow=True)
    assert "krijgen een bericht met je reden" in said.content.decode()
    assert list(Enrolment.objects.values_list("decision_reason", flat=True)) == ["Geen geld dit jaar."] * 2


@pytest.mark.usefixtures("at_work")
def test_who_may_not_answer_answers_nobody_by_ticking_either(
    sign_in: SignIn, person: Person, colleague: Person
) -> None:
    row = ask(person, session(of=paid()))
    for each in (colleague, person):
        form = {"request": [str(row.public_id)], "answer": "approve"}
        assert sign_in(each).post(address("requests_answer"), form).status_code == 422
    row.refresh_from_db()
    assert row.state == S.REQUESTED


@pytest.mark.usefixtures("at_work")
def test_nobody_ticked_is_said_and_nothing_is_lost(sign_in: SignIn, person: Person, manager: Person) -> None:
    for each in (person, employee(first_name="Bram", manager=manager)):
        ask(each, session(of=paid()))
    page = sign_in(manager).post(address("requests_answer"), {"answer": "decline", "reason": "Een lang betoog."})
    assert page.status_code == 422
    assert "Vink aan wie je antwoord geeft" in page.content.decode()
    assert "Een lang betoog." in page.content.decode()
