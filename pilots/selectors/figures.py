"""Facts of the programme, class A: pilots by stage, decided on time, proven."""

from datetime import date

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from common.clock import day_of, end_of, start_of
from common.periods import Period
from pilots import rules
from pilots.choices import UNDER_CONTRACT, DecisionKind, Stage
from pilots.models import Decision, Measurement, Pilot


def stage_counts(on: date) -> dict[str, int]:
    """Return how many pilots stood in each stage at the end of ``on``, every stage among them. One query."""
    end = end_of(on)
    latest = Decision.objects.filter(pilot=OuterRef("pk"), at__lt=end).order_by("-number").values("to_stage")[:1]
    stood = Pilot.objects.filter(registered_at__lt=end).annotate(stood=Coalesce(Subquery(latest), F("entry_stage")))
    counted = {str(stage): int(count) for stage, count in stood.values_list("stood").annotate(count=Count("pk"))}
    return {stage.value: counted.get(stage.value, 0) for stage in Stage}


def decided_on_time(period: Period) -> tuple[int, int]:
    """Return how many decisions of ``period`` were taken on their date or before it, and how many were due. 2 queries.

    Due are decision dates that fell in the period, decided or not. Parking is no decision: one that was parked after
    its date counts as due and not on time.
    """
    answered = Decision.objects.filter(answers_due_on__range=(period.first_day, period.last_day))
    rows = list(answered.values_list("kind", "at", "answers_due_on"))
    on_time = sum(
        1 for kind, at, due_on in rows if kind != DecisionKind.PARK and due_on is not None and day_of(at) <= due_on
    )
    waiting = Pilot.objects.filter(
        stage__in=UNDER_CONTRACT, decision_due_on__range=(period.first_day, period.last_day)
    ).count()
    return on_time, len(rows) + waiting


def proven(on: date) -> tuple[int, int]:
    """Return how many had reached their target, of all pilots scaled up or stopped until ``on``. One query.

    It counts from the beginning, and each pilot once: its trial has one end, from running or evaluation.

    A pilot counts as proven when its last measurement before the decision met the target. One without measurement
    counts as decided and not as proven.
    """
    decided = Decision.objects.filter(
        kind__in=[DecisionKind.SCALE, DecisionKind.STOP], from_stage__in=UNDER_CONTRACT, at__lt=end_of(on)
    )
    last = Measurement.objects.filter(pilot=OuterRef("pilot"), recorded_at__lte=OuterRef("at")).order_by("-measured_on")
    rows = decided.annotate(value=Subquery(last.values("value")[:1])).values_list(
        "value", "pilot__baseline", "pilot__target"
    )
    found = list(rows)
    reached = sum(
        1
        for value, baseline, target in found
        if value is not None
        and baseline is not None
        and target is not None
        and rules.reaches_target(value, baseline=baseline, target=target)
    )
    return reached, len(found)


def opened_in(period: Period) -> int:
    """Return how many pilots entered the register in ``period``. One query."""
    return Pilot.objects.filter(registered_at__gte=start_of(period.first_day), registered_at__lt=period.ends_at).count()
