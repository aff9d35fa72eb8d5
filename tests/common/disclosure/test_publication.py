"""One release: what it shows, and that the same input always gives the same output."""

import json
from random import Random

import pytest

from common.disclosure import (
    ALL,
    LEADERSHIP,
    ORGANISATION,
    TOTAL_ONLY,
    Cell,
    Figure,
    InconsistentReleases,
    Link,
    Pace,
    Past,
    Path,
    Publication,
    Reason,
    Rules,
    Scheme,
    Sensitivity,
    Status,
    Tabulation,
    Told,
    Unit,
    UnitTree,
    tabulate,
)
from common.disclosure.publishing import publish
from common.disclosure.suppression import Draft, suppress_complements
from tests.common.disclosure.builders import random_story, tallies_of

Rows = dict[str, dict[str, tuple[int, int]]]
SEEDS = range(40, 52)


def _tabulated(rows: Rows, sensitivity: Sensitivity = Sensitivity.USE, scheme: Scheme = TOTAL_ONLY) -> Tabulation:
    tree = UnitTree([Unit(key) for key in rows])
    return tabulate(tallies_of(rows), tree=tree, scheme=scheme, sensitivity=sensitivity, rules=Rules())


def _figure(publication: Publication, unit: str, group: str = ALL) -> Figure:
    return next(figure for figure in publication.figures if figure.cell == Cell(unit, group))


def _staff(numerator: int, base: int) -> dict[str, tuple[int, int]]:
    return {"customer_contact": (numerator, base)}


def test_group_of_ten_with_three_who_do_not_is_shown_with_its_band() -> None:
    figure = _figure(publish(_tabulated({"a": _staff(7, 10)})), ORGANISATION)

    assert (figure.status, figure.value, str(figure.base_band), figure.coverage) == (Status.SHOWN, 70, "10-24", 100)


def test_group_of_nine_is_hidden_and_shows_nothing() -> None:
    figure = _figure(publish(_tabulated({"a": _staff(4, 9)})), ORGANISATION)

    assert figure == Figure(Cell(ORGANISATION, ALL), Status.HIDDEN, Reason.TOO_FEW)


def test_release_about_nobody_hides_everything_and_may_be_followed_by_one_about_people() -> None:
    nobody, people = (_tabulated({"a": _staff(*staff)}, Sensitivity.REACH) for staff in ((0, 0), (7, 10)))

    first = publish(nobody)
    second = publish(nobody, history=[Past(first.told, Link(Pace.GROWS, {}))])
    third = publish(people, history=[Past(second.told, Link(Pace.GROWS, {}))])

    assert {figure.reason for figure in (*first.figures, *second.figures)} == {Reason.EMPTY}
    assert _figure(third, ORGANISATION).value == 70


@pytest.mark.parametrize(("numerator", "low", "high"), [(0, 0, 10), (2, 0, 10), (18, 90, 100), (20, 90, 100)])
def test_class_c_near_none_or_all_shows_a_range(numerator: int, low: int, high: int) -> None:
    figure = _figure(publish(_tabulated({"a": _staff(numerator, 20)})), ORGANISATION)

    assert (figure.status, figure.value, figure.low, figure.high) == (Status.RANGE, None, low, high)


@pytest.mark.parametrize(("numerator", "value"), [(0, 0), (20, 100), (1, 5)])
def test_class_b_may_show_none_and_all(numerator: int, value: int) -> None:
    figure = _figure(publish(_tabulated({"a": _staff(numerator, 20)}, Sensitivity.REACH)), ORGANISATION)

    assert (figure.status, figure.value) == (Status.SHOWN, value)


def test_class_a_has_no_threshold() -> None:
    publication = publish(_tabulated({"a": _staff(3, 4), "b": _staff(0, 1)}, Sensitivity.FACT))

    assert {figure.status for figure in publication.figures} == {Status.SHOWN}
    assert _figure(publication, "a").value == 75


def test_hidden_unit_is_not_left_alone_in_its_sum() -> None:
    publication = publish(_tabulated({"a": _staff(6, 12), "b": _staff(7, 15), "c": _staff(4, 8)}))

    assert _figure(publication, "c").status is Status.POOLED
    assert _figure(publication, "a").reason is Reason.PROTECTS_SUM
    assert _figure(publication, ORGANISATION).status is Status.SHOWN


def test_person_who_left_cannot_be_found_by_taking_two_releases_apart() -> None:
    before = _tabulated({"a": _staff(6, 12), "b": _staff(7, 15)})
    after = _tabulated({"a": _staff(3, 9), "b": _staff(7, 15)})
    first = publish(before)
    stayed: dict[Path, int] = {(atom, atom): min(before.bases[atom], after.bases[atom]) for atom in before.bases}

    alone = publish(after)
    together = publish(after, history=[Past(first.told, Link(Pace.SAME, stayed))])

    assert _figure(alone, ORGANISATION).status is Status.SHOWN
    assert len([figure for figure in together.figures if figure.status is Status.SHOWN]) <= len(
        [figure for figure in alone.figures if figure.status is Status.SHOWN]
    )


