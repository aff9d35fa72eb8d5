"""Reading, saving and publishing at the same moment."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from common.errors import EditConflict, RuleBroken
from people.choices import Role
from strategy import services
from strategy.choices import ChangeKind, Pillar, VersionState
from strategy.errors import ClauseConflict, ClauseText
from strategy.models import Acknowledgement, Clause, Comment, Objective, QuestionRound, Version
from surveys.services import AlreadySent, NoTicket, empty_box
from tests.drill import tries
from tests.people.builders import employee
from tests.strategy.builders import (
    NOW,
    add_clause,
    agreed,
    asking,
    draft,
    next_draft,
    objective,
    office,
    published,
    question_round,
    suggestion,
    text,
    tickets,
)

THREADS = 8


def together(work: Callable[[int], str], threads: int = THREADS) -> list[str]:
    """Run ``work`` in threads that all start at one barrier, each on its own connection, and return their answers."""
    barrier, answers = threading.Barrier(threads), [""] * threads

    def one(place: int) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            answers[place] = work(place)
        finally:
            connection.close()

    started = [threading.Thread(target=one, args=(place,)) for place in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return answers


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_acknowledging_many_times_at_once_is_once() -> None:
    version = published(actor=office())
    for _round in range(10):
        reader = employee()

        def read(_place: int, reader: object = reader) -> str:
            services.acknowledge(
                version_id=version.pk, content_hash=version.content_hash, language="nl", actor=reader, now=NOW
            )
            return "noted"

        assert together(read) == ["noted"] * THREADS
        assert Acknowledgement.objects.filter(person=reader).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [25, pytest.param(tries(50, 500), marks=pytest.mark.long)])
def test_of_two_who_save_at_once_no_text_is_lost(rounds: int) -> None:
    """One text is kept, the other comes back with it; put together and saved upon the newest, both are kept."""
    lead = office()
    clause = add_clause(draft(actor=lead), actor=lead)
    for turn in range(rounds):
        edition = Clause.objects.get(pk=clause.pk).edition
        typed = [text(f"{turn}-{place}") for place in range(2)]
        lost: dict[int, ClauseConflict] = {}

        def save(place: int, edition: int = edition, typed: list = typed, lost: dict = lost) -> str:
            try:
                services.save_clause(
                    clause_id=clause.pk, edition=edition, text=typed[place], pillar=Pillar.VISION,
                    change=ChangeKind.MATERIAL, actor=lead, now=NOW,
                )  # fmt: skip
            except ClauseConflict as met:
                lost[place] = met
                return "conflict"
            return "saved"

        assert sorted(together(save, threads=2)) == ["conflict", "saved"]
        ((loser, conflict),) = lost.items()
        assert conflict.typed == typed[loser]
        assert conflict.kept == typed[1 - loser]
        assert services.text_of(Clause.objects.get(pk=clause.pk)) == typed[1 - loser]
        both = replace(conflict.kept, text_nl=f"{conflict.kept.text_nl} {conflict.typed.text_nl}")
        services.save_clause(
            clause_id=clause.pk, edition=conflict.edition, text=both, pillar=Pillar.VISION,
            change=ChangeKind.MATERIAL, actor=lead, now=NOW,
        )  # fmt: skip
        kept = Clause.objects.get(pk=clause.pk).text_nl
        assert typed[0].text_nl in kept
        assert typed[1].text_nl in kept


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_suggestion_is_taken_over_once_and_no_save_of_that_moment_is_lost() -> None:
    lead, board = office(), employee(roles=[Role.BOARD])
    clause = add_clause(draft(actor=lead), actor=lead)
    for turn in range(15):
        row = Clause.objects.get(pk=clause.pk)
        proposed = suggestion(row, actor=board, proposed=f"Voorgesteld {turn}.")
        mine = text(f"zelf-{turn}")

        def work(place: int, row: Clause = row, proposed: Comment = proposed, mine: ClauseText = mine) -> str:
            try:
                if place % 2:
                    services.take_over(comment_id=proposed.pk, change="material", actor=lead, now=NOW)
                    return "taken"
                services.save_clause(
                    clause_id=clause.pk, edition=row.edition, text=mine, pillar=Pillar.VISION,
                    change=ChangeKind.MATERIAL, actor=lead, now=NOW,
                )  # fmt: skip
            except ClauseConflict:
                return "conflict"
            except RuleBroken:
                return "closed already"
            return "saved"

        answers = together(work, threads=4)
        assert answers.count("taken") <= 1
        kept, closed = Clause.objects.get(pk=clause.pk), Comment.objects.get(pk=proposed.pk)
        assert closed.is_open is ("taken" not in answers)
        assert kept.text_nl == (proposed.proposed if "taken" in answers else mine.text_nl)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_an_objective_at_once_one_sees_what_the_other_kept() -> None:
    lead, row = office(), objective()
    for turn in range(15):
        edition = Objective.objects.get(pk=row.pk).edition
        seen: list[str] = []

        def save(place: int, edition: int = edition, turn: int = turn, seen: list = seen) -> str:
            try:
                services.change_objective(
                    objective_id=row.pk, edition=edition, actor=lead, now=NOW, title_nl=f"{turn}-{place}"
                )
            except EditConflict as met:
                seen.append(met.kept.title_nl)
                return "conflict"
            return "saved"

        assert sorted(together(save, threads=2)) == ["conflict", "saved"]
        assert seen == [Objective.objects.get(pk=row.pk).title_nl]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_publishing_many_times_at_once_is_once_and_freezes_what_it_hashed() -> None:
    lead = office()
    first = published(actor=lead)
    second = agreed(next_draft(first, actor=lead), actor=lead)
    clause = second.clauses.order_by("position")[0]

    def work(place: int) -> str:
        try:
            if place % 2:
                services.publish(version_id=second.pk, actor=lead, now=NOW)
                return "published"
            services.save_clause(
                clause_id=clause.pk, edition=1, text=text(str(place)), pillar=Pillar.VISION,
                change=ChangeKind.MATERIAL, actor=lead, now=NOW,
            )  # fmt: skip
        except RuleBroken:
            return "refused"
        return "saved"

    assert together(work).count("published") == 1
    version = Version.objects.get(pk=second.pk)
    clauses = list(version.clauses.order_by("position"))
    assert version.content_hash == services.hash_of(version, clauses, kind="strategy")
    assert Version.objects.filter(state=VersionState.PUBLISHED).count() == 1


@pytest.mark.race
@pytest.mark.usefixtures("at_work")
@pytest.mark.django_db(transaction=True)
def test_month_that_closes_while_people_send_loses_nobody_who_was_told_that_it_is_in() -> None:
    """Everyone sends what they chose about two passages twice, and the month is closed twice, all at once."""
    version, readers = asking(actor=office(), questions=2), THREADS // 2 - 1
    question_round()
    ballots = [[(ticket, str(chosen)) for chosen, ticket in tickets(version, employee())] for _each in range(readers)]

    def work(place: int) -> str:
        if place >= 2 * readers:
            return services.tend_questions(now=NOW + timedelta(days=31))
        try:
            services.send_choices(ballots=ballots[place // 2])
        except AlreadySent:
            return "sent before"
        except NoTicket:
            return "of the month before"
        return f"{place // 2} is in"

    answers = together(work)
    told = [each for each in answers if each.endswith("is in")]
    assert len(told) == len(set(told))
    assert sorted(answers[2 * readers :]) == ["closed", "nothing"]
    waiting = QuestionRound.objects.get(state="open")
    assert len(empty_box(waiting, contents=bytes(waiting.contents or b"")).given) == 2 * len(told)
