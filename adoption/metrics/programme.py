"""Class A: what the programme did. On from day one, about no one."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

import pilots.selectors
import training.selectors
from adoption.metrics.base import Fact, FactMetric
from common.periods import Period
from pilots.choices import Stage


class DecidedOnTime(FactMetric):
    code = "decided_on_time"
    title = _("Pilots decided on time")
    definition = _("Share of the pilots with a decision date in the month that got their decision by that date.")
    numerator = _("pilots decided on or before their date")
    denominator = _("pilots whose decision date was in the month")
    source = _("pilot register")

    def facts(self, period: Period) -> list[Fact]:
        on_time, due = pilots.selectors.decided_on_time(period)
        return [Fact("all", self.title, on_time, due)] if due else []


class ProvenResult(FactMetric):
    code = "proven_result"
    title = _("Pilots with a proven result")
    definition = _("Share of the pilots that ended or went into use that had a measurement at or above their target.")
    numerator = _("pilots whose measurement reached the target")
    denominator = _("pilots that ended or went into use")
    source = _("pilot register")

    def facts(self, period: Period) -> list[Fact]:
        proven, ended = pilots.selectors.proven(period.last_day)
        return [Fact("all", self.title, proven, ended)] if ended else []


class PilotsByStage(FactMetric):
    code = "pilots_by_stage"
    title = _("Pilots from idea to use")
    definition = _("Number of pilots in each stage on the last day of the month.")
    numerator = _("pilots in the stage")
    denominator = _("none: it is a number")
    source = _("pilot register")

    def facts(self, period: Period) -> list[Fact]:
        counts = pilots.selectors.stage_counts(period.last_day)
        return (
            [Fact(stage.value, stage.label, counts.get(stage.value, 0)) for stage in Stage]
            if any(counts.values())
            else []
        )


class TrainingGiven(FactMetric):
    code = "training_given"
    title = _("Training given")
    definition = _("Sessions held and courses completed in the month.")
    numerator = _("sessions held; courses completed")
    denominator = _("none: it is a number")
    source = _("training")
    LABELS: ClassVar = {"sessions_held": _("Sessions held"), "courses_completed": _("Courses completed")}

    def facts(self, period: Period) -> list[Fact]:
        counted = training.selectors.programme_facts(period)
        return [Fact(key, label, counted[key]) for key, label in self.LABELS.items()] if any(counted.values()) else []
