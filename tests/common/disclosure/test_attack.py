"""No hidden count can be worked out from what is shown in two or four releases of random organisations."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from common.disclosure import (
    TOTAL_ONLY,
    Pace,
    Publication,
    Rules,
    Sensitivity,
    Status,
    Table,
    Tabulation,
    Told,
    tabulate,
)
from common.disclosure.organisation import Atom, Unit, UnitTree
from common.disclosure.publication import figures
from common.disclosure.publishing import publish
from common.disclosure.schemes import LEADERSHIP
from common.disclosure.suppression import Draft, suppress_complements
from common.disclosure.tables import Tally
from tests.common.disclosure.attacker import Attacker
from tests.common.disclosure.builders import Moment, Somebody, Story, random_story, with_absences
from tests.drill import tries

CONTROLS = range(8)
KNOWN_AGAIN = [
    pytest.param(random_story(6059, moments=4), id="organisation 6059"),
    pytest.param(random_story(6184, moments=4), id="organisation 6184"),
    pytest.param(with_absences(random_story(5004, moments=3), 5004), id="organisation 5004, where people come back"),
]
TAKEN_BY_PAIRS = (6072, 6085, 6095, 6120)
"""Organisations of four releases in which who follows people through all of them knows more than pairs tell."""
ALONE = Somebody(0, "a", "manager", in_base=True, does=False)
COLLEAGUES = tuple(
    Somebody(number, unit, "customer_contact", in_base=True, does=number % 4 != 0)
    for unit, numbers in (("a", range(1, 29)), ("b", range(29, 57)))
    for number in numbers
)


def _one(number: int, unit: str, *, does: bool = False) -> Somebody:
    return Somebody(number, unit, "manager", in_base=True, does=does)


def _ten(doing: int) -> tuple[Somebody, ...]:
    return tuple(_one(number, "a", does=number < doing) for number in range(10))


@pytest.mark.parametrize("seed", range(24))
def test_no_hidden_count_can_be_computed_from_two_releases(seed: int) -> None:
    story = random_story(seed)

    assert not list(Attacker(story, story.release()).successes())


@pytest.mark.parametrize("seed", range(1000, 1002))
def test_no_hidden_count_can_be_computed_from_four_releases(seed: int) -> None:
    story = random_story(seed, moments=4)

    assert not list(Attacker(story, story.release()).successes())


@pytest.mark.parametrize("story", KNOWN_AGAIN)
def test_attacker_succeeds_where_people_are_followed_from_each_release_to_the_next_only(story: Story) -> None:
    assert any(Attacker(story, story.release(reach=2)).successes())


@pytest.mark.parametrize("story", KNOWN_AGAIN)
def test_attacker_fails_where_people_are_followed_through_all_releases(story: Story) -> None:
    assert not list(Attacker(story, story.release()).successes())


def test_newcomer_who_is_alone_in_unit_and_group_cannot_be_seen_into_in_organisation_2244() -> None:
    """21 of 28 did; then 20 or 21 of 29, and the 28 as before: so the one who came, the only manager there, did not."""
    story = random_story(2244)

    assert not list(Attacker(story, story.release()).successes())


def test_nobody_of_a_unit_says_that_nobody_of_them_did_before_in_organisation_6057() -> None:
    """1 of 12 in unit 0.3 did; three moved away, and none of the other 9 did: class B may say so, of before as well."""
    story = random_story(6057, moments=4)

    assert not list(Attacker(story, story.release()).successes())


def test_who_stays_where_none_do_did_not_in_the_hidden_group_of_four_they_came_from() -> None:
    """Four came from b to a and three went on to c: "none of a do" is about the fourth, and so about b before it."""
    others = tuple(Somebody(number, "a", "customer_contact", in_base=True, does=False) for number in range(10, 19))
    others += tuple(
        Somebody(number, "c", "customer_contact", in_base=True, does=number % 2 == 0) for number in range(30, 50)
    )
    moments = tuple(
        Moment(
            (Unit("a"), Unit("b"), Unit("c")),
            (*(Somebody(number, unit, "manager", True, number == 1) for number, unit in enumerate(units)), *others),
        )
        for units in ("bbbb", "aaaa", "accc")
    )
    story = Story(moments, Pace.GROWS, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=5))
    attacker = Attacker(story, story.release())

    assert attacker.figures[2]["a", "all"].value == 0
    assert attacker.bounds(attacker.variables(0, ("b", "all"))) == (0, 3)
    assert not list(attacker.successes())


def test_none_of_a_is_hidden_where_it_would_say_of_both_who_came_from_b_that_they_did_not_there() -> None:
    others = tuple(_one(number, "b", does=number % 2 == 0) for number in range(30, 40))
    moments = tuple(
        Moment((Unit("a"), Unit("b")), (*_ten(0), _one(10, unit), _one(11, unit), *others)) for unit in "ba"
    )
    story = Story(moments, Pace.GROWS, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=5))
    attacker = Attacker(story, story.release())
    each_by_itself = [publish(tabulation) for tabulation in story.tabulations()]

    assert any("who moved at {('b', 'manager')}" in taken for taken in Attacker(story, each_by_itself).successes())
    assert attacker.figures[1]["a", "all"].status is Status.HIDDEN
    assert not list(attacker.successes())


@pytest.mark.parametrize(
    ("moments", "where"),
    [
        pytest.param(
            (_ten(3), (*_ten(3), _one(10, "b", does=True)), (*_ten(10), _one(10, "a", does=True))),
            "('b', 'manager') of period 1: 1 to 1, promised 1",
            id="later all of a do, and the one who came from b did already there",
        ),
        pytest.param(
            (_ten(1), (*_ten(1), _one(10, "b"), _one(11, "b")), (*_ten(1), _one(10, "a"), _one(11, "a"))),
            "('b', 'manager') of period 1: 0 to 0, promised 1",
            id="later one of a does, and neither of the two who came from b did there",
        ),
        pytest.param(
            ((*_ten(0), _one(10, "a")), (*_ten(3), _one(10, "b", does=True))),
            "('b', 'manager') of period 1: 1 to 1, promised 1",
            id="none of a did, and the one who left for b does by then",
        ),
    ],
)
def test_attacker_is_not_kept_by_what_a_figure_says_of_another_period_from_what_it_does_not_say(
    moments: tuple[tuple[Somebody, ...], ...], where: str
) -> None:
    released = tuple(Moment((Unit("a"), Unit("b")), people) for people in moments)
    story = Story(released, Pace.GROWS, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=5))
    by_threshold_only = _without_more(story, lambda draft: None)

    assert f"who went one way, at {where}" in list(Attacker(story, by_threshold_only).successes())
    assert not list(Attacker(story, story.release()).successes())


def test_attacker_sees_what_two_figures_together_say_of_one_who_came_where_who_does_keeps_doing() -> None:
    """4 of 10 did; then 4 of 11: the newcomer did not, and no figure says so by itself."""
    staying = tuple(Somebody(number, "a", "manager", in_base=True, does=number < 4) for number in range(10))
    newcomer = Somebody(10, "a", "manager", in_base=True, does=False)
    moments = tuple(Moment((Unit("a"),), people) for people in (staying, (*staying, newcomer)))
    story = Story(moments, Pace.GROWS, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=5))
    each_by_itself = [publish(tabulation) for tabulation in story.tabulations()]

    assert any("who went one way" in taken for taken in Attacker(story, each_by_itself).successes())
    assert not list(Attacker(story, story.release()).successes())


PRODUCT = (Table.TOTAL, Table.GROUPS, Table.UNITS)
"""What the portal releases of people: units by groups shows nowhere, and follows from sums where nobody guards it."""


@pytest.mark.parametrize("sensitivity", [Sensitivity.REACH, Sensitivity.USE])
def test_two_of_a_group_outside_a_unit_that_is_all_of_that_group_cannot_be_worked_out(
    sensitivity: Sensitivity,
) -> None:
    """10 of 14 managers do, and 8 of the 12 in unit a, all of them managers: so both others would."""
    managers = tuple(
        Somebody(number, "a" if number < 12 else "b", "manager", in_base=True, does=number < 8 or number >= 12)
        for number in range(14)
    )
    others = tuple(
        Somebody(number, "b", "customer_contact", in_base=True, does=number % 2 == 0) for number in range(20, 60)
    )
    moment = Moment((Unit("a"), Unit("b")), (*managers, *others))
    story = Story((moment,), None, LEADERSHIP, sensitivity, Rules(threshold=10), PRODUCT)
    by_sums_only = _without_more(story, suppress_complements)

    assert any("b within leadership" in taken for taken in Attacker(story, by_sums_only).successes())
    assert not list(Attacker(story, story.release()).successes())


@pytest.mark.parametrize(("seed", "moments"), [*((seed, 1) for seed in range(60)), *((seed, 2) for seed in range(12))])
def test_no_unit_within_or_without_a_group_can_be_computed_from_what_the_portal_releases(
    seed: int, moments: int
) -> None:
    story = replace(random_story(seed, moments=moments), tables=PRODUCT)

    assert not list(Attacker(story, story.release()).successes())


@pytest.mark.parametrize("sensitivity", [Sensitivity.REACH, Sensitivity.USE])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param((), (ALONE,), id="comes"),
        pytest.param((ALONE,), (), id="leaves"),
        pytest.param((ALONE,), (replace(ALONE, unit="b"),), id="moves"),
    ],
)
def test_somebody_alone_in_unit_and_group_cannot_be_seen_into_who(
    before: tuple[Somebody, ...], after: tuple[Somebody, ...], sensitivity: Sensitivity
) -> None:
    moments = tuple(Moment((Unit("a"), Unit("b")), COLLEAGUES + people) for people in (before, after))
    story = Story(moments, Pace.SAME, TOTAL_ONLY, sensitivity, Rules(threshold=5))
    each_by_itself = [publish(tabulation) for tabulation in story.tabulations()]

    assert any("who moved" in taken for taken in Attacker(story, each_by_itself).successes())
    assert not list(Attacker(story, story.release()).successes())


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_no_hidden_count_can_be_computed_in_a_thousand_organisations(hundred: int) -> None:
    for seed in range(2000 + 100 * hundred, 2000 + 100 * hundred + tries(4, 100)):
        story = random_story(seed)

        assert not list(Attacker(story, story.release()).successes()), f"organisation {seed}"


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(2))
def test_no_hidden_count_can_be_computed_from_four_releases_of_two_hundred_organisations(hundred: int) -> None:
    for seed in range(6000 + 100 * hundred, 6000 + 100 * hundred + tries(4, 100)):
        story = random_story(seed, moments=4)

        assert not list(Attacker(story, story.release()).successes()), f"organisation {seed}"


@pytest.mark.long
@pytest.mark.parametrize("seed", TAKEN_BY_PAIRS)
def test_pairs_are_not_enough_in(seed: int) -> None:
    story = random_story(seed, moments=4)

    assert any(Attacker(story, story.release(reach=2)).successes())


@pytest.mark.long
def test_nobody_can_be_seen_into_in_38_organisations_where_people_come_back() -> None:
    for seed in range(8200, 8200 + tries(3, 38)):
        story = with_absences(random_story(seed, moments=4), seed)

        assert not list(Attacker(story, story.release()).successes()), f"organisation {seed}"


def _without_more(story: Story, decide: Callable[[Draft], None]) -> list[Publication]:
    """Release as if primary suppression, and what ``decide`` adds, were enough."""

    def released(tabulation: Tabulation) -> Publication:
        draft = Draft(tabulation)
        decide(draft)
        return Publication(figures(draft), Told(tabulation.bases, tuple(draft.statements()), ()), watched=0, solved=0)

    return [released(tabulation) for tabulation in story.tabulations()]


def _taken(releases_of: Callable[[Story], list[Publication]]) -> int:
    """Count in how many organisations the attacker finds a hidden count."""
    stories = [random_story(seed) for seed in CONTROLS]
    return sum(any(Attacker(story, releases_of(story)).successes()) for story in stories)


def test_attacker_succeeds_where_complementary_suppression_is_off() -> None:
    assert _taken(lambda story: _without_more(story, lambda draft: None)) > len(CONTROLS) // 2


def test_attacker_succeeds_where_sums_are_guarded_but_nothing_is_audited() -> None:
    assert _taken(lambda story: _without_more(story, suppress_complements)) > len(CONTROLS) // 4


def test_attacker_succeeds_where_earlier_releases_are_forgotten() -> None:
    assert _taken(lambda story: [publish(tabulation) for tabulation in story.tabulations()]) > 0


def test_trying_every_table_finds_each_hidden_count_as_open_as_promised() -> None:
    tree = UnitTree([Unit("a"), Unit("b")])
    tallies = {
        Atom("a", "manager"): Tally(1, 2, 2),
        Atom("a", "customer_contact"): Tally(4, 9, 9),
        Atom("b", "manager"): Tally(2, 3, 3),
        Atom("b", "customer_contact"): Tally(3, 8, 8),
    }
    tabulation = tabulate(tallies, tree=tree, scheme=LEADERSHIP, sensitivity=Sensitivity.USE, rules=Rules(threshold=5))
    told = publish(tabulation)
    statements = told.told.statements
    possible = [
        table
        for table in (
            dict(zip(sorted(tallies), counts, strict=True))
            for counts in product(*(range(tallies[atom].base + 1) for atom in sorted(tallies)))
        )
        if all(said.low <= sum(table[atom] for atom in said.members) <= said.high for said in statements)
    ]

    assert len(possible) > 1
    for secret in told.told.secrets:
        values = {sum(table[atom] for atom in secret.members) for table in possible}
        assert max(values) - min(values) >= secret.width > 0
