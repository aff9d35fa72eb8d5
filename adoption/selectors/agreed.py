"""Whether figures may still be made, and since when not: what was released with agreement stays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from adoption.choices import MetricClass
from adoption.metrics import Metric
from adoption.metrics.base import SUBJECTS
from common.clock import day_of
from governance.choices import Outcome, ProposalState
from governance.selectors import Agreement, agreements, answers_to


@dataclass(frozen=True, slots=True)
class Halted:
    """A class of figures of which some are out, with agreement, and of which none are made any more."""

    kind: MetricClass
    since: date | None
    """When the agreement went; ``None`` where other words or a smaller group than was agreed to hold today."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The classes of figures without agreement: with figures that stay, and those that still wait for their first."""

    halted: tuple[Halted, ...]
    waiting: tuple[MetricClass, ...]

    def halted_of(self, kind: MetricClass) -> Halted | None:
        return next((one for one in self.halted if one.kind == kind), None)


def standing(released: Collection[str]) -> Standing:
    """Return where the classes without agreement stand, given the metrics of which anything was released.

    Two queries, and one more for each class that was refused after it had figures.
    """
    known = [Metric.REGISTRY[code] for code in released if code in Metric.REGISTRY]
    have_figures = {metric.kind for metric in known if metric.subject == SUBJECTS.get(metric.kind)}
    by_subject = {one.subject.code: one for one in agreements()}
    closed = [kind for kind, subject in SUBJECTS.items() if not by_subject[subject].is_open]
    return Standing(
        halted=tuple(Halted(kind, _since(by_subject[SUBJECTS[kind]])) for kind in closed if kind in have_figures),
        waiting=tuple(kind for kind in closed if kind not in have_figures),
    )


def _since(agreement: Agreement) -> date | None:
    proposal = agreement.proposal
    if proposal is None or agreement.is_overtaken:
        return None
    if proposal.state == ProposalState.ASKED:
        return day_of(proposal.proposed_at)
    refused = [one.answered_at for one in answers_to(proposal) if one.outcome == Outcome.REFUSED]
    return day_of(max(refused)) if refused else None
