"""Schemes, pooling, tables and rounding: what is decided before any outcome is looked at."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.disclosure import (
    ALL,
    FOUR_GROUPS,
    LEADERSHIP,
    ORGANISATION,
    TOTAL_ONLY,
    Cell,
    Rules,
    Sensitivity,
    Status,
    Table,
    Unit,
    UnitTree,
    band,
    choose_scheme,
    count_band,
    coverage,
    percentage,
    tabulate,
)
from common.disclosure.pooling import pool_units
from common.disclosure.rounding import counts_behind, learned, primary_status, range_of
from tests.common.disclosure.builders import tallies_of


@pytest.mark.parametrize(
    ("people", "scheme"),
    [
        ({"director": 20, "manager": 20, "customer_contact": 30, "no_customer_contact": 29}, TOTAL_ONLY),
        ({"director": 20, "manager": 20, "customer_contact": 30, "no_customer_contact": 30}, FOUR_GROUPS),
        ({"director": 5, "manager": 14, "customer_contact": 163, "no_customer_contact": 238}, LEADERSHIP),
        ({"director": 1, "manager": 3, "customer_contact": 163, "no_customer_contact": 238}, TOTAL_ONLY),
        ({"director": 24, "manager": 100, "customer_contact": 1500}, LEADERSHIP),
    ],
)
def test_scheme_is_the_finest_of_which_each_group_is_large_enough(people: dict[str, int], scheme: object) -> None:
    assert choose_scheme(people, threshold=10) == scheme


def test_unknown_function_group_is_refused() -> None:
    with pytest.raises(ValueError, match="volunteer"):
        choose_scheme({"volunteer": 200}, threshold=10)


@pytest.mark.parametrize(
    "units",
    [
        [Unit("a", "b"), Unit("b", "a")],
        [Unit("a"), Unit("a")],
        [Unit("a", "nowhere")],
        [Unit("a/own")],
        [Unit(ORGANISATION)],
    ],
)
def test_units_that_are_no_tree_are_refused(units: list[Unit]) -> None:
    with pytest.raises(ValueError, match=r"unit|tree"):
        UnitTree(units)


def test_people_of_a_unit_with_units_below_it_are_counted_in_a_leaf_of_their_own() -> None:
    tree = UnitTree([Unit("care"), Unit("north", "care")], staffed=["care", "north"])

    assert tree.leaf("care") == "care/own"
    assert set(tree.leaves("care")) == {"north", "care/own"}


def test_small_siblings_that_are_large_enough_together_become_other_units() -> None:
    tree = UnitTree([Unit(key) for key in "abc"])

    pooling = pool_units(tree, {ORGANISATION: 32, "a": 20, "b": 5, "c": 7}, threshold=10)

    assert pooling.buckets == {"organisation/other": ("b", "c")}
    assert pooling.into == {"b": "organisation/other", "c": "organisation/other"}


def test_small_units_that_stay_small_together_are_counted_in_their_parent_only() -> None:
    tree = UnitTree([Unit("a"), Unit("b"), Unit("b1", "b"), Unit("b2", "b"), Unit("b3", "b")])

    pooling = pool_units(tree, {ORGANISATION: 40, "a": 20, "b": 20, "b1": 12, "b2": 5, "b3": 3}, threshold=10)

    assert not pooling.buckets
    assert pooling.into == {"b2": "b", "b3": "b"}


def test_a_small_unit_takes_all_below_it_along() -> None:
    tree = UnitTree([Unit("a"), Unit("b"), Unit("b1", "b"), Unit("b2", "b"), Unit("c")])

    pooling = pool_units(tree, {ORGANISATION: 42, "a": 25, "b": 8, "b1": 4, "b2": 4, "c": 9}, threshold=10)

    assert pooling.buckets == {"organisation/other": ("b", "c")}
    assert pooling.into == dict.fromkeys(("b", "b1", "b2", "c"), "organisation/other")


def test_no_numerator_below_the_threshold_survives_the_counting() -> None:
    tallies = tallies_of({"a": {"manager": (2, 4), "customer_contact": (9, 20)}, "b": {"customer_contact": (3, 9)}})

    tabulation = tabulate(
        tallies,
        tree=UnitTree([Unit("a"), Unit("b")]),
        scheme=LEADERSHIP,
        sensitivity=Sensitivity.USE,
        rules=Rules(),
    )

    for count in tabulation.counts.values():
        assert (count.numerator is not None) == (count.base >= 10 and count.pooled_into is None)
    assert tabulation.counts[Cell(ORGANISATION, ALL)].numerator == 14
    assert tabulation.counts[Cell("b", ALL)].pooled_into == ORGANISATION


def test_only_the_declared_tables_are_counted() -> None:
    tabulation = tabulate(
        tallies_of({"a": {"manager": (2, 14), "customer_contact": (9, 20)}}),
        tree=UnitTree([Unit("a")]),
        scheme=LEADERSHIP,
        sensitivity=Sensitivity.USE,
        rules=Rules(),
        tables=(Table.TOTAL, Table.UNITS),
    )

    assert set(tabulation.counts) == {Cell(ORGANISATION, ALL), Cell("a", ALL)}


def test_more_who_do_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="no count"):
        tabulate(
            tallies_of({"a": {"manager": (5, 4)}}),
            tree=UnitTree([Unit("a")]),
            scheme=TOTAL_ONLY,
            sensitivity=Sensitivity.USE,
            rules=Rules(),
        )


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [
        (7, 10, 70),
        (1, 99, 5),
        (98, 99, 95),
        (0, 50, 0),
        (50, 50, 100),
        (49, 290, 17),
        (1, 3000, 1),
        (2999, 3000, 99),
        (5, 200, 3),
        (3, 40, 10),
    ],
)
def test_percentage_is_rounded_by_the_size_of_its_base(count: int, base: int, shown: int) -> None:
    assert percentage(count, base) == shown


@given(st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_counts_behind_a_percentage_are_exactly_those_that_show_as_it(share: tuple[int, int]) -> None:
    count, base = share
    low, high = counts_behind(percentage(count, base), base)

    assert [n for n in range(base + 1) if percentage(n, base) == percentage(count, base)] == list(range(low, high + 1))


@given(st.integers(0, 5000))
def test_base_lies_in_its_band_and_bands_are_wide(base: int) -> None:
    low, high, about = band(base)

    assert low <= base <= high
    assert high - low >= 4
    assert (about is None) == (base < 100)
    assert about is None or about % 10 == 0


def test_bands_cover_every_base_once() -> None:
    bands = sorted({band(base) for base in range(500)})

    assert all(after.low == before.high + 1 for before, after in pairwise(bands))


def test_coverage_is_rounded_like_any_percentage_and_unknown_is_not_zero() -> None:
    assert coverage(28, 40) == 70
    assert coverage(28, 0) is None


@given(
    st.integers(5, 60).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    st.sampled_from(Sensitivity),
    st.integers(5, 15),
)
def test_what_a_reader_learns_holds_the_truth(share: tuple[int, int], sensitivity: Sensitivity, threshold: int) -> None:
    count, base = share
    status = primary_status(count, base, sensitivity, Rules(threshold=threshold, width=3))
    low, high = learned(count, base, status, sensitivity)

    assert low <= count <= high
    if sensitivity is not Sensitivity.FACT and base < threshold:
        assert status is Status.HIDDEN
    if status is Status.RANGE:
        shown = range_of(count, base)
        assert high - low == 2
        assert shown.low * base <= 100 * low
        assert shown.high * base >= 100 * high


@pytest.mark.parametrize("sensitivity", [Sensitivity.REACH, Sensitivity.USE])
@pytest.mark.parametrize("threshold", [5, 10])
def test_one_person_below_the_threshold_hides_a_figure(sensitivity: Sensitivity, threshold: int) -> None:
    rules = Rules(threshold=threshold)

    assert primary_status(3, threshold - 1, sensitivity, rules) is Status.HIDDEN
    assert primary_status(3, threshold, sensitivity, rules) is not Status.HIDDEN


@pytest.mark.parametrize("count", range(3))
def test_every_count_too_near_to_none_shows_the_same_range(count: int) -> None:
    assert range_of(count, 20) == (0, 10)
    assert range_of(20 - count, 20) == (90, 100)


@pytest.mark.parametrize(("threshold", "width"), [(4, 3), (10, 1), (10, 10)])
def test_rules_below_what_the_design_allows_are_refused(threshold: int, width: int) -> None:
    with pytest.raises(ValueError, match=r"threshold|width"):
        Rules(threshold=threshold, width=width)


@pytest.mark.parametrize(
    ("count", "threshold", "band"),
    [(0, 10, (0, 9)), (11, 12, (0, 11)), (12, 12, (12, 24)), (60, 10, (50, 99)), (107, 10, (105, 114))],
)
def test_number_of_people_shows_as_a_band_with_one_for_all_below_the_threshold(
    count: int, threshold: int, band: tuple[int, int]
) -> None:
    assert count_band(count, threshold)[:2] == band
