"""No hidden count can be worked out from what is shown in two or four releases of random organisations."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from common.disclosure import TOTAL_ONLY, Pace, Publication, Rules, Sensitivity, Tabulation, Told, publish, tabulate
from common.disclosure.organisation import Atom, Unit, UnitTree
from common.disclosure.publication import figures
from common.disclosure.schemes import LEADERSHIP
from common.disclosure.suppression import Draft, suppress_complements
from common.disclosure.tables import Tally
from tests.common.disclosure.attacker import Attacker
from tests.common.disclosure.builders import Moment, Somebody, Story, random_story, with_absences

CONTROLS = range(8)
KNOWN_AGAIN = [
    pytest.param(random_story(6061, moments=4), id="organisation 6061"),
    pytest.param(random_story(6122, moments=4), id="organisation 6122"),
    pytest.param(with_absences(random_story(5004, moments=3), 5004), id="organisation 5004, where people come back"),
]
TAKEN_BY_PAIRS = (6014, 6050, 6059, 6072, 6078, 6095, 6184)
"""Organisations of four releases in which who follows people through all of them knows more than pairs tell."""
ALONE = Somebody(0, "a", "manager", in_base=True, does=False)
COLLEAGUES = tuple(
    Somebody(number, unit, "customer_contact", in_base=True, does=number % 4 != 0)
    for unit, numbers in (("a", range(1, 29)), ("b", range(29, 57)))
    for number in numbers
)


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


def test_attacker_sees_what_two_figures_together_say_of_one_who_came_where_who_does_keeps_doing() -> None:
    """4 of 10 did; then 4 of 11: the newcomer did not, and no figure says so by itself."""
    staying = tuple(Somebody(number, "a", "manager", in_base=True, does=number < 4) for number in range(10))
    newcomer = Somebody(10, "a", "manager", in_base=True, does=False)
    moments = tuple(Moment((Unit("a"),), people) for people in (staying, (*staying, newcomer)))
    story = Story(moments, Pace.GROWS, TOTAL_ONLY, Sensitivity.REACH, Rules(threshold=5))
    each_by_itself = [publish(tabulation) for tabulation in story.tabulations()]

    assert any("who went one way" in taken for taken in Attacker(story, each_by_itself).successes())
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
    for seed in range(2000 + 100 * hundred, 2100 + 100 * hundred):
        story = random_story(seed)

        assert not list(Attacker(story, story.release()).successes()), f"organisation {seed}"


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(2))
def test_no_hidden_count_can_be_computed_from_four_releases_of_two_hundred_organisations(hundred: int) -> None:
    for seed in range(6000 + 100 * hundred, 6100 + 100 * hundred):
        story = random_story(seed, moments=4)

        assert not list(Attacker(story, story.release()).successes()), f"organisation {seed}"


@pytest.mark.long
@pytest.mark.parametrize("seed", TAKEN_BY_PAIRS)
def test_pairs_are_not_enough_in(seed: int) -> None:
    story = random_story(seed, moments=4)

    assert any(Attacker(story, story.release(reach=2)).successes())


@pytest.mark.long
def test_nobody_can_be_seen_into_in_38_organisations_where_people_come_back() -> None:
    for seed in range(8200, 8238):
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