def test_link_with_more_people_than_there_are_is_refused() -> None:
    tabulation = _tabulated({"a": _staff(6, 12)})
    (atom,) = tabulation.bases

    with pytest.raises(ValueError, match="More people"):
        publish(tabulation, history=[Past(publish(tabulation).told, Link(Pace.SAME, {(atom, atom): 13}))])


def test_release_that_contradicts_an_earlier_one_is_refused_not_shown() -> None:
    first, second = _tabulated({"a": _staff(6, 12)}), _tabulated({"a": _staff(9, 12)})
    (atom,) = first.bases

    with pytest.raises(InconsistentReleases):
        publish(second, history=[Past(publish(first).told, Link(Pace.SAME, {(atom, atom): 12}))])


def test_without_a_link_an_earlier_release_changes_nothing() -> None:
    story = random_story(41)
    first, second = story.tabulations()

    assert publish(second, history=[Past(publish(first).told, None)]).figures == publish(second).figures


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_below_the_threshold_is_ever_shown(seed: int) -> None:
    story = random_story(seed)
    for tabulation, publication in zip(story.tabulations(), story.release(), strict=True):
        for figure in publication.figures:
            if figure.status in {Status.SHOWN, Status.RANGE}:
                assert tabulation.counts[figure.cell].base >= story.rules.threshold
            else:
                assert (figure.value, figure.low, figure.high, figure.base_band, figure.coverage) == (None,) * 5
            if story.sensitivity is Sensitivity.USE and figure.status is Status.SHOWN:
                count = tabulation.counts[figure.cell]
                assert count.numerator is not None
                assert min(count.numerator, count.base - count.numerator) >= 3


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_same_input_gives_the_same_output_whatever_its_order(seed: int) -> None:
    story = random_story(seed)
    moment = story.moments[0]
    tallies = list(moment.tallies().items())
    units = list(moment.units)
    Random(seed).shuffle(tallies)
    Random(seed).shuffle(units)
    shuffled = tabulate(
        dict(tallies),
        tree=UnitTree(units, staffed={person.unit for person in moment.people}),
        scheme=story.scheme,
        sensitivity=story.sensitivity,
        rules=story.rules,
    )

    assert publish(shuffled) == publish(story.tabulations()[0])
    assert story.release() == story.release()


@pytest.mark.parametrize("seed", SEEDS)
def test_guarding_sums_leaves_each_count_that_does_not_show_as_wide_as_promised_in_each_sum(seed: int) -> None:
    """On its own, before the audit, which would make good what is missed here by hiding more."""
    for tabulation in random_story(seed).tabulations():
        draft = Draft(tabulation)
        suppress_complements(draft)
        for whole, parts in tabulation.sums:
            if not draft.published((whole, *parts)):
                continue
            said = {cell: draft.interval(cell) for cell in (whole, *parts)}
            low, high = sum(said[part].low for part in parts), sum(said[part].high for part in parts)
            left = {whole: min(said[whole].high, high) - max(said[whole].low, low)}
            for part in parts:
                most = min(said[part].high, said[whole].high - (low - said[part].low))
                left[part] = most - max(said[part].low, said[whole].low - (high - said[part].high))
            for cell, width in left.items():
                if tabulation.counts[cell].base and draft.status[cell] is not Status.SHOWN:
                    assert width >= draft.width(cell), f"{cell} in the sum of {whole}"


@pytest.mark.parametrize("seed", SEEDS)
def test_guarding_sums_twice_changes_nothing(seed: int) -> None:
    draft = Draft(random_story(seed).tabulations()[0])
    suppress_complements(draft)
    once = dict(draft.status)

    suppress_complements(draft)

    assert draft.status == once


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_releasing_the_same_period_again_shows_nothing_that_was_hidden(seed: int) -> None:
    tabulation = random_story(seed).tabulations()[0]
    first = publish(tabulation)
    everyone = Link(Pace.SAME, {(atom, atom): base for atom, base in tabulation.bases.items()})

    again = publish(tabulation, history=[Past(first.told, everyone)])

    shown = {figure for figure in again.figures if figure.status in {Status.SHOWN, Status.RANGE}}
    assert shown <= set(first.figures)


@pytest.mark.parametrize("seed", [1000, 1009])
def test_what_is_kept_as_json_decides_the_same(seed: int) -> None:
    story = random_story(seed, moments=3)
    releases: list[Publication] = []
    for number, tabulation in enumerate(story.tabulations()):
        kept = [json.loads(json.dumps(past.told.to_json())) for past in story.history(releases[:number])]
        links = [past.link for past in story.history(releases[:number])]
        history = [Past(Told.from_json(record), link) for record, link in zip(kept, links, strict=True)]
        releases.append(publish(tabulation, history=history))

    assert releases == story.release()


def test_scheme_of_groups_stands_beside_the_units() -> None:
    rows = {"a": {"manager": (4, 12), "customer_contact": (30, 60)}, "b": {"manager": (5, 11), "director": (2, 4)}}

    publication = publish(_tabulated(rows, scheme=LEADERSHIP))

    assert _figure(publication, ORGANISATION, "leadership").status is Status.SHOWN
    assert _figure(publication, "b", "executing").reason is Reason.EMPTY
