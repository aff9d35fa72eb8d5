"""Everybody gives one answer to a question: what is hidden of one must not follow from what shows of the others."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from common.disclosure import (
    FOUR_GROUPS,
    LEADERSHIP,
    TOTAL,
    TOTAL_ONLY,
    Atom,
    InconsistentReleases,
    Publication,
    Rules,
    Sensitivity,
    Status,
    Table,
    Tabulation,
    Tally,
    Unit,
    UnitTree,
    tabulate,
)
from common.disclosure.answers import publish_answers
from common.disclosure.publishing import publish
from tests.common.disclosure.attacker import Attacker
from tests.common.disclosure.builders import Story, random_moment

ANSWERS = ("expertise", "cost", "privacy", "time", "trust", "nothing")


class OneAnswerEach(Attacker):
    """Reads the answers to one question side by side, each as if it were a period, and knows that they add up."""

    def _rows(self, periods: range) -> tuple[np.ndarray, list[float], list[float]]:
        rows, lows, highs = super()._rows(periods)
        given = []
        for life, people in self.lives.items():
            row = np.zeros(len(self.unknowns))
            row[[self.unknowns[life, answer] for answer in range(len(life))]] = 1
            given.append(row)
            lows, highs = [*lows, people], [*highs, people]
        return np.vstack([rows, *given]), lows, highs

    def found(self, period: int, promised: int, variables: Sequence[int]) -> str:
        low, high = self.bounds(variables)
        return f"{low} to {high}, promised {promised}" if high - low < promised else ""


def answered(seed: int) -> Story:
    """Give everybody of a random organisation one answer; each answer is a moment of the story."""
    random = Random(seed)
    moment = random_moment(random)
    liked = [random.random() ** 2 + 0.02 for _answer in ANSWERS]
    given = {person.number: random.choices(range(len(ANSWERS)), liked)[0] for person in moment.people}
    return Story(
        moments=tuple(
            replace(moment, people=tuple(replace(one, does=given[one.number] == number) for one in moment.people))
            for number in range(len(ANSWERS))
        ),
        pace=None,
        scheme=random.choice((TOTAL_ONLY, LEADERSHIP, FOUR_GROUPS)),
        sensitivity=Sensitivity.USE,
        rules=Rules(threshold=random.choice((5, 10))),
        tables=random.choice(((Table.TOTAL, Table.GROUPS), (Table.TOTAL, Table.UNITS))),
    )


def told_together(story: Story) -> list[Publication]:
    released = publish_answers(dict(zip(ANSWERS, story.tabulations(), strict=True)), answers=ANSWERS)
    return list(released.values())


def told_one_by_one(story: Story) -> list[Publication]:
    return [publish(tabulation) for tabulation in story.tabulations()]


@pytest.mark.parametrize("seed", range(40))
def test_no_answer_that_is_hidden_follows_from_the_others(seed: int) -> None:
    story = answered(seed)
    assert list(OneAnswerEach(story, told_together(story)).successes()) == []


def test_attacker_succeeds_where_each_answer_is_decided_by_itself() -> None:
    taken = [
        seed for seed in range(40) if any(OneAnswerEach(answered(seed), told_one_by_one(answered(seed))).successes())
    ]
    assert len(taken) > 10


def _twenty(*given: int) -> dict[str, Tabulation]:
    tree = UnitTree([Unit("1")])
    return {
        answer: tabulate(
            {Atom("1", "customer_contact"): Tally(number, sum(given), sum(given))},
            tree=tree,
            scheme=TOTAL_ONLY,
            sensitivity=Sensitivity.USE,
            rules=Rules(),
            tables=(Table.TOTAL,),
        )
        for answer, number in zip(ANSWERS, given, strict=False)
    }


def status_of(released: dict[str, Publication]) -> dict[str, Status]:
    return {answer: one.figures[0].status for answer, one in released.items() if one.figures[0].cell == TOTAL}


def test_range_that_the_others_would_make_exact_takes_two_answers_along() -> None:
    """One would lie within two people of what the range leaves, and a hidden count needs three."""
    released = publish_answers(_twenty(8, 6, 4, 2), answers=ANSWERS[:4])
    assert status_of(released)["time"] is Status.RANGE
    assert list(status_of(released).values()).count(Status.HIDDEN) == 2


def test_answers_of_which_none_is_given_by_few_all_show() -> None:
    assert set(status_of(publish_answers(_twenty(8, 6, 6), answers=ANSWERS[:3])).values()) == {Status.SHOWN}


def test_answer_that_is_released_again_is_held_against_the_others_and_its_own() -> None:
    tables = _twenty(8, 6, 4, 2)
    first = publish_answers(tables, answers=ANSWERS[:4])
    hidden = next(answer for answer, status in status_of(first).items() if status is Status.HIDDEN)
    told = [(answer, one.told) for answer, one in first.items()]
    again = publish_answers({hidden: tables[hidden]}, answers=ANSWERS[:4], told=told)
    assert status_of(again) == {hidden: Status.HIDDEN}


def test_answers_of_other_people_are_not_released() -> None:
    """Though what was told of the one answer could hold for them too."""
    answer = ANSWERS[0]
    first = publish_answers(_twenty(8, 6, 6), answers=ANSWERS[:3])[answer]
    with pytest.raises(InconsistentReleases):
        publish_answers({"cost": _twenty(8, 7, 7)["cost"]}, answers=ANSWERS[:3], told=[(answer, first.told)])


def test_what_is_released_together_reads_as_what_is_released_alone() -> None:
    story = answered(3)
    alone, together = told_one_by_one(story), told_together(story)
    for one, other in zip(alone, together, strict=True):
        assert [figure.cell for figure in one.figures] == [figure.cell for figure in other.figures]
        assert [figure.pooled_into for figure in one.figures] == [figure.pooled_into for figure in other.figures]
        assert one.told.bases == other.told.bases
