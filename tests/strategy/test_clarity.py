"""Sending what one chose about a passage: never to be joined to who sent it, and told only about enough people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from common.disclosure import Status
from common.errors import RuleBroken
from common.models import AuditEvent
from common.periods import Period
from governance.choices import REGISTER
from outbox.models import Message
from people.models import Person
from strategy import selectors, services
from strategy.choices import CLARITY, Chosen
from strategy.models import Acknowledgement, Question, QuestionFigure, QuestionRound, Version
from strategy.rules.clarity import Choice, Settled, settle_choices
from surveys.selectors import sender_of
from surveys.services import AlreadySent, NoTicket, empty_box
from tests.people.builders import employee
from tests.strategy.builders import NOW, add_clause, ask, asking, next_draft, publish, question_round, send, tickets
from tests.surveys.adversary import backup
from tests.truths import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
DECEMBER, JANUARY, FEBRUARY = (NOW + timedelta(days=days) for days in (31, 62, 93))
K, NOVEMBER = 10, Period(2026, 11)


@pytest.fixture
def version(programme_lead: Person) -> Version:
    return asking(actor=programme_lead, questions=2)


def ballots_of(version: Version, reader: Person, *, wise: bool = True) -> list[tuple[str, str]]:
    return [(ticket, str(chosen)) for chosen, ticket in tickets(version, reader, wise=wise)]


def contents() -> bytes:
    return bytes(QuestionRound.objects.get(state="open").contents or b"")


# --- what can be sent -------------------------------------------------------------------------------------------------
def test_nothing_can_be_sent_without_agreement(version: Version, colleague: Person) -> None:
    assert services.tend_questions(now=NOW) == "nothing"
    assert tickets(version, colleague) == []
    assert not QuestionRound.objects.exists()
    with pytest.raises(RuleBroken):
        services.send_choices(ballots=[("A" * 120, "wise")])
    question_round()
    assert [chosen for chosen, _ticket in tickets(version, colleague)] == [Chosen.WISE, Chosen.WISE]
    assert [chosen for chosen, _ticket in tickets(version, colleague, wise=False)] == [Chosen.OTHER, Chosen.OTHER]


def test_second_time_changes_nothing(version: Version, colleague: Person) -> None:
    question_round()
    first, second = ballots_of(version, colleague), ballots_of(version, colleague, wise=False)
    services.send_choices(ballots=first)
    kept = contents()
    for again in (first, second, second[:1]):
        with pytest.raises(AlreadySent):
            services.send_choices(ballots=again)
    assert contents() == kept


def test_form_is_taken_as_a_whole_or_not_at_all(version: Version, colleague: Person) -> None:
    question_round()
    kept, ballots = contents(), ballots_of(version, colleague)
    with pytest.raises(NoTicket):
        services.send_choices(ballots=[ballots[0], ("x", "wise")])
    with pytest.raises(AlreadySent):
        services.send_choices(ballots=[ballots[0], (ballots[0][0], "other")])
    assert contents() == kept


@pytest.mark.parametrize("chosen", ["", "2", "WISE"])
def test_only_wise_or_something_else_is_taken(version: Version, colleague: Person, chosen: str) -> None:
    question_round()
    ((ticket, _chosen), _second) = ballots_of(version, colleague)
    with pytest.raises(NoTicket):
        services.send_choices(ballots=[(ticket, chosen)])


@pytest.mark.parametrize("forged", ["", "x", "A" * 120, "é", "AAAA===="])
def test_form_that_is_not_ours_is_refused(forged: str) -> None:
    question_round()
    for ballots in ([(forged, "wise")], [(forged, "wise")] * 61, []):
        with pytest.raises(NoTicket):
            services.send_choices(ballots=ballots)


def test_form_of_an_earlier_month_is_refused(version: Version, colleague: Person) -> None:
    question_round()
    ballots = ballots_of(version, colleague)
    assert services.tend_questions(now=DECEMBER) == "closed"
    with pytest.raises(NoTicket):
        services.send_choices(ballots=ballots)


def test_agreement_that_is_taken_back_ends_the_round_unread(
    version: Version, colleague: Person, monkeypatch: pytest.MonkeyPatch, box_keys: Path
) -> None:
    the_round = question_round()
    send(version, wise=12)
    ballots = ballots_of(version, colleague)
    monkeypatch.setitem(REGISTER._subjects, CLARITY, replace(REGISTER.all[CLARITY], version=2))
    assert tickets(version, colleague) == []
    with pytest.raises(RuleBroken):
        services.send_choices(ballots=ballots)
    assert services.tend_questions(now=DECEMBER) == "unread"
    assert services.tend_questions(now=DECEMBER) == "nothing"
    the_round.refresh_from_db()
    assert (the_round.state, the_round.contents) == ("unread", None)
    assert the_round.key_destroyed_on == DECEMBER.date()
    assert list(box_keys.iterdir()) == []
    assert not QuestionFigure.objects.exists()


def test_lost_key_ends_a_round_unread_and_opens_the_next(version: Version, colleague: Person, box_keys: Path) -> None:
    question_round()
    ballots = ballots_of(version, colleague)
    for file in box_keys.iterdir():
        file.unlink()
    assert tickets(version, colleague) == []
    with pytest.raises(RuleBroken):
        services.send_choices(ballots=ballots)
    assert services.tend_questions(now=DECEMBER) == "unread"
    assert QuestionRound.objects.get(state="open").opened_on == DECEMBER.date()


# --- nothing joins ----------------------------------------------------------------------------------------------------
def test_sending_changes_one_value_of_one_row_and_all_of_it(version: Version, colleague: Person) -> None:
    question_round()
    ballots, kept = ballots_of(version, colleague), contents()
    before = {(table, row.text) for table, rows in backup().items() for row in rows}
    services.send_choices(ballots=ballots)
    after = {(table, row.text) for table, rows in backup().items() for row in rows}
    assert {table for table, _text in before ^ after} == {"strategy_questionround"}
    now, run = contents(), 8
    assert len(now) == len(kept)
    assert not {kept[at : at + run] for at in range(0, len(kept), run)} & {
        now[at : at + run] for at in range(0, len(now), run)
    }


def test_a_ballot_is_about_one_question_and_says_wise_or_not_and_the_month(version: Version) -> None:
    """What one person sent about two questions lies apart; no ballot has room for a person, group, language or day."""
    the_round = question_round()
    people = [employee() for _each in range(3)]
    for number, person in enumerate(people):
        services.send_choices(ballots=ballots_of(version, person, wise=number == 0))
    emptied = empty_box(the_round, contents=contents())
    assert len(emptied.given) == 6
    asked = {str(each) for each in Question.objects.values_list("public_id", flat=True)}
    assert {each.about for each in emptied.given} == asked
    assert {each.since for each in emptied.given} == {"2026-11"}
    assert sorted(str(dict(each.answers)) for each in emptied.given) == (
        ["{'chosen': 'other'}"] * 4 + ["{'chosen': 'wise'}"] * 2
    )
    question = Question.objects.order_by("pk")[0]
    assert all(emptied.has_sent(sender_of(question.public_id, person.public_id)) for person in people)


def test_length_of_the_box_says_nothing_of_what_was_chosen(version: Version) -> None:
    question_round()
    lengths = set()
    for wise in (1, 0, 1, 0):
        send(version, wise=wise, other=1 - wise)
        lengths.add(len(contents()))
    assert len(lengths) == 1


def test_after_the_close_no_row_anywhere_holds_what_was_chosen_or_who_sent(version: Version, box_keys: Path) -> None:
    people = [employee() for _each in range(12)]
    question_round()
    before = {table: [row.text for row in rows] for table, rows in backup().items()}
    for number, person in enumerate(people):
        services.send_choices(ballots=ballots_of(version, person, wise=number < 7))
    assert services.tend_questions(now=DECEMBER) == "closed"
    assert services.tend_questions(now=DECEMBER) == "nothing"
    after = {table: [row.text for row in rows] for table, rows in backup().items()}
    grown = {table for table in after if sorted(after[table]) != sorted(before[table])}
    assert grown == {"strategy_questionround", "strategy_questionfigure", "common_auditevent"}
    assert {(each.status, each.value, each.base_low, each.base_high) for each in QuestionFigure.objects.all()} == {
        ("shown", 60, 10, 24)
    }
    assert {field.name for field in QuestionFigure._meta.fields} == {
        "id", "round", "question", "status", "value", "low", "high", "base_low", "base_high",
    }  # fmt: skip
    assert {field.name for field in QuestionRound._meta.fields} == {
        "id", "public_id", "state", "opened_on", "closed_on", "key_destroyed_on", "smallest_group", "seal_key",
        "contents",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type LIKE 'time%%' AND "
            "table_name IN ('strategy_questionround', 'strategy_questionfigure')"
        )
        assert cursor.fetchall() == []
    closed = QuestionRound.objects.get(state="closed")
    assert (closed.contents, closed.key_destroyed_on) == (None, DECEMBER.date())
    assert not [file for file in box_keys.iterdir() if file.name.startswith(str(closed.public_id))]


def test_key_is_destroyed_with_the_close_and_not_before_it_is_sure(
    version: Version, box_keys: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    the_round = question_round()
    with django_capture_on_commit_callbacks(execute=True):
        services.tend_questions(now=DECEMBER)
        assert list(box_keys.glob(f"{the_round.public_id}.*"))
    assert not list(box_keys.glob(f"{the_round.public_id}.*"))
    the_round.refresh_from_db()
    assert the_round.key_destroyed_on == DECEMBER.date()


def test_no_audit_event_or_message_is_about_somebody_who_sent(version: Version, colleague: Person) -> None:
    question_round()
    services.send_choices(ballots=ballots_of(version, colleague))
    services.tend_questions(now=DECEMBER)
    events = AuditEvent.objects.filter(action__startswith="questions.")
    assert sorted(event.action for event in events) == ["questions.closed", "questions.opened", "questions.opened"]
    assert {event.actor_id for event in events} == {None}
    assert not AuditEvent.objects.filter(object_id=str(colleague.public_id)).exists()
    assert not Message.objects.filter(recipient=colleague).exists()


def test_what_is_held_says_that_nothing_chosen_is_held(version: Version, colleague: Person) -> None:
    question_round()
    services.acknowledge(
        version_id=version.pk, content_hash=version.content_hash, language="nl", actor=colleague, now=NOW
    )
    before = [str(each) for each in selectors.data_about(colleague)]
    asked = [each for each in selectors.data_about(colleague) if each.rows]
    assert ["staat van niemand vast" in str(each.why) for each in asked] == [True]
    services.send_choices(
        ballots=[
            (ticket, str(chosen))
            for chosen, ticket in selectors.choices_to_send(
                [
                    (selectors.AskedQuestion(each, list(each.choices.all())), each.choices.all()[0])
                    for each in Question.objects.all()
                ],
                colleague,
            )
        ]
    )
    services.tend_questions(now=DECEMBER)
    assert [str(each) for each in selectors.data_about(colleague)] == before
    assert Acknowledgement.objects.filter(person=colleague).count() == 1


# --- what becomes of it -----------------------------------------------------------------------------------------------
def choices(number: int, of: str = "a", since: Period = NOVEMBER, chosen: str = "wise") -> list[Choice]:
    return [Choice(of, since, chosen) for _each in range(number)]


def settled(given: Sequence[Choice], *, month: Period = NOVEMBER) -> Settled:
    return settle_choices(given, known={"a", "b"}, month=month, k=K)


@pytest.mark.parametrize(
    ("wise", "all_of_them", "status", "shown"),
    [
        (7, 10, Status.SHOWN, (70, None, None)),
        (8, 10, Status.RANGE, (None, 80, 100)),
        (10, 10, Status.RANGE, (None, 80, 100)),
        (0, 10, Status.RANGE, (None, 0, 20)),
        (3, 10, Status.SHOWN, (30, None, None)),
        (63, 120, Status.SHOWN, (53, None, None)),
    ],
)
def test_share_is_rounded_and_near_none_or_all_a_range(
    wise: int, all_of_them: int, status: Status, shown: tuple[int | None, ...]
) -> None:
    found = settled([*choices(wise), *choices(all_of_them - wise, chosen="other")])
    ((question, share),) = found.figures
    assert (question, share.status) == ("a", status)
    assert (share.value, share.low, share.high) == shown
    assert share.base == ((10, 24) if all_of_them == 10 else (115, 124))


def test_too_few_wait_two_months_go_in_the_third_and_are_never_taken_together() -> None:
    few = [*choices(9, "a"), *choices(9, "b")]
    for month in (NOVEMBER, Period(2026, 12)):
        found = settled(few, month=month)
        assert (found.figures, len(found.waiting)) == ([], 18)
    found = settled([*few, *choices(4, "b", Period(2027, 1))], month=Period(2027, 1))
    assert [question for question, _share in found.figures] == ["b"]
    assert found.waiting == []
    found = settled([*choices(5, "a"), *choices(4, "a", Period(2027, 1))], month=Period(2027, 1))
    assert (found.figures, len(found.waiting)) == ([], 4)


def test_what_is_not_known_goes() -> None:
    assert settled([*choices(10, "gone"), *choices(10, chosen="?")]) == Settled([], [])


ANY_CHOICE = st.builds(
    Choice,
    question=st.sampled_from(["a", "b", "gone"]),
    since=st.sampled_from([Period(2026, 9), Period(2026, 10), NOVEMBER]),
    chosen=st.sampled_from(Chosen.values),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ANY_CHOICE, max_size=60))
def test_every_choice_is_in_one_figure_waits_or_goes_and_no_figure_is_about_few(everything: list[Choice]) -> None:
    found = settled(everything)
    told = [question for question, _share in found.figures]
    assert len(told) == len(set(told))
    waiting = {each.question for each in found.waiting}
    assert not waiting & set(told)
    for question, share in found.figures:
        about = [each for each in everything if each.question == question]
        assert len(about) >= K
        wise = sum(each.chosen == "wise" for each in about)
        assert (share.status is Status.SHOWN) == (min(wise, len(about) - wise) >= 3)
    assert not [each for each in found.waiting if each.question == "gone" or each.since == Period(2026, 9)]


def test_answers_wait_sealed_until_their_question_has_enough_and_count_once(programme_lead: Person) -> None:
    version = asking(actor=programme_lead)
    question_round()
    send(version, wise=6)
    assert services.tend_questions(now=DECEMBER) == "closed"
    assert not QuestionFigure.objects.exists()
    send(version, wise=0, other=5)
    assert services.tend_questions(now=DECEMBER) == "nothing"
    assert services.tend_questions(now=JANUARY) == "closed"
    told = selectors.clarity().get()
    assert (told.question.clause.version, str(told.round.month)) == (version, "2026-12")
    assert (told.status, told.value, told.base_low, told.base_high) == ("shown", 55, 10, 24)
    before = list(QuestionFigure.objects.values())
    send(version, wise=1)
    services.tend_questions(now=FEBRUARY)
    assert list(QuestionFigure.objects.values()) == before


def test_too_few_are_thrown_away_in_their_third_month(programme_lead: Person) -> None:
    version = asking(actor=programme_lead)
    question_round()
    send(version, wise=9)
    for at in (DECEMBER, JANUARY, FEBRUARY):
        services.tend_questions(now=at)
    send(version, wise=9)
    services.tend_questions(now=FEBRUARY + timedelta(days=31))
    assert not QuestionFigure.objects.exists()


def test_the_next_version_keeps_what_was_told_about_a_passage_beside_it(programme_lead: Person) -> None:
    version = asking(actor=programme_lead)
    question_round()
    send(version, wise=5, other=5)
    services.tend_questions(now=DECEMBER)
    second = next_draft(version, actor=programme_lead)
    clause = second.clauses.get()
    told = selectors.clarity_of(clause)
    assert told is not None
    assert (told.question.clause.version, told.value) == (version, 50)
    new = add_clause(second, actor=programme_lead)
    ask(new, actor=programme_lead)
    assert selectors.clarity_of(new) is None
    publish(second, actor=programme_lead)
    assert selectors.clarity().count() == 1


# --- what the database holds ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "x", "contents": None, "closed_on": NOW.date()}, "strategy_questionround_state_known"),
        ({"smallest_group": 4}, "strategy_questionround_group_never_below_five"),
        ({"contents": None}, "strategy_questionround_box_while_open"),
        ({"state": "closed"}, "strategy_questionround_box_while_open"),
        ({}, "strategy_questionround_one_open"),
    ],
)
def test_round_that_cannot_be_is_refused(fields: dict[str, object], name: str) -> None:
    question_round()
    values = {"opened_on": NOW.date(), "smallest_group": 10, "seal_key": b"x", "contents": b"x", **fields}
    if name != "strategy_questionround_one_open":
        QuestionRound.objects.update(state="closed", contents=None, closed_on=NOW.date())
    with refused(name):
        QuestionRound.objects.create(**values)


def test_terms_under_which_people_sent_stay() -> None:
    question_round()
    for change in ({"smallest_group": 5}, {"seal_key": b"x"}, {"opened_on": date(2026, 12, 1)}):
        with refused("strategy_questionround_terms_stay"):
            QuestionRound.objects.update(**change)
    QuestionRound.objects.update(state="closed", contents=None, closed_on=NOW.date())
    with refused("strategy_questionround_terms_stay"):
        QuestionRound.objects.update(state="open", contents=b"x", closed_on=None)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"value": None}, "strategy_questionfigure_shows_what_it_may"),
        ({"status": "hidden"}, "strategy_questionfigure_shows_what_it_may"),
        ({"status": "range"}, "strategy_questionfigure_shows_what_it_may"),
        ({}, "strategy_questionfigure_once"),
    ],
)
def test_figure_that_cannot_be_is_refused(version: Version, fields: dict[str, object], name: str) -> None:
    values = {
        "round": question_round(), "question": Question.objects.order_by("pk")[0], "status": "shown", "value": 70,
        "base_low": 10, "base_high": 24,
    }  # fmt: skip
    if "once" in name:
        QuestionFigure.objects.create(**values)
    with refused(name):
        QuestionFigure.objects.create(**{**values, **fields})


def test_figure_never_changes(version: Version) -> None:
    QuestionFigure.objects.create(round=question_round(), question=Question.objects.order_by("pk")[0], status="hidden")
    with refused("strategy_questionfigure_never_changes"):
        QuestionFigure.objects.update(status="shown", value=70)
    with refused("strategy_questionfigure_never_changes"):
        QuestionFigure.objects.all().delete()
