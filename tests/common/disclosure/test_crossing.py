"""All who left a cell, and all who came into it, cannot be seen into, whichever ways they went."""

from dataclasses import replace

import pytest

from common.disclosure import (
    TOTAL_ONLY,
    Atom,
    Cell,
    Link,
    Pace,
    Publication,
    Rules,
    Sensitivity,
    Status,
    Told,
    Unit,
    moves_between,
)
from common.disclosure.following import Followed
from common.disclosure.model import Model, Moved
from common.disclosure.publishing import publish
from common.disclosure.suppression import Statement
from tests.common.disclosure.attacker import Attacker
from tests.common.disclosure.builders import Moment, Somebody, Story, random_story

TAKEN = (6, 58)
"""Organisations of two releases in which all who left or came could be seen into, though each way could not."""


def _one(number: int, unit: str, group: str = "customer_contact", *, does: bool = False) -> Somebody:
    return Somebody(number, unit, group, in_base=True, does=does)


def _ten(doing: int, *, first: int = 0) -> tuple[Somebody, ...]:
    return tuple(_one(number, "a", does=number < first + doing) for number in range(first, first + 10))


def _elsewhere(unit: str, first: int) -> tuple[Somebody, ...]:
    return tuple(_one(number, unit, does=number % 2 == 0) for number in range(first, first + 30))


OTHERS = (*_elsewhere("b", 100), *_elsewhere("c", 200))


def _story(*moments: tuple[Somebody, ...], pace: Pace = Pace.GROWS) -> Story:
    units = (Unit("a"), Unit("b"), Unit("c"))
    moments_of = tuple(Moment(units, (*people, *OTHERS)) for people in moments)
    return Story(moments_of, pace, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=10))


def _where_no_cell_is_known_again(story: Story) -> list[Publication]:
    """Release with all earlier ones in mind, but with each cell under another name in each of them."""

    def renamed(told: Told, number: int) -> Told:
        def name(cell: Cell) -> Cell:
            return cell._replace(unit=f"{cell.unit} of {number}")

        return replace(
            told,
            statements=tuple(said._replace(cell=name(said.cell)) for said in told.statements),
            secrets=tuple(kept._replace(cell=name(kept.cell)) for kept in told.secrets),
        )

    releases: list[Publication] = []
    for tabulation in story.tabulations():
        history = [
            replace(past, told=renamed(past.told, number)) for number, past in enumerate(story.history(releases))
        ]
        releases.append(publish(tabulation, history=history))
    return releases


MANAGER, DIRECTOR = _one(10, "a", "manager", does=True), _one(11, "a", "director")
TWO_WHO_LEAVE = [
    pytest.param((), id="both leave the organisation"),
    pytest.param((replace(MANAGER, unit="b"),), id="one goes to another unit and one leaves"),
    pytest.param((replace(MANAGER, unit="b"), replace(DIRECTOR, unit="c")), id="they go to two units"),
]


@pytest.mark.parametrize("later", TWO_WHO_LEAVE)
def test_one_of_twelve_and_then_none_of_ten_does_not_say_that_one_of_the_two_who_left_did(
    later: tuple[Somebody, ...],
) -> None:
    story = _story((*_ten(0), MANAGER, DIRECTOR), (*_ten(0), *later))
    unguarded = Attacker(story, _where_no_cell_is_known_again(story))
    guarded = Attacker(story, story.release())

    assert "all who left ('a', 'all') by period 1: 1 to 1, promised 1" in list(unguarded.successes())
    assert guarded.figures[0]["a", "all"].value == 10
    assert guarded.figures[1]["a", "all"].status is Status.HIDDEN
    assert not list(guarded.successes())


def test_four_of_ten_and_then_five_of_twelve_does_not_say_that_one_of_the_two_who_came_does() -> None:
    story = _story(_ten(4), (*_ten(4), MANAGER, DIRECTOR), pace=Pace.SAME)
    unguarded = Attacker(story, _where_no_cell_is_known_again(story))
    guarded = Attacker(story, story.release())

    assert "all who came ('a', 'all') by period 1: 1 to 1, promised 2" in list(unguarded.successes())
    assert guarded.figures[1]["a", "all"].status is Status.HIDDEN
    assert not list(guarded.successes())


