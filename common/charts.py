"""What a chart says, before anybody draws it: typed, with the numbers as words, and honest about what is not shown.

A chart is made by a selector and given to ``components/chart.html`` or ``components/mirror.html``. Values are fractions
for ``Unit.PERCENT`` (0.26 reads as 26%), days for ``Unit.DAYS`` and plain numbers else. Groups keep the order in which
the caller gives them, which is the same everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from common.disclosure import count_band

type Text = str | Promise

RELEASED_ON = gettext_lazy("Released on")


class Unit(StrEnum):
    PERCENT = "percent"
    COUNT = "count"
    DAYS = "days"


class Kind(StrEnum):
    LINE = "line"
    BARS = "bars"  # one lying bar a group
    COLUMNS = "columns"  # standing bars in time
    STACK = "stack"  # parts of one whole, lying


class CellStatus(StrEnum):
    SHOWN = "shown"
    RANGE = "range"
    POOLED = "pooled"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


def in_words(value: float | None, unit: Unit) -> str:
    """Return a value as a reader of this language writes it; a dash where nothing is known."""
    if value is None:
        return "–"
    if unit is Unit.PERCENT:
        return f"{_number(value * 100)}%"
    if unit is Unit.DAYS:
        return ngettext("%(days)s day", "%(days)s days", round(value)) % {"days": _number(value)}
    return _number(value)


def written(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number with the separators of this language. Django cuts decimals off; we round them, halves up."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = round(exact, 9).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return formats.number_format(rounded, decimals, use_l10n=True, force_grouping=True)


def people_in_words(number: int, *, smallest: int) -> str:
    """Return a number of people, or of what they did, in a band, so that no figure can be taken apart."""
    return band_in_words(*count_band(number, smallest))


def band_in_words(low: int, high: int, about: int | None = None) -> str:
    """Return a band of a number of people in words; all below the smallest group is one band."""
    if not low:
        return _("fewer than %(smallest)s") % {"smallest": written(high + 1)}
    if about is not None:
        return _("about %(number)s") % {"number": written(about)}
    return _("%(low)s to %(high)s") % {"low": written(low), "high": written(high)}


def day_in_short(day: date) -> str:
    """Return a day as it stands below a chart: Dutch writes a month small, English does not."""
    return formats.date_format(day, "j b Y" if get_language() == "nl" else "j M Y")


def _number(value: float) -> str:
    return written(value, 0 if abs(value - round(value)) < 0.05 else 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: its value, or why there is none."""

    status: CellStatus = CellStatus.SHOWN
    value: float | None = None
    low: float | None = None
    high: float | None = None
    base: Text = ""  # the base band in words: "10-19 people", "1,204 people"
    note: Text = ""  # what it was pooled into, or another word on this one figure
    reason: Text = ""  # why it is not shown as one number
    words: Text = ""  # the value as whoever gave it wrote it; else it is rounded as a figure

    def text(self, unit: Unit) -> str:
        """Return what a table shows."""
        match self.status:
            case CellStatus.SHOWN:
                return str(self.words) or in_words(self.value, unit)
            case CellStatus.RANGE:
                return self._range(unit)
            case CellStatus.POOLED:
                return str(self.note) or _("counted with another group")
            case CellStatus.HIDDEN:
                return _("not shown (privacy)")
        return "–"

    def _range(self, unit: Unit) -> str:
        if self.low is None and self.high is not None:
            return _("at most %(value)s") % {"value": in_words(self.high, unit)}
        if self.high is None and self.low is not None:
            return _("at least %(value)s") % {"value": in_words(self.low, unit)}
        return _("%(low)s to %(high)s") % {"low": in_words(self.low, unit), "high": in_words(self.high, unit)}

    def payload(self, unit: Unit) -> dict[str, Any]:
        """Return what the drawing script gets; a hidden value is never in it."""
        shown = self.status is CellStatus.SHOWN
        ranged = self.status is CellStatus.RANGE
        return {
            "status": str(self.status),
            "value": self.value if shown else None,
            "low": self.low if ranged else None,
            "high": self.high if ranged else None,
            "text": self.text(unit),
            "base": str(self.base),
        }


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a set of bars. ``ours`` is drawn in petrol, the rest in grey."""

    label: Text
    cells: Sequence[Cell]
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A benchmark or target: a dashed line across, or a tick beside one category. It bears its name and its year."""

    label: Text
    value: float
    category: int | None = None
    source: Text = ""
    words: Text = ""  # the value as whoever set it wrote it; else it is rounded as a figure

    def text(self, unit: Unit) -> str:
        """Return the value as it stands beside its name."""
        return str(self.words) or in_words(self.value, unit)


