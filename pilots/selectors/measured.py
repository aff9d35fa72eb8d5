"""What a pilot measured, as a chart."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.charts import Cell, Chart, Kind, Mark, Series, day_in_short
from common.charts import Unit as ChartUnit
from common.measures import LIMITS, Measure, in_numbers
from pilots.models import Measurement, Pilot


def chart_of(pilot: Pilot, measurements: Sequence[Measurement]) -> Chart | None:
    """Return the measured values in time against start and target, or ``None`` while nothing was measured."""
    if pilot.baseline is None or pilot.target is None or not measurements:
        return None
    measured = sorted(measurements, key=lambda each: each.measured_on)
    points = [(each.measured_on, each.value, each.cases) for each in measured]
    start = pilot.starts_on or measured[0].measured_on
    place = sum(1 for day, _value, _cases in points if day < start)  # a parked pilot may get a later start
    points.insert(place, (start, pilot.baseline, None))
    is_share, is_mark = pilot.measure_unit == Measure.PERCENT, pilot.measure_unit == Measure.GRADE
    bottom, top = LIMITS[Measure.GRADE] if is_mark else (None, None)

    def drawn(value: Decimal) -> float:
        return float(value / 100 if is_share else value)

    sentence = _("From %(start)s at the start to %(latest)s now; the target is %(target)s.")
    return Chart(
        key=f"pilot-{pilot.public_id}",
        title=pilot.measure_name,
        sentence=sentence
        % {"start": pilot.baseline_text, "latest": pilot.in_words(measured[-1].value), "target": pilot.target_text},
        categories=[day_in_short(day) for day, _value, _cases in points],
        series=[
            Series(
                pilot.get_measure_unit_display(),
                [
                    Cell(
                        value=drawn(value),
                        words=in_numbers(value, pilot.measure_unit),
                        base=ngettext("%(count)d case", "%(count)d cases", count) % {"count": count} if count else "",
                    )
                    for _day, value, count in points
                ],
            )
        ],
        kind=Kind.LINE,
        unit=ChartUnit.PERCENT if is_share else ChartUnit.COUNT,
        marks=[Mark(_("Target"), drawn(pilot.target), words=pilot.target_number)],
        definition=_("What the team itself measured: %(measure)s, in %(unit)s.")
        % {"measure": pilot.measure_name, "unit": pilot.get_measure_unit_display()},
        source=_("The pilot's own measurements"),
        as_of=measured[-1].measured_on,
        as_of_label=_("Last measured on"),
        category_label=_("Measured on"),
        bottom=bottom,
        top=top,
        days=[day for day, _value, _cases in points],
    )
