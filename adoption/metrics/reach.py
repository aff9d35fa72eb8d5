"""Class B: whom the programme reached. Counted from the portal's own records, per frozen organisation."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

import strategy.selectors
import surveys.selectors
import training.selectors
from adoption.choices import TABLES, MetricClass
from adoption.metrics.answers import measured_answers
from adoption.metrics.base import Frozen, Measured, PeopleMetric, Text
from common.clock import day_of
from common.disclosure import Pace, Tally
from common.periods import Period
from strategy.choices import DocumentKind
from strategy.models import Version


class ReachMetric(PeopleMetric):
    """A share of everyone who was counted in the organisation."""

    kind = MetricClass.REACH
    pace = Pace.GROWS

    @abstractmethod
    def reached(self, frozen: Frozen) -> set[int] | None:
        """Return who was reached by the end of the period (primary keys), or ``None`` when there was nothing to."""

    def measure(self, frozen: Frozen) -> Measured | None:
        reached = self.reached(frozen)
        if reached is None:
            return None
        numerators: dict[object, int] = {}
        for person_id, atom in frozen.places.items():
            numerators[atom] = numerators.get(atom, 0) + (person_id in reached)
        tallies = {atom: Tally(numerators[atom], base, base) for atom, base in frozen.people.items()}
        return Measured(tallies, frozen.tree, TABLES)


class Trained(ReachMetric):
    code = "trained"
    title = _("Completed training")
    definition = _("Of the people who work here, the share who completed at least one AI course by the month's end.")
    numerator = _("people who completed at least one course")
    denominator = _("people who work here on the last day of the month")
    source = _("training")

    def reached(self, frozen: Frozen) -> set[int] | None:
        return training.selectors.completed_ids(until=frozen.period.ends_at) or None

    def begins_anew(self, before: Frozen, after: Frozen, *, told_at: datetime) -> Collection[int]:
        """Who completed a course stays somebody who did, but for those of whom one was taken back since."""
        return training.selectors.withdrawn_ids(since=told_at)


class Acknowledged(ReachMetric):
    code = "acknowledged"
    title = _("Read and understood the strategy")
    definition = _("Of the people who work here, the share who confirmed the published strategy by the month's end.")
    numerator = _("people who confirmed the version in force")
    denominator = _("people who work here on the last day of the month")
    source = _("strategy")
    document = DocumentKind.STRATEGY
    read_anew: ClassVar[Text] = _("New version of the strategy: read again")

    def reached(self, frozen: Frozen) -> set[int] | None:
        version = strategy.selectors.version_in_force(frozen.period.ends_at, self.document)
        if version is None:
            return None
        groups = {person: atom.group for person, atom in frozen.places.items()}
        return strategy.selectors.acknowledged_ids(version, until=frozen.period.ends_at, groups=groups)

    def begins_anew(self, before: Frozen, after: Frozen, *, told_at: datetime) -> Collection[int]:
        """Who confirmed stays somebody who did, but for those whom a version since asks to read anew."""
        both = before.places.keys() & after.places.keys()
        then = strategy.selectors.version_in_force(before.period.ends_at, self.document)
        now = strategy.selectors.version_in_force(after.period.ends_at, self.document)
        if then is None or now is None:
            return both
        counted, counts = strategy.selectors.asked_since(then), strategy.selectors.asked_since(now)
        return {each for each in both if counts[after.places[each].group] > counted[before.places[each].group]}

    def happened(self) -> Mapping[str, Text]:
        """Return the months in which a new version asked to be read anew: the line falls without anybody forgetting."""
        versions = Version.objects.filter(document__kind=self.document, reopenings__isnull=False).distinct()
        days = [day_of(at) for at in versions.order_by("published_at").values_list("published_at", flat=True)[1:] if at]
        return {str(Period.of(day)): self.read_anew for day in days}


class AcknowledgedRules(Acknowledged):
    code = "acknowledged_rules"
    title = _("Read and understood the house rules")
    definition = _("Of the people who work here, the share who confirmed the published house rules by the month's end.")
    source = _("house rules")
    document = DocumentKind.HOUSE_RULES
    read_anew = _("New version of the house rules: read again")


class Responded(PeopleMetric):
    code = "responded"
    title = _("Answered the survey")
    definition = _("Of the people invited to the survey that closed in the month, the share who sent an answer.")
    numerator = _("people who sent an answer")
    denominator = _("people who were invited")
    source = _("survey")
    kind = MetricClass.REACH

    def measure(self, frozen: Frozen) -> Measured | None:
        groups = surveys.selectors.participation(frozen.period)
        return measured_answers(
            {(group.dimension, group.key): Tally(group.answered, group.invited, group.invited) for group in groups},
            frozen,
        )
