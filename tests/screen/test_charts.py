"""What a chart says before anybody draws it."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from common.charts import Cell, CellStatus, Chart, Kind, Mark, Series, Unit, in_words, spark
from common.templatetags.components import stat


def chart_of(*cells: Cell, **changes: object) -> Chart:
    chart = Chart(
        key="use",
        title="Use",
        sentence="A sentence.",
        categories=[f"Group {index}" for index in range(len(cells))],
        series=[Series("Ours", cells)],
        kind=Kind.BARS,
    )
    return replace(chart, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "value", "unit", "words"),
    [
        ("nl", 0.26, Unit.PERCENT, "26%"),
        ("nl", 0.125, Unit.PERCENT, "12,5%"),
        ("en", 0.125, Unit.PERCENT, "12.5%"),
        ("nl", 1204, Unit.COUNT, "1.204"),
        ("en", 1204, Unit.COUNT, "1,204"),
        ("en", 1, Unit.DAYS, "1 day"),
        ("en", 12, Unit.DAYS, "12 days"),
        ("nl", 0, Unit.COUNT, "0"),
        ("nl", None, Unit.PERCENT, "–"),
    ],
)
def test_value_reads_as_its_language_writes_it(language: str, value: float | None, unit: Unit, words: str) -> None:
    with translation.override(language):
        assert in_words(value, unit) == words


def test_moments_lie_as_far_apart_as_their_days_and_those_of_one_day_at_equal_steps() -> None:
    first, second = date(2026, 1, 5), date(2026, 1, 12)
    line = chart_of(Cell(value=0.1), Cell(value=0.2), kind=Kind.LINE)
    assert (line.places, replace(line, days=[first, second]).payload["places"]) == ([], [0, 7])
    assert replace(line, days=[first, first]).places == []
    for wrong in ({"days": [first]}, {"days": [first, second], "kind": Kind.COLUMNS}):
        with pytest.raises(ValueError, match="a day for each category"):
            replace(line, **wrong)  # type: ignore[arg-type]


def test_hidden_value_never_reaches_the_page() -> None:
    chart = chart_of(
        Cell(CellStatus.HIDDEN, value=0.123456), Cell(CellStatus.POOLED, value=0.123456, note="with others")
    )
    assert "123456" not in json.dumps(chart.payload)
    assert "12.35" not in str(chart.bars)
    assert [cell["value"] for cell in chart.payload["series"][0]["cells"]] == [None, None]


def test_value_behind_a_range_never_reaches_the_page() -> None:
    chart = chart_of(Cell(CellStatus.RANGE, value=0.123456, low=0.1, high=0.2))
    assert "123456" not in json.dumps(chart.payload)
    assert "12.35" not in str(chart.bars)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, 0.05, "at most 5%"), (0.95, None, "at least 95%"), (0.5, 0.75, "50% to 75%")],
)
def test_range_says_its_bounds(low: float | None, high: float | None, words: str) -> None:
    with translation.override("en"):
        assert Cell(CellStatus.RANGE, low=low, high=high).text(Unit.PERCENT) == words


def test_unknown_is_a_dash_and_not_zero() -> None:
    assert Cell(CellStatus.UNKNOWN).text(Unit.COUNT) == "–"


def test_places_in_a_drawing_have_no_decimal_comma() -> None:
    with translation.override("nl"):
        bar = chart_of(Cell(value=0.125), marks=[Mark("National", 0.333)]).bars[0]
        assert bar.width == "12.50"
        assert bar.marks[0][0] == "33.30"


def test_bar_never_leaves_its_scale() -> None:
    assert chart_of(Cell(value=1.7)).bars[0].width == "100.00"
    assert chart_of(Cell(value=-0.2)).bars[0].width == "0.00"


def test_mark_beside_one_group_stands_beside_no_other() -> None:
    bars = chart_of(Cell(value=0.4), Cell(value=0.2), marks=[Mark("National", 0.57, category=0)]).bars
    assert [len(bar.marks) for bar in bars] == [1, 0]


@pytest.mark.parametrize(("value", "side"), [(0.26, "start"), (0.5, "start"), (0.57, "end"), (0.9, "end")])
def test_words_of_a_mark_stand_where_there_is_more_room(value: float, side: str) -> None:
    bar = chart_of(Cell(value=0.4), marks=[Mark("National", value)]).bars[0]
    assert bar.marks[0][2] == side


def test_bars_begin_at_zero() -> None:
    with pytest.raises(ValueError, match="begin at zero"):
        chart_of(Cell(value=7), bottom=1)
    assert chart_of(Cell(value=7), kind=Kind.LINE, bottom=1, top=10).payload["bottom"] == 1


def test_saved_picture_says_what_happened_on_its_day() -> None:
    with translation.override("en"):
        assert chart_of(Cell(value=0.4), as_of=date(2026, 9, 30)).payload["foot"] == "Released on 30 September 2026"


@pytest.mark.parametrize(("lines", "height"), [(1, ""), (2, ""), (3, "named"), (5, "named"), (8, "crowded")])
def test_drawing_has_room_for_the_names_of_its_lines(lines: int, height: str) -> None:
    series = [Series(f"Line {number}", [Cell(value=0.4)]) for number in range(lines)]
    assert chart_of(Cell(value=0.4), kind=Kind.LINE, series=series).height == height


def test_small_trend_needs_two_known_values() -> None:
    assert spark([None, 0.3, None]) is None
    assert spark([]) is None


def test_small_trend_starts_at_zero_and_skips_what_is_unknown() -> None:
    line = spark([0, None, 1])
    assert line is not None
    assert line.path.startswith("M0.00 29.00 L100.00 ")


@pytest.mark.parametrize(
    ("value", "target", "reached"), [(0.5, 0.5, True), (0.73, 0.5, True), (0.49, 0.5, False), (0.5, None, False)]
)
def test_large_figure_says_whether_its_target_is_reached(value: float, target: float | None, reached: bool) -> None:
    assert stat(label="Use", cell=Cell(value=value), target=target)["is_reached"] is reached
    assert stat(label="Use", cell=Cell(CellStatus.HIDDEN, value=0.9), target=0.5)["is_reached"] is False