@dataclass(frozen=True, slots=True)
class Pin:
    """A note at a moment: what happened there."""

    category: int
    label: Text


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the mirror: a group, its figure, its marks, and where to draw them (percentages of the width)."""

    label: str
    text: str
    base: str
    status: CellStatus
    ours: bool
    width: str
    low: str
    range_width: str
    marks: Sequence[tuple[str, str, str]]  # place, label with value, side on which the label fits
    spoken: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with all that must stand beside it."""

    key: str
    title: Text
    sentence: Text
    categories: Sequence[Text]
    series: Sequence[Series]
    kind: Kind = Kind.LINE
    unit: Unit = Unit.PERCENT
    marks: Sequence[Mark] = ()
    pins: Sequence[Pin] = ()
    definition: Text = ""
    comparison: Text = ""  # how a benchmark was asked, beside how we ask
    coverage: Text = ""
    source: Text = ""
    as_of: date | None = None
    as_of_label: Text = RELEASED_ON  # what happened on that day
    category_label: Text = ""
    download_url: str = ""
    top: float | None = None  # where the scale ends; else it is chosen from the values
    bottom: float | None = None  # where the scale of a line begins, when that is not zero
    days: Sequence[date] = ()  # the day of each category of a line; without them categories stand at equal steps

    def __post_init__(self) -> None:
        """Keep bars honest: they begin at zero, since their length is what a reader compares."""
        if self.bottom is not None and self.kind is not Kind.LINE:
            raise ValueError(f"bars of {self.key} begin at zero")
        if self.days and (self.kind is not Kind.LINE or len(self.days) != len(self.categories)):
            raise ValueError(f"{self.key} is a line with a day for each category")

    @property
    def element_id(self) -> str:
        """Return the id of the element that carries the data."""
        return f"chart-data-{self.key}"

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """Return one row a category, one cell a series: the table behind the chart."""
        return [
            (str(category), [series.cells[index] for series in self.series])
            for index, category in enumerate(self.categories)
        ]

    @property
    def marked(self) -> list[tuple[str, str]]:
        """Return name and value of each mark; one that belongs to a category says which."""
        return [
            (
                str(mark.label) if mark.category is None else f"{mark.label}, {self.categories[mark.category]}",
                mark.text(self.unit),
            )
            for mark in self.marks
        ]

    @property
    def pinned(self) -> list[tuple[Pin, str]]:
        """Return the notes with the words of their moment, in the order of their numbers."""
        return [(pin, str(self.categories[pin.category])) for pin in self.pins]

    @property
    def places(self) -> list[int]:
        """Return days since the first category: steps of a line in time are as long as they took. Else nothing."""
        places = [(day - self.days[0]).days for day in self.days]
        return places if any(places) else []

    @property
    def height(self) -> str:
        """Say how much room the drawing takes, as a word the style sheet knows."""
        if self.kind in {Kind.BARS, Kind.STACK}:
            return "low" if len(self.categories) <= 4 else "tall" if len(self.categories) > 8 else ""
        if self.kind is Kind.LINE and len(self.series) > 2:
            return "named" if len(self.series) <= 5 else "crowded"
        return ""

    @property
    def has_hidden(self) -> bool:
        """Say whether a figure is kept back, so that the page explains the sign for it."""
        return any(
            cell.status in {CellStatus.HIDDEN, CellStatus.POOLED} for series in self.series for cell in series.cells
        )

    @property
    def payload(self) -> dict[str, Any]:
        """Return what the drawing script gets: numbers and words, no markup."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "unit": str(self.unit),
            "title": str(self.title),
            "sentence": str(self.sentence),
            "foot": self._foot(),
            "language": get_language() or "nl",
            "top": self.top,
            "bottom": self.bottom,
            "categories": [str(category) for category in self.categories],
            "places": self.places,
            "series": [
                {
                    "label": str(series.label),
                    "ours": series.ours,
                    "cells": [cell.payload(self.unit) for cell in series.cells],
                }
                for series in self.series
            ],
            "marks": [
                {
                    "label": str(mark.label),
                    "value": mark.value,
                    "text": mark.text(self.unit),
                    "category": mark.category,
                }
                for mark in self.marks
            ],
            "pins": [{"category": pin.category, "label": str(pin.label)} for pin in self.pins],
        }

    @property
    def bars(self) -> list[Bar]:
        """Return the first series as lying bars from zero, for the mirror that the server draws."""
        series = self.series[0]
        top = self.top or (1.0 if self.unit is Unit.PERCENT else self._highest())
        bars = []
        for index, (category, cell) in enumerate(zip(self.categories, series.cells, strict=True)):
            marks = [mark for mark in self.marks if mark.category in {None, index}]
            text = cell.text(self.unit)
            said = ". ".join([f"{category}: {text}", *(f"{mark.label}: {mark.text(self.unit)}" for mark in marks)])
            ranged = cell.status is CellStatus.RANGE
            low = (cell.low or 0.0) if ranged else 0.0
            high = 0.0 if not ranged else top if cell.high is None else cell.high
            bars.append(
                Bar(
                    label=str(category),
                    text=text,
                    base=str(cell.base),
                    status=cell.status,
                    ours=series.ours,
                    width=_share((cell.value or 0.0) if cell.status is CellStatus.SHOWN else 0.0, top),
                    low=_share(low, top),
                    range_width=_share(high - low, top),
                    marks=[
                        (
                            _share(mark.value, top),
                            f"{mark.label} {mark.text(self.unit)}",
                            "end" if mark.value / top > 0.5 else "start",  # to where there is more room
                        )
                        for mark in marks
                    ],
                    spoken=said,
                )
            )
        return bars

    def _foot(self) -> str:
        """Return what a saved picture says at its foot: notes by number, coverage, source, date."""
        notes = [f"{number}. {moment}: {pin.label}" for number, (pin, moment) in enumerate(self.pinned, 1)]
        facts = [str(part) for part in (self.coverage, self.source) if part]
        day = [f"{self.as_of_label} {formats.date_format(self.as_of, 'DATE_FORMAT')}"] if self.as_of else []
        return ". ".join(part.rstrip(".") for part in [*notes, *facts, *day])

    def _highest(self) -> float:
        values = [value for cell in self.series[0].cells for value in (cell.value, cell.high) if value is not None]
        return max([*values, *(mark.value for mark in self.marks), 1e-9])


def _share(value: float, top: float) -> str:
    """Return a place on the scale for an SVG attribute: never with a decimal comma."""
    return f"{max(0.0, min(1.0, value / top)) * 100:.2f}"


@dataclass(frozen=True, slots=True)
class Spark:
    """A small trend for a large figure, as points in a box of 100 by 30."""

    path: str
    target_y: str
    last: str


def spark(values: Sequence[float | None], *, target: float | None = None) -> Spark | None:
    """Return the line through the known values from zero up, or None when there are fewer than two."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    top = max([value for _index, value in known] + ([target] if target is not None else []) + [1e-9]) * 1.05
    step = 100 / (len(values) - 1)

    def place(index: int, value: float) -> str:
        return f"{index * step:.2f} {29 - value / top * 28:.2f}"

    return Spark(
        path="M" + " L".join(place(index, value) for index, value in known),
        target_y="" if target is None else place(0, target).split()[1],
        last=place(*known[-1]),
    )
