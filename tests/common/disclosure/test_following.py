"""People are followed through releases by their paths, and counting those with one past together loses nothing."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from common.disclosure import Atom, Link, Pace, Path, moves_between
from common.disclosure.following import Flow, Followed, Node
from common.disclosure.model import Model
from tests.common.disclosure.attacker import Attacker
from tests.common.disclosure.builders import random_story, with_absences

A, B, C = (Atom(unit, "manager") for unit in "abc")


def _followed(moves: dict[Path, int], *bases: dict[Atom, int], pace: Pace = Pace.GROWS) -> Followed:
    links = [Link(pace, moves_between({}, {})) for _ in bases[2:]]
    return Followed(bases, [*links, Link(pace, moves)])


def test_moves_are_counted_by_path_and_whoever_is_in_one_release_only_is_on_none() -> None:
    moves = moves_between({1: A, 2: A, 3: A}, {1: A, 2: B, 4: C}, {1: A, 2: B, 3: A, 5: C})

    assert moves == {(A, None, A): 1, (A, A, A): 1, (A, B, B): 1}


def test_last_step_of_paths_is_how_many_went_from_where_to_where() -> None:
    link = Link(Pace.GROWS, {(A, B, B): 2, (C, B, B): 1, (A, A, None): 1, (A, None, A): 1})

    assert link.last_step == {(B, B): 3}


def test_who_came_from_elsewhere_is_known_again_on_leaving() -> None:
    followed = _followed({(A, A, A): 4, (B, A, A): 1, (B, A, C): 1}, {A: 4, B: 2}, {A: 6}, {A: 5, C: 1})

    assert followed.nodes[1] == {Node(1, (A,)): 5, Node(1, (B, A)): 1}
    assert followed.flows[2] == {
        Flow(Node(1, (A,)), Node(2, (A,))): 5,
        Flow(Node(1, (B, A)), Node(2, (C,))): 1,
    }


def test_who_comes_back_is_known_again() -> None:
    followed = _followed({(A, None, B): 1, (A, A, A): 2}, {A: 3}, {A: 2}, {A: 2, B: 1})

    assert Flow(Node(0, (A,)), Node(2, (B,))) in followed.flows[2]


@pytest.mark.parametrize(
    ("paces", "known"),
    [
        ((Pace.SAME, Pace.SAME), Pace.SAME),
        ((Pace.SAME, Pace.GROWS), Pace.GROWS),
        ((Pace.GROWS, Pace.SAME), Pace.GROWS),
    ],
)
def test_who_comes_back_may_have_begun_in_any_step_that_grows(paces: tuple[Pace, Pace], known: Pace) -> None:
    links = [Link(paces[0], {}), Link(paces[1], {(A, None, A): 1})]
    followed = Followed([{A: 1}, {}, {A: 1}], links)

    (flow,) = followed.flows[2]
    assert followed.pace(flow) is known


def test_before_its_paths_begin_people_are_tied_by_the_last_steps_of_older_links() -> None:
    links = [Link(Pace.GROWS, {(A, B): 1, (B, B): 1}), Link(Pace.GROWS, {(B, B): 1, (B, A): 1})]
    followed = Followed([{A: 1, B: 1}, {B: 2}, {A: 1, B: 1}], links)

    assert followed.reach == 2
    assert followed.nodes[1] == {Node(1, (B,)): 2}
    assert followed.flows[1].keys() == {Flow(Node(0, (A,)), Node(1, (B,))), Flow(Node(0, (B,)), Node(1, (B,)))}


@pytest.mark.parametrize("moves", [{(A, A, A): 3}, {(A, None, A): 3}, {(A, B, A): 1}, {(C, A, A): 2}])
def test_more_people_on_paths_than_there_are_is_refused(moves: dict[Path, int]) -> None:
    with pytest.raises(ValueError, match="More people"):
        _followed(moves, {A: 2, C: 1}, {A: 2}, {A: 2})


@pytest.mark.parametrize("moves", [{(A,): 1}, {(A, A): 1, (A, A, A): 1}])
def test_paths_that_are_not_through_the_same_releases_are_refused(moves: dict[Path, int]) -> None:
    with pytest.raises(ValueError, match="same releases"):
        Link(Pace.GROWS, moves)


@pytest.mark.parametrize("seed", [7000, 7004])
def test_counting_people_of_one_past_together_loses_nothing(seed: int) -> None:
    """In any direction a table goes as far as one in which every path has numbers of its own, and no farther."""
    story = with_absences(random_story(seed, moments=4), seed)
    releases = story.release()
    attacker = Attacker(story, releases)
    told = [release.told for release in releases]
    links = [past.link for past in story.history(releases[:-1]) if past.link]
    model = Model(Followed([one.bases for one in told], links), [one.statements for one in told])
    signs = np.random.default_rng(seed)
    rows, lows, highs = attacker.rows(range(len(told)))

    for _ in range(4):
        ours, theirs = np.zeros(model.columns), np.zeros(len(attacker.unknowns))
        for period, moment in enumerate(story.moments):
            for atom in sorted({person.atom for person in moment.people if person.in_base}):
                weight = signs.choice((-1.0, 1.0))
                ours[list(model.terms(period, [Atom(moment.tree.leaf(atom.unit), atom.group)]))] = weight
                theirs[
                    [unknown for (life, at), unknown in attacker.unknowns.items() if at == period and life[at] == atom]
                ] = weight
        whole = model.whole_extreme(ours)
        found = milp(
            -theirs,
            integrality=np.ones(len(theirs)),
            bounds=Bounds(0, [attacker.lives[life] for life, _ in attacker.unknowns]),
            constraints=LinearConstraint(rows, lows, highs),
        )
        assert whole is not None
        assert ours @ whole == round(-found.fun)
