"""A change is called one only when the interval of the difference says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.statistics import difference_interval, is_change, wilson_interval

share = st.integers(1, 2000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_is_that_of_the_literature(count: int, base: int, low: float, high: float) -> None:
    assert wilson_interval(count, base) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_difference_interval_is_that_of_newcombe_1998_table_2(
    after: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    assert difference_interval(*before, *after) == pytest.approx((low, high), abs=5e-5)


@given(share)
def test_interval_holds_the_share_and_stays_between_none_and_all(of: tuple[int, int]) -> None:
    low, high = wilson_interval(*of)

    assert 0 <= low <= of[0] / of[1] <= high <= 1


@given(share, share)
def test_difference_turns_round_when_before_and_after_do(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = difference_interval(*one, *other)

    assert difference_interval(*other, *one) == pytest.approx((-high, -low))
    assert is_change(*one, *other) == is_change(*other, *one)


def test_small_groups_need_a_large_difference_before_it_is_a_change() -> None:
    assert not is_change(3, 10, 6, 10)
    assert is_change(300, 1000, 360, 1000)
    assert not is_change(300, 1000, 300, 1000)


@pytest.mark.parametrize(("count", "base", "confidence"), [(1, 0, 0.95), (-1, 10, 0.95), (11, 10, 0.95), (1, 10, 1.0)])
def test_what_is_no_share_is_refused(count: int, base: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"no share|confidence"):
        wilson_interval(count, base, confidence=confidence)
