"""Saying what one thought of a course: once, only by who completed it, and never to be joined to who said it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from common.errors import RuleBroken
from common.models import AuditEvent
from governance.choices import REGISTER
from outbox.models import Message
from people.models import Person
from surveys.services import AlreadySent, NoTicket
from tests.surveys.adversary import backup
from tests.training.builders import NOW, completers, completion, course, evaluate, evaluation_round
from tests.training.test_races import all_at_once
from tests.truths import refused
from training import selectors, services
from training.choices.evaluations import EVALUATION
from training.models import Evaluated, EvaluationFigure, EvaluationRound

NEXT_MONTH = NOW + timedelta(days=31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def ticket_of(person: Person, the_course: object) -> str:
    found = selectors.evaluation_ticket(person, the_course, now=NOW)  # type: ignore[arg-type]
    assert found is not None
    return found


# --- who is asked -----------------------------------------------------------------------------------------------------
def test_who_completed_a_course_of_late_is_asked_once(colleague: Person) -> None:
    evaluation_round()
    late, long_ago = course(), course()
    completion(of=late, person=colleague, at=NOW - timedelta(days=29))
    completion(of=long_ago, person=colleague, at=NOW - timedelta(days=31))
    assert selectors.to_evaluate(colleague, now=NOW) == [late]
    evaluate(of=late, by=colleague)
    assert selectors.to_evaluate(colleague, now=NOW) == []
    services.tend_evaluations(now=NEXT_MONTH)
    completion(of=late, person=colleague, at=NEXT_MONTH)
    assert selectors.to_evaluate(colleague, now=NEXT_MONTH) == []


def test_who_is_away_or_did_not_complete_it_is_not_asked(colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    assert selectors.evaluation_ticket(colleague, the_course, now=NOW) is None
    completion(of=the_course, person=colleague, at=NOW)
    colleague.away_from = NOW.date()
    colleague.save()
    assert selectors.evaluation_ticket(colleague, the_course, now=NOW) is None


def test_nobody_is_asked_without_agreement_and_no_message_goes_out(colleague: Person) -> None:
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    assert services.tend_evaluations(now=NOW) == "nothing"
    assert selectors.to_evaluate(colleague, now=NOW) == []
    evaluation_round()
    assert selectors.to_evaluate(colleague, now=NOW) == [the_course]
    assert not Message.objects.filter(recipient=colleague).exists()


# --- sending ----------------------------------------------------------------------------------------------------------
def test_second_time_changes_nothing(colleague: Person) -> None:
    the_round, the_course = evaluation_round(), course()
    completion(of=the_course, person=colleague, at=NOW)
    ticket = ticket_of(colleague, the_course)
    services.send_evaluation(ticket=ticket, answers={"useful": "5"})
    the_round.refresh_from_db()
    kept = bytes(the_round.contents or b"")
    with pytest.raises(AlreadySent):
        services.send_evaluation(ticket=ticket, answers={"useful": "1"})
    the_round.refresh_from_db()
    assert bytes(the_round.contents or b"") == kept


@pytest.mark.parametrize("forged", ["", "x", "A" * 120, "é", "AAAA===="])
def test_form_that_is_not_ours_is_refused(forged: str) -> None:
    evaluation_round()
    with pytest.raises(NoTicket):
        services.send_evaluation(ticket=forged, answers={"useful": "5"})


def test_form_of_an_earlier_month_is_refused(colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    ticket = ticket_of(colleague, the_course)
    services.tend_evaluations(now=NEXT_MONTH)
    with pytest.raises(NoTicket):
        services.send_evaluation(ticket=ticket, answers={"useful": "5"})


@pytest.mark.parametrize(
    ("answers", "field"),
    [({}, ""), ({"useful": ""}, ""), ({"useful": "6"}, "useful"), ({"pace": "yes"}, "pace"), ({"other": "5"}, "")],
)
def test_answers_that_the_form_does_not_have_are_refused(
    colleague: Person, answers: dict[str, str], field: str
) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    with pytest.raises(RuleBroken) as caught:
        services.send_evaluation(ticket=ticket_of(colleague, the_course), answers=answers)
    assert (caught.value.field or "") == field
    assert selectors.to_evaluate(colleague, now=NOW) == [the_course]


def test_nothing_is_taken_once_what_was_agreed_to_holds_no_more(
    colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_round, the_course = evaluation_round(), course()
    completion(of=the_course, person=colleague, at=NOW)
    ticket = ticket_of(colleague, the_course)
    monkeypatch.setitem(REGISTER._subjects, EVALUATION, replace(REGISTER.all[EVALUATION], version=2))
    with pytest.raises(RuleBroken):
        services.send_evaluation(ticket=ticket, answers={"useful": "5"})
    assert services.tend_evaluations(now=NOW) == "unread"
    the_round.refresh_from_db()
    assert (the_round.state, the_round.contents) == ("unread", None)
    assert services.tend_evaluations(now=NOW) == "nothing"


def test_lost_key_ends_a_round_unread_and_opens_the_next(box_keys: Path, colleague: Person) -> None:
    the_round, the_course = evaluation_round(), course()
    completion(of=the_course, person=colleague, at=NOW)
    ticket = ticket_of(colleague, the_course)
    for file in box_keys.iterdir():
        file.unlink()
    with pytest.raises(RuleBroken):
        services.send_evaluation(ticket=ticket, answers={"useful": "5"})
    assert services.tend_evaluations(now=NEXT_MONTH) == "unread"
    the_round.refresh_from_db()
    assert the_round.state == "unread"
    assert EvaluationRound.objects.get(state="open").opened_on == NEXT_MONTH.date()


# --- nothing joins ----------------------------------------------------------------------------------------------------
def test_sending_changes_one_value_of_one_row_and_all_of_it(colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    ticket = ticket_of(colleague, the_course)
    before = {(table, row.text) for table, rows in backup().items() for row in rows}
    contents = bytes(EvaluationRound.objects.get().contents or b"")
    services.send_evaluation(ticket=ticket, answers={"useful": "1", "tomorrow": "no", "pace": "fast"})
    after = {(table, row.text) for table, rows in backup().items() for row in rows}
    assert {table for table, _text in before ^ after} == {"training_evaluationround"}
    now = bytes(EvaluationRound.objects.get().contents or b"")
    assert len(now) == len(contents)
    run = 8
    assert not {contents[at : at + run] for at in range(0, len(contents), run)} & {
        now[at : at + run] for at in range(0, len(now), run)
    }


def test_length_of_the_box_says_nothing_of_the_answers() -> None:
    evaluation_round()
    the_course = course()
    lengths = set()
    for number, person in enumerate(completers(6, of=the_course)):
        given = {"useful": "5"} if number % 2 else {"useful": "1", "tomorrow": "partly", "pace": "right"}
        evaluate(of=the_course, by=person, **given)
        lengths.add(len(bytes(EvaluationRound.objects.get().contents or b"")))
    assert len(lengths) == 1


def test_box_grows_when_it_is_full_and_loses_nothing() -> None:
    the_course = course()
    evaluation_round()
    people = completers(66, of=the_course)
    for person in people:
        evaluate(of=the_course, by=person)
    services.tend_evaluations(now=NEXT_MONTH)
    assert Evaluated.objects.count() == 66
    useful = EvaluationFigure.objects.get(question="useful")
    assert (useful.status, useful.base_low, useful.base_high) == ("range", 50, 99)


def test_after_the_close_no_row_anywhere_holds_an_answer(box_keys: Path) -> None:
    """Only figures are there, and of who sent one day for all; no row has a column that the other has, but a course."""
    the_course = course()
    evaluation_round()
    for number, person in enumerate(completers(12, of=the_course)):
        evaluate(of=the_course, by=person, useful="5" if number < 6 else "2", tomorrow="partly")
    services.tend_evaluations(now=NEXT_MONTH)
    services.tend_evaluations(now=NEXT_MONTH)
    everything = [row.text for table, rows in backup().items() if table.startswith("training_") for row in rows]
    assert not [text for text in everything if "partly" in text or "tomorrow': 'partly" in text]
    assert set(Evaluated.objects.values_list("known_on", flat=True)) == {NEXT_MONTH.date()}
    assert {field.name for field in Evaluated._meta.fields} == {"id", "person", "course", "known_on"}
    columns = {field.name for field in EvaluationFigure._meta.fields}
    assert not columns & {"person", "session", "unit", "function_group", "created_at", "count", "numerator"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type LIKE 'time%%' AND "
            "table_name IN ('training_evaluated', 'training_evaluationfigure', 'training_evaluationround')"
        )
        assert cursor.fetchall() == []
    (closed,) = EvaluationRound.objects.exclude(state="open")
    assert closed.contents is None
    assert closed.key_destroyed_on == NEXT_MONTH.date()
    assert not [file for file in box_keys.iterdir() if file.name.startswith(str(closed.public_id))]


def test_who_sent_is_written_in_an_order_that_says_nothing() -> None:
    the_course = course()
    evaluation_round()
    people = completers(40, of=the_course)
    for person in people:
        evaluate(of=the_course, by=person)
    services.tend_evaluations(now=NEXT_MONTH)
    written = list(Evaluated.objects.order_by("pk").values_list("person", flat=True))
    assert sorted(written) == sorted(person.pk for person in people)
    assert written != [person.pk for person in people]


def test_no_audit_event_is_about_somebody_who_sent(colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    evaluate(of=the_course, by=colleague)
    services.tend_evaluations(now=NEXT_MONTH)
    events = AuditEvent.objects.filter(action__startswith="evaluations.")
    assert {event.actor_id for event in events} == {None}
    assert not AuditEvent.objects.filter(object_id=str(colleague.public_id)).exists()


# --- what is held -----------------------------------------------------------------------------------------------------
def test_my_data_says_that_somebody_sent_and_it_goes_after_two_years(colleague: Person) -> None:
    evaluation_round()
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW)
    evaluate(of=the_course, by=colleague)
    services.tend_evaluations(now=NEXT_MONTH)
    held = {str(each.title): each.rows for each in selectors.data_about(colleague)}
    rows = held["Cursussen waarvan je zei wat je ervan vond"]
    assert [(row.label, row.value) for row in rows] == [(str(the_course.title), "")]
    services.enforce_terms(now=NEXT_MONTH + timedelta(days=729))
    assert Evaluated.objects.count() == 1
    services.enforce_terms(now=NEXT_MONTH + timedelta(days=732))
    assert Evaluated.objects.count() == 0


# --- what the database holds ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "x", "contents": None, "closed_on": NOW.date()}, "training_evaluationround_state_known"),
        ({"smallest_group": 4}, "training_evaluationround_group_never_below_five"),
        ({"contents": None}, "training_evaluationround_box_while_open"),
        ({"state": "closed"}, "training_evaluationround_box_while_open"),
        ({}, "training_evaluationround_one_open"),
    ],
)
def test_round_that_cannot_be_is_refused(fields: dict[str, object], name: str) -> None:
    evaluation_round()
    values = {"opened_on": NOW.date(), "smallest_group": 10, "seal_key": b"x", "contents": b"x", **fields}
    if name != "training_evaluationround_one_open":
        EvaluationRound.objects.update(state="closed", contents=None, closed_on=NOW.date())
    with refused(name):
        EvaluationRound.objects.create(**values)


def test_terms_under_which_people_answered_stay() -> None:
    evaluation_round()
    for change in ({"smallest_group": 5}, {"seal_key": b"x"}, {"opened_on": NEXT_MONTH.date()}):
        with refused("training_evaluationround_terms_stay"):
            EvaluationRound.objects.update(**change)
    EvaluationRound.objects.update(state="closed", contents=None, closed_on=NOW.date())
    with refused("training_evaluationround_terms_stay"):
        EvaluationRound.objects.update(state="open", contents=b"x", closed_on=None)


def test_who_sent_stands_once(colleague: Person) -> None:
    sent = Evaluated.objects.create(person=colleague, course=course(), known_on=NOW.date())
    with refused("training_evaluated_once"):
        Evaluated.objects.create(person=colleague, course=sent.course, known_on=NOW.date())


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"question": "why"}, "training_evaluationfigure_question_known"),
        ({"theme": "x"}, "training_evaluationfigure_theme_known"),
        ({"value": None}, "training_evaluationfigure_shows_what_it_may"),
        ({"status": "hidden"}, "training_evaluationfigure_shows_what_it_may"),
        ({"status": "range"}, "training_evaluationfigure_shows_what_it_may"),
        ({}, "training_evaluationfigure_once_a_course"),
        ({"course": None}, "training_evaluationfigure_once_a_theme"),
    ],
)
def test_figure_that_cannot_be_is_refused(fields: dict[str, object], name: str) -> None:
    the_round, the_course = evaluation_round(), course()
    values = {
        "round": the_round, "course": the_course, "theme": "safe", "question": "useful", "status": "shown", "value": 70,
        "base_low": 10, "base_high": 24,
    }  # fmt: skip
    if "once" in name:
        EvaluationFigure.objects.create(**{**values, **fields})
    with refused(name):
        EvaluationFigure.objects.create(**{**values, **fields})


def test_figure_never_changes() -> None:
    EvaluationFigure.objects.create(
        round=evaluation_round(), course=course(), theme="safe", question="useful", status="hidden"
    )
    with refused("training_evaluationfigure_never_changes"):
        EvaluationFigure.objects.update(theme="ask")
    with refused("training_evaluationfigure_never_changes"):
        EvaluationFigure.objects.all().delete()


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_who_send_at_once_are_all_in_and_each_once() -> None:
    evaluation_round()
    the_course = course()
    people = completers(8, of=the_course)
    tickets = [ticket_of(person, the_course) for person in people]
    send = partial(services.send_evaluation, answers={"useful": "4"})
    found = all_at_once([partial(send, ticket=ticket) for ticket in tickets * 2])
    assert sum(isinstance(each, AlreadySent) for each in found) == 8
    services.tend_evaluations(now=NEXT_MONTH)
    assert Evaluated.objects.count() == 8


def sending(ticket: str) -> NoTicket | None:
    """Send; a ticket of the month before is an answer too."""
    try:
        services.send_evaluation(ticket=ticket, answers={"useful": "4"})
    except NoTicket as error:
        return error
    return None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_closing_while_people_send_loses_nobody_who_was_told_that_it_is_in() -> None:
    evaluation_round()
    the_course = course()
    people = completers(8, of=the_course)
    works = [partial(sending, ticket_of(person, the_course)) for person in people]
    tend = partial(services.tend_evaluations, now=NEXT_MONTH)
    found = all_at_once([*works[:4], tend, *works[4:], tend])
    told = sum(each is None for each in found)
    assert told + sum(isinstance(each, NoTicket) for each in found) == 8, found
    assert sorted(each for each in found if isinstance(each, str)) == ["closed", "nothing"]
    assert Evaluated.objects.count() == told
    assert EvaluationRound.objects.count() == 2
