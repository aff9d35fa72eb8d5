"""Whether figures may still be made and shown, and since when not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from adoption.choices import MetricClass
from adoption.metrics import Metric
from adoption.metrics.base import SUBJECTS
from adoption.selectors.released import released_codes
from common.clock import day_of
from governance.choices import Outcome, ProposalState
from governance.selectors import Agreement, agreements, answers_to, refused_subjects


@dataclass(frozen=True, slots=True)
class Halted:
    """A class of figures of which some were released, with agreement, and of which none are made any more."""

    kind: MetricClass
    since: date | None
    """When the agreement went; ``None`` where other words or a smaller group than was agreed to hold today."""
    shows: bool
    """Whether what was released still shows: not where the body came back on its agreement."""

    @property
    def title(self) -> str:
        return _("No new figures are made") if self.shows else _("These figures are no longer shown")


@dataclass(frozen=True, slots=True)
class Standing:
    """The classes of figures without agreement: of which some were released, and those that wait for their first."""

    halted: tuple[Halted, ...]
    waiting: tuple[MetricClass, ...]

    def halted_of(self, kind: MetricClass) -> Halted | None:
        return next((one for one in self.halted if one.kind == kind), None)


def standing(metrics: Collection[str] | None = None) -> Standing:
    """Return where the classes without agreement stand, of some metrics or all. Four queries at least.

    One more for each class that was refused after it had figures.
    """
    codes = released_codes() if metrics is None else released_codes() & set(metrics)
    known = [Metric.REGISTRY[code] for code in codes if code in Metric.REGISTRY]
    have_figures = {metric.kind for metric in known if metric.subject == SUBJECTS.get(metric.kind)}
    by_subject, refused = {one.subject.code: one for one in agreements()}, refused_subjects()
    closed = [kind for kind, subject in SUBJECTS.items() if not by_subject[subject].is_open]
    return Standing(
        halted=tuple(
            Halted(kind, since=_since(by_subject[SUBJECTS[kind]]), shows=SUBJECTS[kind] not in refused)
            for kind in closed
            if kind in have_figures
        ),
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
