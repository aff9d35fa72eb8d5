"""What a team writes down while its pilot runs: measurements and a log."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.measures import why_impossible
from common.services import record
from people.models import Person
from pilots import policies, rules
from pilots.choices import MEASURED_IN, Stage
from pilots.errors import MeasuredAlready, MeasuredUnlikely
from pilots.models import LogEntry, Measurement, Pilot

MOST_CASES = 1_000_000_000


@transaction.atomic
def add_log_entry(*, pilot_id: int, text: str, language: str, actor: Person, now: datetime) -> LogEntry:
    """Write down what happened; an entry stays as it was written."""
    pilot = Pilot.objects.get(pk=pilot_id)
    _must_keep(actor, pilot)
    if not text.strip():
        raise RuleBroken(_("Write what happened, in a sentence or two."), field="text")
    entry = LogEntry.objects.create(pilot=pilot, text=text.strip(), language=language, written_by=actor, at=now)
    record("pilot.logged", pilot, actor=actor, now=now)
    return entry


@transaction.atomic
def measure(
    *,
    pilot_id: int,
    measured_on: date,
    value: Decimal,
    actor: Person,
    now: datetime,
    cases: int | None = None,
    note: str = "",
    replaces: Decimal | None = None,
    is_sure: bool = False,
) -> Measurement:
    """Keep one measured value. A day has one: a second takes its place only by saying which value it replaces.

    One that is not likely raises ``MeasuredUnlikely`` until whoever gives it ``is_sure``.
    A value on which somebody decided stays as it was.
    """
    pilot = Pilot.objects.select_for_update().get(pk=pilot_id)
    _must_keep(actor, pilot)
    if not pilot.measure_name or pilot.stage not in MEASURED_IN:
        raise RuleBroken(_("Measuring starts when the pilot runs. Say first what you measure, from where to where."))
    if measured_on > day_of(now):
        raise RuleBroken(_("This day is still to come. Give the day on which you measured."), field="measured_on")
    if pilot.starts_on is not None and measured_on < pilot.starts_on:
        raise RuleBroken(
            _("This pilot starts on %(start)s, and how it was before is its start value. Give that day or a later one.")
            % {"start": date_format(pilot.starts_on, "j F Y")},
            field="measured_on",
        )
    why = why_impossible(value, pilot.measure_unit)
    if why:
        raise RuleBroken(why, field="value")
    if cases is not None and not 1 <= cases <= MOST_CASES:
        raise RuleBroken(
            _("Behind a value stand 1 to %(most)s cases. Leave this empty if you do not know.")
            % {"most": number_format(MOST_CASES, 0, force_grouping=True)},
            field="cases",
        )
    earlier = pilot.measurements.filter(measured_on=measured_on).first()
    if earlier is not None:
        if (earlier.value, earlier.cases, earlier.note) == (value, cases, note.strip()):
            return earlier
        _must_be_free(pilot, earlier)
    if not is_sure:
        _must_be_likely(pilot, measured_on, value, is_first=earlier is None)
    if earlier is not None and replaces != earlier.value:
        raise MeasuredAlready(value=earlier.value, text=earlier.text)
    measurement, _created = Measurement.objects.update_or_create(
        pilot=pilot,
        measured_on=measured_on,
        defaults={
            "value": value, "cases": cases, "note": note.strip(), "recorded_by": actor, "recorded_at": now,
        },
    )  # fmt: skip
    record("pilot.measured", pilot, actor=actor, now=now, fields=["value", "cases"])
    return measurement


@transaction.atomic
def remove_measurement(*, measurement_id: int, actor: Person, now: datetime, reason: str) -> None:
    """Take back a value that was wrong, with the reason; one on which somebody decided stays."""
    measurement = Measurement.objects.select_related("pilot").get(pk=measurement_id)
    pilot = Pilot.objects.select_for_update().get(pk=measurement.pilot_id)
    _must_keep(actor, pilot)
    if not reason.strip():
        raise RuleBroken(_("Say what is wrong with this value."), field="reason")
    _must_be_free(pilot, measurement)
    measurement.delete()
    record("pilot.measurement_removed", pilot, actor=actor, now=now, fields=["value"], reason=reason.strip())


def _must_be_likely(pilot: Pilot, measured_on: date, value: Decimal, *, is_first: bool) -> None:
    """Ask about a value far from start and target, and about a second one beside the start value of its day."""
    texts = {"value": pilot.in_words(value), "start": pilot.baseline_text, "target": pilot.target_text}
    if rules.is_unlikely(value, baseline=pilot.baseline, target=pilot.target):
        raise MeasuredUnlikely(
            _("%(value)s is far from the start (%(start)s) and the target (%(target)s). Is this right?") % texts,
            field="value",
        )
    if is_first and pilot.baseline is not None and measured_on == pilot.starts_on:
        raise MeasuredUnlikely(
            _("On this day the pilot starts, and it has a value at the start already: %(start)s. Is this right?")
            % texts,
            field="measured_on",
        )


def _must_be_free(pilot: Pilot, measurement: Measurement) -> None:
    if pilot.decisions.filter(at__gte=measurement.recorded_at).exists():
        raise RuleBroken(
            _(
                "A decision was taken with the value of this day in hand, so it stays. "
                "Write the mistake in the log, or measure on another day."
            )
        )


def _must_keep(actor: Person, pilot: Pilot) -> None:
    if pilot.stage == Stage.STOPPED:
        raise RuleBroken(_("This pilot stopped. What it taught stays as it is; register a new pilot to try again."))
    if not policies.can_change(actor, pilot):
        raise RuleBroken(_("Only the team of this pilot and the programme office write here."))
