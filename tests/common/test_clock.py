"""Days and months as Europe/Amsterdam lives them, also when the clock is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from common.clock import AMSTERDAM, day_of, end_of, now, start_of, today
from common.errors import RuleBroken
from common.periods import Period

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""At 2 o'clock on the first it is 3; at 3 o'clock on the second it is 2 again."""

moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - see timezones
months = st.builds(Period, st.integers(2000, 2098), st.integers(1, 12))


def hours(start: datetime, end: datetime) -> float:
    """Count hours that really pass: a difference inside one time zone counts those of the wall clock."""
    return (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)


# --- days -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("day", "length"), [(FORWARD, 23), (BACK, 25), (date(2026, 11, 24), 24)])
def test_day_is_as_long_as_it_is_lived(day: date, length: int) -> None:
    assert hours(start_of(day), end_of(day)) == length


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), FORWARD),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), FORWARD),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), BACK),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), BACK),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=AMSTERDAM), BACK),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=AMSTERDAM), BACK),
    ],
)
def test_moment_falls_on_the_day_in_amsterdam(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@given(moments)
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
@example(datetime(2026, 10, 25, 1, 0, tzinfo=UTC))
def test_every_moment_lies_in_one_day(moment: datetime) -> None:
    day = day_of(moment)
    assert start_of(day) <= moment < end_of(day)
    assert day_of(start_of(day)) == day
    assert end_of(day).astimezone(UTC) == start_of(day + timedelta(days=1)).astimezone(UTC)
    assert hours(start_of(day), end_of(day)) in {23, 24, 25}


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-03-28T23:30:00Z", FORWARD), ("2026-07-14T22:30:00Z", date(2026, 7, 15)), ("2026-10-25T22:30:00Z", BACK)],
)
def test_today_is_the_day_in_amsterdam_and_now_is_in_utc(moment: str, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert today() == day
        assert now() == datetime.fromisoformat(moment)
        assert now().utcoffset() == timedelta(0)


# --- months -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("period", "length"),
    [(Period(2026, 3), 31 * 24 - 1), (Period(2026, 10), 31 * 24 + 1), (Period(2028, 2), 29 * 24)],
)
def test_month_is_as_long_as_it_is_lived(period: Period, length: int) -> None:
    assert hours(period.starts_at, period.ends_at) == length


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "2026-03"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026-04"),
        (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), "2026-11"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01"),
        (date(2026, 10, 31), "2026-10"),
    ],
)
def test_moment_and_day_fall_in_their_month(moment: date | datetime, period: str) -> None:
    assert str(Period.of(moment)) == period


@given(months)
@example(Period(2026, 12))
@example(Period(2027, 1))
def test_months_follow_each_other_without_a_gap(period: Period) -> None:
    following = period.next()
    assert following.previous() == period < following
    assert period.last_day + timedelta(days=1) == following.first_day
    assert period.ends_at == following.starts_at
    assert Period.of(period.first_day) == Period.of(period.last_day) == period
    assert Period.parse(str(period)) == period


@given(months, months)
def test_months_order_by_time_as_their_words_do(one: Period, other: Period) -> None:
    assert (one < other) == (one.first_day < other.first_day) == (str(one) < str(other))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "1999-12", "2026-10-01", "2026/10", "oktober 2026"]
)
def test_what_is_no_month_is_said_in_words(text: str) -> None:
    with pytest.raises(RuleBroken, match="2026-10") as broken:
        Period.parse(text)
    assert broken.value.field == "period"


def test_month_may_stand_between_spaces() -> None:
    assert Period.parse(" 2026-10\n") == Period(2026, 10)


def test_last_day_of_all_ends_with_its_last_moment() -> None:
    assert day_of(end_of(date.max)) == date.max
    assert end_of(date.max) > end_of(date.max - timedelta(days=1))
