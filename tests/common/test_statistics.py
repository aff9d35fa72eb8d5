"""Wilson's interval to more places than the tests beside disclosure control hold it."""

import pytest

from common.statistics import wilson_interval


@pytest.mark.parametrize(("count", "low", "high"), [(8, 0.10500, 0.34757), (32, 0.65243, 0.89500)])
def test_wilson_interval_of_eight_in_forty_and_of_the_others(count: int, low: float, high: float) -> None:
    assert wilson_interval(count, 40) == pytest.approx((low, high), abs=5e-6)
