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
        (timedelta(days=60), timedelta(days=4)),
        (timedelta(days=12), timedelta(days=4)),
        (timedelta(days=9), timedelta(days=3)),
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
    assert ends <= min(LATEST, NOW + rules.OFFER_LASTS_AT_MOST)


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


# --- renewing ----
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone added


@given(MOMENTS)
def test_short_course_alone_never_counts(short: datetime) -> None:
    assert rules.counted(None, short) is None


@given(st.lists(MOMENTS, min_size=1), st.none() | MOMENTS)
def test_what_counts_is_the_last_of_the_whole_course_and_the_short_one_after_it(
    whole: list[datetime], short: datetime | None
) -> None:
    first, last = min(whole), max(whole)
    counts = rules.counted((first, last), short)
    assert counts is not None
    assert counts >= last, "the short course never shortens what counts"
    assert counts in (last, short)
    assert counts == last or (short is not None and short >= first)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 120))
def test_asking_to_renew_begins_after_completing_and_before_it_runs_out(day: date, months: int) -> None:
    until = rules.valid_until(day, months)
    assert until is not None
    since = rules.renew_from(day, until)
    assert day < since < until
    assert until - since <= rules.RENEW_WITHIN
    assert rules.valid_until(since, months) >= until  # type: ignore[operator] # renewing never costs days


# --- away -----------------------------------------------------------------------------------------------------------
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def days_here(since: date, until: date, away: tuple[date, date]) -> int:
    days = (since + timedelta(days=number) for number in range((until - since).days + 1))
    return sum(not away[0] <= day < away[1] for day in days)


@given(DAYS, st.integers(0, 200), DAYS, st.integers(1, 200))
def test_who_is_away_keeps_as_many_days_to_do_what_is_required(since: date, time: int, begins: date, gone: int) -> None:
    due, away = since + timedelta(days=time), (begins, begins + timedelta(days=gone))
    moved = rules.moved_by_absence(due, since=since, away=away, today=since)
    assert moved >= due
    assert days_here(since, moved, away) == time + 1, "the days away do not count, and no other day is given"


@given(DAYS, DAYS, DAYS)
def test_absence_without_an_end_leaves_nobody_late(due: date, begins: date, today: date) -> None:
    moved = rules.moved_by_absence(due, since=date(2026, 1, 1), away=(begins, None), today=today)
    assert moved == due if begins > due else moved - due == max(timedelta(0), today - begins)
    if begins <= min(due, today):
        assert moved >= today


def test_who_was_not_away_keeps_the_date() -> None:
    due = date(2026, 6, 30)
    assert rules.moved_by_absence(due, since=due, away=None, today=due) == due
