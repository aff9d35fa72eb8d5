"""What the styleguide shows: every component with content of the kind that the portal will hold, invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from common.charts import Cell, CellStatus, Chart, Kind, Mark, Pin, Series, Unit, day_in_short

GROUPS = [_("Directors"), _("Managers"), _("Staff with customer contact"), _("Staff without customer contact")]
MONTHS = ["12-2025", "01-2026", "02-2026", "03-2026", "04-2026", "05-2026", "06-2026", "07-2026", "08-2026", "09-2026"]
DEFINITION = _("Share of the answers that say: I use AI actively in my daily work.")
COVERAGE = _("1,204 of 3,000 people answered (40%).")
SOURCE = _("Survey, September 2026")
BENCHMARK = _("National 2025")


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=_("What will you try?"), help_text=_("One sentence that a colleague understands."), max_length=120
    )
    summary = forms.CharField(label=_("What do you expect of it?"), widget=forms.Textarea, required=False)
    unit = forms.ChoiceField(
        label=_("Where does it run?"),
        choices=[("", _("Choose a unit")), ("n", _("Home care North")), ("s", _("Home care South"))],
    )
    decide_on = forms.DateField(label=_("When do we decide?"), widget=forms.DateInput(attrs={"type": "date"}))
    stage = forms.ChoiceField(
        label=_("Is it running already?"),
        widget=forms.RadioSelect,
        choices=[("no", _("No, it is an idea")), ("yes", _("Yes, we have started"))],
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which data does it use?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("none", _("No personal data")), ("staff", _("Data of colleagues")), ("client", _("Data of clients"))],
    )
    file = forms.FileField(label=_("Plan"), required=False, help_text=_("PDF, at most 10 MB."))
    agree = forms.BooleanField(label=_("I have read the house rules"), help_text=_("They fit on one page."))
    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[("scale", _("Scale up")), ("extend", _("Extend once")), ("stop", _("Stop"))],
    )


DECISION_NOTES = {
    "scale": _("It works. Other teams get it in waves."),
    "extend": _("We know too little. It runs on until a new day."),
    "stop": _("It does not help enough. The lesson is kept."),
}


@dataclass(frozen=True, slots=True)
class ExampleJob:
    """Stands in for a job, with the fields that the component reads."""

    public_id: str
    state: str
    done: int = 0
    total: int | None = None


def mirror() -> Chart:
    """Use of AI by function group, one group kept back."""
    return Chart(
        key="mirror",
        title=_("Who uses AI in daily work"),
        sentence=_("Leadership is ahead of the work floor, as in the rest of the country."),
        kind=Kind.BARS,
        categories=[
            _("Directors"),
            _("Managers"),
            _("Staff with customer contact"),
            _("Staff without customer contact"),
            _("Volunteers"),
        ],
        series=[
            Series(
                _("Our organisation"),
                [
                    Cell(CellStatus.RANGE, low=0.5, high=0.75, base=_("10 to 19 answers")),
                    Cell(value=0.41, base=_("164 answers")),
                    Cell(value=0.22, base=_("802 answers")),
                    Cell(value=0.14, base=_("214 answers")),
                    Cell(CellStatus.HIDDEN),
                ],
            )
        ],
        marks=[Mark(BENCHMARK, 0.57, category=0), Mark(BENCHMARK, 0.17, category=3)],
        definition=DEFINITION,
        coverage=COVERAGE,
        source=SOURCE,
        as_of=date(2026, 9, 30),
        category_label=_("Function group"),
        download_url="#",
    )


def trend() -> Chart:
    """Two lines in time, a benchmark across, two pinned notes."""
    leadership = [0.38, 0.4, 0.41, 0.44, 0.45, 0.47, 0.46, 0.48, 0.5, 0.51]
    floor = [0.11, 0.11, 0.12, 0.13, 0.13, 0.15, 0.16, 0.17, 0.19, 0.2]
    return Chart(
        key="trend",
        title=_("Use of AI, month by month"),
        sentence=_("In ten months use on the work floor grew from 11% to 20%; the gap with leadership stayed."),
        kind=Kind.LINE,
        categories=MONTHS,
        series=[
            Series(_("Work floor"), [Cell(value=value) for value in floor]),
            Series(_("Leadership"), [Cell(value=value) for value in leadership], ours=False),
        ],
        marks=[Mark(BENCHMARK, 0.26)],
        pins=[Pin(3, _("House rules published")), Pin(7, _("First course full"))],
        top=0.6,
        definition=DEFINITION,
        coverage=COVERAGE,
        source=SOURCE,
        as_of=date(2026, 9, 30),
        category_label=_("Month"),
        download_url="#",
    )


def lines() -> Chart:
    """Five lines in time, one of which reaches everyone: on a phone their names stand below the drawing."""
    by_group = {
        _("Everyone"): (0.05, 0.09, 0.16, 0.22, 0.27, 0.35, 0.42, 0.47, 0.53, 0.58),
        GROUPS[0]: (0.2, 0.35, 0.5, 0.6, 0.75, 0.85, 0.9, 0.95, 1, 1),
        GROUPS[1]: (0.1, 0.18, 0.3, 0.41, 0.5, 0.58, 0.66, 0.7, 0.77, 0.8),
        GROUPS[2]: (0.04, 0.08, 0.14, 0.2, 0.25, 0.33, 0.4, 0.44, 0.5, 0.56),
        GROUPS[3]: (0.03, 0.07, 0.12, 0.19, 0.26, 0.34, 0.41, 0.46, 0.51, 0.54),
    }
    return Chart(
        key="lines",
        title=_("Followed the basic course, month by month"),
        sentence=_("Every director followed it; of the work floor more than half."),
        kind=Kind.LINE,
        categories=MONTHS,
        series=[
            Series(label, [Cell(value=value) for value in values], ours=order == 0)
            for order, (label, values) in enumerate(by_group.items())
        ],
        definition=_("Share of the people who work here that completed the basic course."),
        source=_("Attendance lists"),
        as_of=date(2026, 9, 30),
        category_label=_("Month"),
        download_url="#",
    )


def marks() -> Chart:
    """Report marks: a scale that does not begin at zero, measured at moments that lie unevenly apart."""
    days = [date(2026, month, day) for month, day in ((1, 5), (1, 12), (2, 2), (4, 20), (4, 29), (5, 31))]
    return Chart(
        key="marks",
        title=_("How sure people feel at work with AI"),
        sentence=_("From 5.6 at the start to 7.2 now; the target is 7."),
        kind=Kind.LINE,
        unit=Unit.COUNT,
        categories=[day_in_short(day) for day in days],
        days=days,
        series=[Series(_("Report mark"), [Cell(value=value) for value in (5.6, 5.9, 6.4, 6.3, 6.9, 7.2)])],
        marks=[Mark(_("Target"), 7)],
        bottom=1,
        top=10,
        source=_("The team's own measurements"),
        as_of=days[-1],
        as_of_label=_("Last measured on"),
        category_label=_("Measured on"),
    )


def bars() -> Chart:
    """Ours beside the rest, with a figure that is kept back."""
    return Chart(
        key="barriers",
        title=_("What holds people back"),
        sentence=_("Most people name lack of knowledge; privacy comes second."),
        kind=Kind.BARS,
        categories=[
            _("I do not know how"),
            _("Privacy"),
            _("It does not fit my work"),
            _("Cost"),
            _("Not allowed by my manager"),
        ],
        series=[
            Series(
                _("Our organisation"),
                [Cell(value=0.44), Cell(value=0.31), Cell(value=0.27), Cell(value=0.08), Cell(CellStatus.HIDDEN)],
            )
        ],
        top=0.6,
        definition=_("Share of the answers that name this reason; more than one may be named."),
        coverage=COVERAGE,
        source=SOURCE,
        as_of=date(2026, 9, 30),
        category_label=_("Reason"),
        download_url="#",
    )


def columns() -> Chart:
    """Counts in time."""
    return Chart(
        key="sessions",
        title=_("People trained, month by month"),
        sentence=_("In September 212 people completed a course, the most so far."),
        kind=Kind.COLUMNS,
        unit=Unit.COUNT,
        categories=MONTHS,
        series=[
            Series(_("Completed a course"), [Cell(value=value) for value in (12, 18, 44, 61, 58, 90, 71, 35, 20, 212)])
        ],
        marks=[Mark(_("Target a month"), 100)],
        definition=_("People who completed at least one course in that month."),
        source=_("Attendance lists"),
        as_of=date(2026, 9, 30),
        category_label=_("Month"),
        download_url="#",
    )


def stages() -> Chart:
    """Parts of a whole."""
    return Chart(
        key="stages",
        title=_("Able to work safely with AI"),
        sentence=_("On the work floor three in ten feel able; in leadership more than half."),
        kind=Kind.STACK,
        categories=[_("Leadership"), _("Work floor")],
        series=[
            Series(_("Able"), [Cell(value=0.55), Cell(value=0.3)]),
            Series(_("In part"), [Cell(value=0.3), Cell(value=0.4)], ours=False),
            Series(_("Not yet"), [Cell(value=0.15), Cell(value=0.3)], ours=False),
        ],
        top=1,
        definition=_("Share of the answers to: I know what I may and may not do with AI."),
        coverage=COVERAGE,
        source=SOURCE,
        as_of=date(2026, 9, 30),
        category_label=_("Group"),
        download_url="#",
    )


def examples(*, today: date) -> dict[str, Any]:
    """Return all that the page shows, dated around ``today``."""
    wrong = ExampleForm(data={"title": "", "unit": "", "decide_on": "31-02-2026"}, prefix="wrong")
    wrong.is_valid()
    return {
        "swatches": [
            "paper",
            "paper-2",
            "ink",
            "ink-2",
            "ink-3",
            "line",
            "line-strong",
            "action",
            "action-tint",
            "accent",
            "accent-mark",
            "good",
            "warn",
            "bad",
        ],
        "form": ExampleForm(),
        "wrong_form": wrong,
        "decision_notes": DECISION_NOTES,
        "soon": today + timedelta(days=5),
        "late": today - timedelta(days=3),
        "today": today,
        "page": Paginator(range(487), 50).page(4),
        "jobs": [ExampleJob("1", "done"), ExampleJob("2", "failed")],
        "stages": [
            _("Idea"),
            _("Intake"),
            (_("Running"), _("since 1 September")),
            _("Evaluation"),
            _("Scaling"),
            _("In use"),
        ],
        "mirror_chart": mirror(),
        "charts": [trend(), lines(), marks(), bars(), columns(), stages()],
        "cells": [
            (_("Home care North"), Cell(value=0.23, base=_("412 people")), Cell(value=0.61)),
            (_("Home care South"), Cell(CellStatus.RANGE, high=0.05), Cell(value=0.48)),
            (_("Night team"), Cell(CellStatus.HIDDEN), Cell(CellStatus.HIDDEN)),
            (
                _("Kitchen"),
                Cell(CellStatus.POOLED, note=_("with Facilities")),
                Cell(CellStatus.POOLED, note=_("with Facilities")),
            ),
        ],
        "shown": Cell(value=0.26, base=_("of 1,204 answers")),
        "safe": Cell(value=0.37, base=_("of 1,204 answers")),
        "decided": Cell(value=0.8, base=_("8 of 10 decisions")),
        "hidden": Cell(CellStatus.HIDDEN),
        "trend_values": [0.18, 0.18, 0.19, 0.21, 0.2, 0.22, 0.23, 0.24, 0.25, 0.26],
        "trend_safe": [0.22, None, None, 0.27, None, None, 0.33, None, None, 0.37],
        "trend_decided": [0.5, 0.55, 0.6, 0.6, 0.7, 0.66, 0.75, 0.75, 0.77, 0.8],
    }
