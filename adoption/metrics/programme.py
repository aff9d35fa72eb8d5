"""Class A: what the programme did. On from day one, about no one."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import pilots.selectors
import training.selectors
from adoption.metrics.base import Fact, FactMetric, Text
from common.charts import Cell
from common.periods import Period
from pilots.choices import Stage


class ShareOfPilots(FactMetric):
    """One share of pilots: exact, with its count beside it while they are few."""

    labels: ClassVar[Mapping[str, Text]] = {"all": _("All pilots")}
    split = _("all pilots")
    part = _("Pilots")


class DecidedOnTime(ShareOfPilots):
    code = "decided_on_time"
    title = _("Pilots decided on time")
    definition = _("Of the pilots with a decision date in the month, the share that got their decision by that date.")
    numerator = _("pilots decided on or before their date")
    denominator = _("pilots whose decision date was in the month")
    source = _("pilot register")

    def facts(self, period: Period) -> list[Fact]:
        on_time, due = pilots.selectors.decided_on_time(period)
        return [Fact("all", on_time, due)] if due else []


class ProvenResult(ShareOfPilots):
    code = "proven_result"
    title = _("Pilots with a proven result")
    definition = _(
        "Of all pilots that were scaled up or stopped while they ran or were evaluated, since the beginning: the "
        "share whose last measurement before that decision reached the target. One without measurement does not."
    )
    numerator = _("pilots whose last measurement before the decision reached the target")
    denominator = _("pilots scaled up or stopped while they ran or were evaluated, since the beginning")
    source = _("pilot register")

    def facts(self, period: Period) -> list[Fact]:
        proven, ended = pilots.selectors.proven(period.last_day)
        return [Fact("all", proven, ended)] if ended else []


class PilotsByStage(FactMetric):
    code = "pilots_by_stage"
    title = _("Pilots from idea to use")
    definition = _("Number of pilots in each stage on the last day of the month.")
    numerator = _("pilots in the stage")
    denominator = _("none: it is a number")
    source = _("pilot register")
    labels: ClassVar[Mapping[str, Text]] = {stage.value: stage.label for stage in Stage}
    split = _("by stage")
    part = _("Stage")

    def facts(self, period: Period) -> list[Fact]:
        counts = pilots.selectors.stage_counts(period.last_day)
        return [Fact(stage, counts.get(stage, 0)) for stage in self.labels] if any(counts.values()) else []

    def in_words(self, cells: Mapping[str, Cell]) -> str:
        counts = {stage: round(cell.value or 0) for stage, cell in cells.items()}
        total = sum(counts.values())
        told = ngettext("%(total)d pilot, %(in_use)d in use.", "%(total)d pilots, %(in_use)d of them in use.", total)
        return told % {"total": total, "in_use": counts.get(Stage.IN_USE.value, 0)}


class TrainingGiven(FactMetric):
    code = "training_given"
    title = _("Training given")
    definition = _("Sessions held and courses completed in the month; the latter as a range, since people did them.")
    numerator = _("sessions held; courses completed")
    denominator = _("none: it is a number")
    source = _("training")
    labels: ClassVar[Mapping[str, Text]] = {
        "sessions_held": _("Sessions held"),
        "courses_completed": _("Courses completed"),
    }
    split = _("by kind")
    part = _("Kind")

    def facts(self, period: Period) -> list[Fact]:
        counted = training.selectors.programme_facts(period)
        if not any(counted.values()):
            return []
        return [Fact(key, counted[key], counts_people=key == "courses_completed") for key in self.labels]
