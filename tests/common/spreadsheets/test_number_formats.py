"""A number comes out of a workbook as the library that knows workbooks best would show it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import numbers as known
from openpyxl.utils import datetime as known_dates

from common.spreadsheets import number_formats as ours

CODES = [
    *known.BUILTIN_FORMATS.values(),
    "dd-mm-yyyy", "d mmmm yyyy", '"datum "d-m', "[$-413]d mmmm yyyy", "[Red]0.00", "[h]:mm", "[mm]:ss", "[ss].00",
    "yyyy-mm-dd hh:mm:ss", "00000", "0.00;[Red]-0.00", r"0\d", "_d0", "@", "General", "", "hh:mm;@", "0;d-m-yyyy",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_date_time_and_span_are_told_from_a_number(code: str) -> None:
    assert ours.is_date_format(code) == known.is_date_format(code)
    if ours.is_date_format(code):
        assert ours.is_timedelta_format(code) == known.is_timedelta_format(code)


def test_every_built_in_date_is_known() -> None:
    dates = {number: code for number, code in known.BUILTIN_FORMATS.items() if known.is_date_format(code)}
    assert dates == ours.BUILTIN_FORMATS


@pytest.mark.parametrize("epoch", [ours.CALENDAR_WINDOWS_1900, ours.CALENDAR_MAC_1904])
@pytest.mark.parametrize("is_span", [False, True])
@given(number=st.floats(0, 2_900_000, allow_nan=False))
def test_moment_is_the_same_to_the_millisecond(epoch: object, is_span: bool, number: float) -> None:
    shown = ours.from_excel(number, epoch, is_span=is_span)  # type: ignore[arg-type]
    expected = known_dates.from_excel(number, epoch, timedelta=is_span)  # type: ignore[arg-type]
    if isinstance(shown, timedelta):
        # Just below a whole second the library carries that second twice.
        assert abs(shown - expected) <= timedelta(seconds=1)
    else:
        assert shown == expected
