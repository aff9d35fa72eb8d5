"""The rules of training as plain functions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleBroken
from training import rules
from training.choices import ENDED, EnrolmentState

S = EnrolmentState
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_every_state_has_its_line_in_the_table() -> None:
    assert set(rules.MOVES) == set(EnrolmentState)


@pytest.mark.parametrize("state", ENDED)
def test_what_ended_stays_ended(state: EnrolmentState) -> None:
    assert not rules.MOVES[state]
    assert state not in rules.CORRECTIONS


def test_nobody_on_the_list_is_booked_without_an_offer() -> None:
    with pytest.raises(RuleBroken):
        rules.assert_can_move(S.WAITING, S.BOOKED)


def test_a_mark_is_corrected_only_on_purpose() -> None:
    with pytest.raises(RuleBroken):
        rules.assert_can_move(S.NO_SHOW, S.ATTENDED)
    rules.assert_can_move(S.NO_SHOW, S.ATTENDED, correcting=True)


LATEST = NOW + timedelta(hours=150)


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(days=60), timedelta(hours=150)),
        (timedelta(days=18), timedelta(hours=144)),
        (timedelta(days=1), timedelta(hours=8)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(minutes=20), timedelta(minutes=20)),
    ],
)
def test_offer_is_shorter_near_the_session(left: timedelta, lasts: timedelta) -> None:
    assert rules.offer_ends(NOW, NOW + left, latest=LATEST) == NOW + lasts


def test_no_offer_once_the_session_has_begun() -> None:
    assert rules.offer_ends(NOW, NOW, latest=LATEST) is None


@given(minutes=st.integers(min_value=1, max_value=60 * 24 * 400))
def test_offer_ends_later_than_now_and_never_after_the_start(minutes: int) -> None:
    ends = rules.offer_ends(NOW, NOW + timedelta(minutes=minutes), latest=LATEST)
    assert ends is not None
    assert NOW < ends <= NOW + timedelta(minutes=minutes)
    assert ends <= LATEST


def test_who_came_later_gets_more_time() -> None:
    due = date(2026, 6, 30)
    assert rules.due_on(due=due, newcomer_days=60, hired_on=date(2020, 1, 1)) == due
    assert rules.due_on(due=due, newcomer_days=60, hired_on=date(2026, 6, 1)) == date(2026, 7, 31)
    assert rules.due_on(due=due, newcomer_days=60, hired_on=None) == due


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 15), 24, date(2028, 11, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_completion_counts_for_whole_months(day: date, months: int, until: date) -> None:
    assert rules.valid_until(day, months) == until


def test_completion_without_a_term_always_counts() -> None:
    assert rules.valid_until(date(2026, 1, 1), None) is None
