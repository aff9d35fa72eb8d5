"""Closing: counted per group with enough answers, once, and the key is gone before a count is given."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from common.clock import day_of
from common.errors import RuleBroken
from common.periods import Period
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from surveys import selectors, services
from surveys.choices import WaveState
from surveys.models import Answer, AnswerCount, Ballot, BallotBox, GroupResult, Participation, Question, Wave
from surveys.rules.sealing import Unreadable
from tests.surveys.builders import LATER, OPENED_AT, draft_wave, office, open_wave, people, send, send_all
from tests.truths import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]
Commit = Callable[..., object]


def close(wave: Wave, commit: Commit) -> None:
    with commit(execute=True):  # type: ignore[attr-defined]
        services.close_wave(wave_id=wave.pk, actor=None, now=LATER)


def counts_of(question: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    rows = selectors.closed_counts(question, period=Period.of(LATER))
    return {(row.key, row.answer): (row.count, row.answered, row.invited) for row in rows}


def test_answers_are_counted_for_everybody_and_each_group(django_capture_on_commit_callbacks: Commit) -> None:
    leaders = people(30, group=FunctionGroup.MANAGER)
    floor = people(80)
    wave = open_wave()
    send_all(wave, leaders[:12], uses_ai="daily", barrier="no_time")
    send_all(wave, floor[:20], uses_ai="never")
    send_all(wave, floor[20:25], uses_ai="daily")
    close(wave, django_capture_on_commit_callbacks)

    counts = counts_of("uses_ai")
    invited = wave.invited
    assert counts["", "daily"] == (17, 37, invited)
    assert counts["leadership", "daily"] == (12, 12, 30)
    assert counts["executing", "never"] == (20, 25, invited - 30)
    assert counts["leadership", "never"] == (0, 12, 30)
    assert counts_of("barrier")["executing", "no_time"] == (0, 0, invited - 30)
    assert {row.dimension for row in selectors.closed_counts("uses_ai", period=Period.of(LATER))} == {
        "total",
        "function_group",
    }


def test_group_with_too_few_answers_is_kept_by_nobody(django_capture_on_commit_callbacks: Commit) -> None:
    leaders = people(30, group=FunctionGroup.MANAGER)
    floor = people(80)
    wave = open_wave()
    send_all(wave, leaders[:9])
    send_all(wave, floor[:40])
    close(wave, django_capture_on_commit_callbacks)

    assert set(Ballot.objects.values_list("dimension", "group")) == {("total", "")}
    assert {key for key, _answer in counts_of("uses_ai")} == {""}


def test_too_few_answers_in_all_are_thrown_away_unread(django_capture_on_commit_callbacks: Commit) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:9])
    close(wave, django_capture_on_commit_callbacks)

    assert not Ballot.objects.exists()
    assert not AnswerCount.objects.exists()
    assert selectors.closed_counts("uses_ai", period=Period.of(LATER)) == []
    assert [(row.invited, row.answered) for row in selectors.participation(Period.of(LATER))] == [(wave.invited, 9)]


def test_key_is_gone_before_a_count_is_given(django_capture_on_commit_callbacks: Commit, wave_keys: Path) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    with django_capture_on_commit_callbacks() as waiting:  # type: ignore[attr-defined]
        services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    assert len(list(wave_keys.iterdir())) == 2
    assert selectors.closed_counts("uses_ai", period=Period.of(LATER)) == []

    for callback in waiting:
        callback()
    assert list(wave_keys.iterdir()) == []
    assert selectors.closed_counts("uses_ai", period=Period.of(LATER)) != []
    assert services.destroy_leftover_keys(now=LATER) == 0


def test_key_that_a_crash_left_behind_is_destroyed_by_the_next_run(wave_keys: Path) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    assert services.destroy_leftover_keys(now=LATER + timedelta(days=1)) == 1
    assert list(wave_keys.iterdir()) == []
    wave.refresh_from_db()
    assert wave.key_destroyed_on == day_of(LATER) + timedelta(days=1)


def test_key_of_an_open_wave_is_left_alone(wave_keys: Path) -> None:
    people(15)
    open_wave()
    assert services.destroy_leftover_keys(now=LATER) == 0
    assert len(list(wave_keys.iterdir())) == 2


def test_closing_twice_is_closing_once(django_capture_on_commit_callbacks: Commit) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    close(wave, django_capture_on_commit_callbacks)
    before = (Ballot.objects.count(), AnswerCount.objects.count(), GroupResult.objects.count())
    close(wave, django_capture_on_commit_callbacks)
    assert (Ballot.objects.count(), AnswerCount.objects.count(), GroupResult.objects.count()) == before


def test_nothing_of_the_sealed_form_stays_and_all_who_sent_have_one_day(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:6])
    services.settle(wave_id=wave.pk, now=OPENED_AT + timedelta(days=1))
    send_all(wave, members[6:12])
    close(wave, django_capture_on_commit_callbacks)
    assert not BallotBox.objects.exists()
    sent = wave.participations.filter(sent_on__isnull=False)
    assert {row.person_id for row in sent} == {person.pk for person in members[:12]}
    assert {row.sent_on for row in sent} == {day_of(LATER)}


def test_wave_closes_by_itself_after_its_last_day_and_not_on_it() -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    assert services.close_due(now=OPENED_AT + timedelta(days=14)) == 0
    assert services.close_due(now=OPENED_AT + timedelta(days=15)) == 1
    assert services.close_due(now=OPENED_AT + timedelta(days=16)) == 0


def test_wave_without_its_key_is_not_closed_but_can_be_ended_without_results(wave_keys: Path) -> None:
    members = people(15)
    lead = office()
    wave = open_wave(actor=lead)
    send_all(wave, members[:12])
    (wave_keys / f"{wave.public_id}.seal").unlink()
    assert services.close_due(now=LATER) == 0
    with pytest.raises(RuleBroken):
        services.close_wave(wave_id=wave.pk, actor=lead, now=LATER)
    with pytest.raises(RuleBroken):
        services.void_wave(wave_id=wave.pk, reason=" ", actor=lead, now=LATER)
    services.void_wave(wave_id=wave.pk, reason="De sleutel is verloren.", actor=lead, now=LATER)
    assert not BallotBox.objects.exists()
    assert not Ballot.objects.exists()
    assert services.destroy_leftover_keys(now=LATER) == 1
    assert list(wave_keys.iterdir()) == []


def test_box_that_was_tampered_with_stops_the_close_and_loses_nothing(wave_keys: Path) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    row = BallotBox.objects.get()
    contents = bytes(row.contents)
    row.contents = contents[:-1] + bytes([contents[-1] ^ 1])
    row.save()
    with pytest.raises(Unreadable), transaction.atomic():
        services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    wave.refresh_from_db()
    assert wave.state == WaveState.OPEN
    assert len(list(wave_keys.iterdir())) == 2


def test_last_wave_of_a_month_counts(django_capture_on_commit_callbacks: Commit) -> None:
    members = people(15)
    for senders, answer in ((10, "never"), (12, "daily")):
        wave = open_wave()
        send_all(wave, members[:senders], uses_ai=answer)
        close(wave, django_capture_on_commit_callbacks)
    assert counts_of("uses_ai")["", "daily"][:2] == (12, 12)
    assert selectors.closed_counts("uses_ai", period=Period.of(LATER).next()) == []


def test_only_the_office_closes(colleague: Person) -> None:
    people(12)
    wave = open_wave()
    for act in (services.start_closing, services.close_wave):
        with pytest.raises(RuleBroken):
            act(wave_id=wave.pk, actor=colleague, now=LATER)


def test_what_was_kept_long_enough_is_deleted_and_counts_stay(django_capture_on_commit_callbacks: Commit) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    close(wave, django_capture_on_commit_callbacks)
    assert services.enforce_terms(now=LATER + timedelta(days=89)) == {"surveys.participation": 0, "surveys.answers": 0}
    removed = services.enforce_terms(now=LATER + timedelta(days=90))
    assert removed == {"surveys.participation": wave.invited, "surveys.answers": 0}
    assert selectors.reach(Wave.objects.get(pk=wave.pk)).sent == 12
    assert services.enforce_terms(now=LATER + timedelta(days=730))["surveys.answers"] == 12
    assert not Answer.objects.exists()
    assert counts_of("uses_ai")["", "daily"][0] == 12


def test_open_wave_is_not_touched_by_terms() -> None:
    people(12)
    wave = open_wave()
    services.enforce_terms(now=LATER + timedelta(days=900))
    assert wave.participations.count() == wave.invited


def test_leaver_gets_no_more_messages_and_what_they_sent_stays(django_capture_on_commit_callbacks: Commit) -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    gone = members[0]
    preview = selectors.preview_departure(person_ids=[gone.pk, members[13].pk], on=day_of(OPENED_AT))
    assert [one.count for one in preview] == [2]
    services.apply_departure(person_id=gone.pk, on=day_of(OPENED_AT), actor=None, now=OPENED_AT)
    waiting = Message.objects.pending().filter(recipient=gone, code="surveys.invitation")
    assert not waiting.exists()
    close(wave, django_capture_on_commit_callbacks)
    assert counts_of("uses_ai")["", "daily"][0] == 12


def test_person_sees_that_they_were_invited_and_sent_but_no_answer() -> None:
    members = people(12)
    wave = open_wave()
    send(wave, members[0], uses_ai="monthly")
    services.settle(wave_id=wave.pk, now=OPENED_AT)
    (unsure,) = selectors.data_about(members[1])
    assert [str(row.value).partition(";")[0] for row in unsure.rows] == ["nog niet bekend of je verstuurde"]
    (held,) = selectors.data_about(members[0])
    assert [str(row.value) for row in held.rows] == ["verstuurd"]
    assert "monthly" not in str(held)
    assert selectors.data_about(office()) == []


def test_survey_held_before_is_taken_in_under_the_same_threshold() -> None:
    ballots = [services.PastBallot("director", {"uses_ai": "daily"})] * 7
    ballots += [services.PastBallot("manager", {"uses_ai": "weekly"})] * 20
    ballots += [services.PastBallot("customer_contact", {"uses_ai": "never"})] * 60
    services.record_past_wave(
        title_nl="Eerder",
        title_en="Earlier",
        opened_on=day_of(LATER) - timedelta(days=9),
        closed_on=day_of(LATER),
        invited=Counter(director=12, manager=40, customer_contact=100, no_customer_contact=50),
        ballots=ballots,
        actor=office(),
        now=LATER,
    )
    counts = counts_of("uses_ai")
    assert counts["leadership", "daily"] == (7, 27, 52)
    assert ("director", "daily") not in counts


# --- truths in the database -------------------------------------------------------------------------------------------
def test_database_lets_nobody_write_a_readable_ballot_before_the_close() -> None:
    people(12)
    for wave in (draft_wave(actor=office()), open_wave()):
        with refused("surveys_ballot_after_the_close"):
            Ballot.objects.create(wave=wave, dimension="total")


def test_database_changes_no_ballot_and_no_answer() -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    with refused("surveys_ballot_never_changes"):
        Ballot.objects.update(dimension="unit", group="21")
    with refused("surveys_answer_never_changes"):
        Answer.objects.update(value="never")


def test_database_opens_no_closed_wave_again() -> None:
    people(12)
    wave = open_wave()
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    with refused("surveys_wave_never_back"):
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.OPEN, closed_on=None, key_destroyed_on=None)


def test_database_refuses_counts_and_groups_that_cannot_be() -> None:
    members = people(15)
    wave = open_wave()
    send_all(wave, members[:12])
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    result = GroupResult.objects.get()
    ballot = Ballot.objects.first()
    assert ballot is not None
    question = Question.objects.get(code="uses_ai")
    wrong = {
        "surveys_groupresult_no_more_than_invited": lambda: GroupResult.objects.update(answered=999),
        "surveys_groupresult_one_group": lambda: GroupResult.objects.update(group="leadership"),
        "surveys_groupresult_once": lambda: GroupResult.objects.create(
            wave=wave, dimension="total", invited=1, answered=1
        ),
        "surveys_answercount_once": lambda: AnswerCount.objects.create(
            result=result, question=question, value="daily", count=1
        ),
        "surveys_answer_once": lambda: Answer.objects.create(ballot=ballot, question=question, value="daily"),
        "surveys_ballot_one_group": lambda: Ballot.objects.create(wave=wave, dimension="total", group="x"),
    }
    for name, change in wrong.items():
        with refused(name):
            change()
    assert Participation.objects.filter(wave=wave).count() == wave.invited


def test_database_takes_one_box_of_a_number() -> None:
    people(12)
    wave = open_wave()
    with refused("surveys_ballotbox_once"):
        BallotBox.objects.create(wave=wave, number=0, contents=b"")