def test_none_of_ten_and_then_none_of_twelve_may_say_by_itself_that_neither_of_the_two_who_came_does() -> None:
    story = _story(_ten(0), (*_ten(0), replace(MANAGER, does=False), DIRECTOR))
    attacker = Attacker(story, story.release())

    assert [figures["a", "all"].value for figures in attacker.figures] == [0, 0]
    assert not list(attacker.successes())


def test_what_was_hidden_for_two_who_left_stays_hidden_in_the_next_release_in_which_nobody_moves() -> None:
    story = _story((*_ten(0), MANAGER, DIRECTOR), _ten(0), _ten(0))
    attacker = Attacker(story, story.release())

    assert [figures["a", "all"].status for figures in attacker.figures[1:]] == [Status.HIDDEN, Status.HIDDEN]
    assert not list(attacker.successes())


def test_one_who_left_and_one_who_left_a_release_later_cannot_be_seen_into_across_the_hidden_one_in_between() -> None:
    """1 of 12, nothing of 11, none of 10: each of the two may have, but one of them did."""
    story = _story((*_ten(0), MANAGER, DIRECTOR), (*_ten(0), DIRECTOR), _ten(0), pace=Pace.SAME)
    attacker = Attacker(story, story.release())

    assert [figures["a", "all"].status for figures in attacker.figures] == [Status.SHOWN, Status.HIDDEN, Status.HIDDEN]
    assert not list(attacker.successes())


def test_cell_of_which_nobody_is_left_since_its_last_figure_is_shown_again() -> None:
    """All who came are the cell itself then, and the figure is about them alone."""
    earlier, later = _ten(4), _ten(5, first=20)
    story = _story(earlier, earlier[2:7] + later[3:7], later, pace=Pace.SAME)
    attacker = Attacker(story, story.release())

    assert [figures["a", "all"].status for figures in attacker.figures] == [Status.SHOWN, Status.POOLED, Status.SHOWN]
    assert not list(attacker.successes())


A, B, CELL = Atom("a", "manager"), Atom("b", "manager"), Cell("a", "all")


def _crossed(*periods: dict[int, Atom], shown: tuple[int, ...]) -> list[Moved]:
    """Return who crossed the cell of everybody in a, in releases that all know about or (where not ``shown``) not."""
    bases = [{atom: list(places.values()).count(atom) for atom in set(places.values())} for places in periods]
    links = [Link(Pace.GROWS, moves_between(*periods[: number + 1])) for number, _ in enumerate(periods) if number > 0]
    says = [Statement(CELL, frozenset({A}), 0, base[A]) for base in bases]
    told = [[said] if number in shown else [] for number, said in enumerate(says)]
    return list(Model(Followed(bases, links), told).crossed([{CELL: frozenset({A})} for _ in periods]))


def test_all_who_left_and_all_who_came_are_a_group_whether_or_not_the_cell_shows() -> None:
    periods = {1: A, 2: A, 3: A, 4: B}, {1: A, 3: B, 4: A, 5: A}

    for shown in ((), (0,), (0, 1)):
        left, came = _crossed(*periods, shown=shown)
        assert (left.people, left.members, came.people, came.members) == (2, frozenset(), 2, frozenset({A}))


def test_who_crosses_between_two_figures_is_one_group_over_the_releases_in_which_the_cell_is_hidden() -> None:
    periods = {1: A, 2: A, 3: A, 6: A}, {1: A, 2: A, 4: A, 6: A}, {1: A, 4: B, 5: A, 6: A}

    def over_two_releases(shown: tuple[int, ...]) -> list[int]:
        return [moved.people for moved in _crossed(*periods, shown=shown) if moved.link - moved.since > 1]

    assert over_two_releases((0, 2)) == [3, 2]
    assert over_two_releases((0, 1, 2)) == over_two_releases((0, 1)) == over_two_releases((1, 2)) == []


def test_cell_in_which_nobody_stays_is_no_group_of_people_who_left_or_came() -> None:
    assert not _crossed({1: A, 2: A}, {1: B, 2: B, 3: A}, shown=(0, 1))


@pytest.mark.parametrize("seed", TAKEN)
def test_attacker_succeeds_where_no_cell_is_known_again_and_only_there(seed: int) -> None:
    story = random_story(seed)

    assert any("all who" in taken for taken in Attacker(story, _where_no_cell_is_known_again(story)).successes())
    assert not list(Attacker(story, story.release()).successes())
