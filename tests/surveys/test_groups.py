"""No ballot stands in a group that is too small, and none is known by standing in no group."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.groups import (
    answered_function_groups,
    answered_units,
    invited_function_groups,
    invited_units,
)

FUNCTIONS = ["director", "manager", "customer_contact", "no_customer_contact"]
counts = st.integers(0, 60)


def sizes(kept: dict[str, str], people: dict[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in people.items():
        found[kept[key]] += count
    return found


@pytest.mark.parametrize(
    ("invited", "expected"),
    [
        ((24, 200, 1500, 1200), FUNCTIONS),
        ((7, 38, 200, 175), ["leadership", "leadership", "executing", "executing"]),
        ((3, 5, 200, 175), ["", "", "", ""]),
        ((15, 15, 30, 30), ["", "", "", ""]),
    ],
)
def test_finest_scheme_that_every_group_fits(invited: tuple[int, ...], expected: list[str]) -> None:
    people = dict(zip(FUNCTIONS, invited, strict=True))
    assert invited_function_groups(people, threshold=10) == dict(zip(FUNCTIONS, expected, strict=True))


@given(st.fixed_dictionaries(dict.fromkeys(FUNCTIONS, counts)), st.integers(5, 20))
def test_no_function_group_of_answers_is_smaller_than_the_threshold(people: dict[str, int], threshold: int) -> None:
    kept = answered_function_groups(people, threshold=threshold)
    groups = sizes(kept, people)
    total = sum(people.values())
    assert set(kept) == set(people)
    assert all(count == 0 or count >= min(threshold, total) for count in groups.values())


def test_answers_of_too_few_directors_are_taken_together_with_the_managers() -> None:
    answered = {"director": 6, "manager": 80, "customer_contact": 400, "no_customer_contact": 300}
    kept = answered_function_groups(answered, threshold=10)
    assert kept["director"] == kept["manager"] == "leadership"
    assert answered_function_groups({"leadership": 6, "executing": 60}, threshold=10) == {
        "leadership": "",
        "executing": "",
    }


PARENTS = {"1": None, "2": "1", "3": "1", "21": "2", "22": "2", "31": "3", "32": "3"}


def test_small_unit_joins_the_unit_above_it() -> None:
    people = {"21": 40, "22": 4, "2": 8, "31": 30, "32": 30}
    kept = invited_units(people, PARENTS, threshold=10)
    assert kept == {"21": "21", "22": "2", "2": "2", "31": "31", "32": "32"}


def test_what_is_left_at_the_top_never_stands_alone() -> None:
    people = {"21": 40, "22": 4, "31": 30, "32": 30}
    kept = invited_units(people, PARENTS, threshold=10)
    groups = sizes(kept, people)
    assert "" not in groups
    assert groups["other"] == 34
    assert all(count >= 10 for count in groups.values())


def test_organisation_under_a_hundred_people_has_no_groups() -> None:
    assert set(invited_units({"21": 40, "22": 40}, PARENTS, threshold=10).values()) == {""}


@given(
    st.dictionaries(st.sampled_from(sorted(PARENTS)), counts, min_size=1),
    st.integers(5, 20),
    st.booleans(),
)
def test_no_unit_of_answers_is_smaller_than_the_threshold(
    people: dict[str, int], threshold: int, pooled_before: bool
) -> None:
    if pooled_before:
        people = {**people, "other": 3}
    kept = answered_units(people, PARENTS, threshold=threshold)
    groups = sizes(kept, people)
    total = sum(people.values())
    assert set(kept) == set(people)
    assert all(count == 0 or count >= min(threshold, total) for count in groups.values())
    if groups[""]:
        assert groups[""] == total
