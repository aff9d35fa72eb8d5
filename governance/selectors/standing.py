"""Where each subject stands: what was asked, what was answered, and what is open because of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words
from common.clock import day_of
from common.selectors import setting_value
from governance import rules
from governance.choices import (
    POSITIVE,
    REGISTER,
    SMALLEST_GROUP,
    AnsweredAs,
    Outcome,
    ProposalKind,
    ProposalState,
    Subject,
)
from governance.models import Answer, Body, Proposal


def smallest_group() -> int:
    """Return k: how many people or answers a figure is about at least. One query."""
    return setting_value(SMALLEST_GROUP)


def has_agreement(subject: str) -> bool:
    """Whether the latest proposal on ``subject`` has a positive answer, to what holds today. Two queries.

    Positive is: agreed, agreed with conditions, a court's leave, or not required. A board that went on against
    advice (never against a refused consent) opens it too. An agreement to figures about groups of ten says nothing
    about smaller ones: when k goes below what was agreed to, it opens nothing until there is a new one.
    """
    known = REGISTER.get(subject)
    latest = _with_deviation(Proposal.objects.filter(subject=subject)).exclude(state=ProposalState.WITHDRAWN).first()
    return known is not None and latest is not None and _opens(latest, known, smallest=smallest_group())


def _opens(latest: Proposal, subject: Subject, *, smallest: int) -> bool:
    if latest.subject_version != subject.version or smallest < latest.smallest_group:
        return False
    return latest.state in POSITIVE or _is_overruled(latest)


def _with_deviation(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    deviations = Answer.objects.filter(proposal=OuterRef("pk"), outcome=Outcome.DEVIATED)
    return proposals.annotate(went_on=Exists(deviations)).order_by("-proposed_at", "-pk")


def _is_overruled(proposal: Proposal) -> bool:
    went_on: bool = getattr(proposal, "went_on", False)
    return went_on and proposal.kind == ProposalKind.ADVICE and proposal.state == ProposalState.REFUSED


def open_subjects() -> frozenset[str]:
    """Return every subject to which there is agreement, as ``has_agreement`` says it, for who asks of many."""
    return frozenset(one.subject.code for one in agreements() if one.is_open)


def refused_subjects() -> frozenset[str]:
    """Return every subject to which the body that answers said no last; asking anew changes nothing. One query.

    What was agreed to before and still shows is taken off by who shows it.
    """
    answers = Answer.objects.exclude(answered_as=AnsweredAs.ADVISER)
    last = answers.order_by("proposal__subject", "-answered_at", "-pk").distinct("proposal__subject")
    outcomes = last.values_list("proposal__subject", "outcome")
    return frozenset(subject for subject, outcome in outcomes if outcome == Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where one subject stands: its words, the latest proposal on it, and whether it is open."""

    subject: Subject
    proposal: Proposal | None
    is_open: bool

    @property
    def is_overtaken(self) -> bool:
        """Whether there was agreement, but to other words or a larger smallest group than hold today."""
        return self.proposal is not None and self.proposal.state in POSITIVE and not self.is_open

    @property
    def is_taken_back(self) -> bool:
        """Whether there was agreement, and the body came back on it; asking anew ends this."""
        was_agreed: bool = getattr(self.proposal, "was_agreed", False)
        return (
            was_agreed
            and self.proposal is not None
            and self.proposal.state == ProposalState.REFUSED
            and not self.is_open
        )


def agreements() -> list[Agreement]:
    """Return every subject with where it stands. Two queries."""
    smallest = smallest_group()
    latest: dict[str, Proposal] = {}
    positive = Answer.objects.filter(proposal=OuterRef("pk"), answered_as=AnsweredAs.BODY, outcome__in=POSITIVE)
    standing = _with_deviation(Proposal.objects.exclude(state=ProposalState.WITHDRAWN))
    for proposal in standing.annotate(was_agreed=Exists(positive)).select_related("body"):
        latest.setdefault(proposal.subject, proposal)
    found = []
    for subject in REGISTER.all.values():
        last = latest.get(subject.code)
        found.append(Agreement(subject, last, last is not None and _opens(last, subject, smallest=smallest)))
    return found


def agreement_on(subject: str) -> Agreement | None:
    """Return where one subject stands, or ``None`` for one that nobody can be asked about. Two queries."""
    return next((one for one in agreements() if one.subject.code == subject), None)


def ended_by_smallest_group(value: int) -> list[Agreement]:
    """Return what is open today and would close if the smallest group became ``value``. Two queries."""
    return [
        one for one in agreements() if one.is_open and one.proposal is not None and value < one.proposal.smallest_group
    ]


def newer_than(proposal: Proposal) -> Proposal | None:
    """Return the newest later proposal on the same subject that was not taken back. One query."""
    later = Q(proposed_at__gt=proposal.proposed_at) | Q(proposed_at=proposal.proposed_at, pk__gt=proposal.pk)
    standing = Proposal.objects.filter(later, subject=proposal.subject).exclude(state=ProposalState.WITHDRAWN)
    return standing.order_by("-proposed_at", "-pk").first()


def standing_answer(answers: Sequence[Answer]) -> Answer | None:
    """Return the answer of the body that holds: its last one, or ``None`` when it has not answered."""
    return next((answer for answer in reversed(answers) if answer.answered_as == AnsweredAs.BODY), None)


def standing_advice(answers: Sequence[Answer]) -> Answer | None:
    """Return the privacy officer's advice that counts: the last one, or ``None`` when there is none."""
    return next((answer for answer in reversed(answers) if answer.answered_as == AnsweredAs.ADVISER), None)


def conditions_of(answers: Sequence[Answer]) -> str:
    """Return the conditions under which a body agrees now, or nothing when its last answer has none."""
    standing = standing_answer(answers)
    return standing.conditions if standing else ""


@dataclass(frozen=True, slots=True)
class InShort:
    """One line at the top of a proposal: what it is about, in the subject's own words."""

    label: str | Promise
    words: Words


def in_short(proposal: Proposal) -> list[InShort]:
    """Return a proposal in four lines; none when its words are older than those of the subject today."""
    subject = REGISTER.get(proposal.subject)
    if subject is None or subject.version != proposal.subject_version:
        return []
    return [
        InShort(_("What happens"), subject.happens),
        InShort(_("Who sees it"), subject.seen),
        InShort(_("How long it is kept"), subject.kept),
        InShort(_("What happens if the answer is no"), subject.refused),
    ]


def what_follows(proposal: Proposal, answers: Sequence[Answer]) -> dict[str, str]:
    """Return for each answer that a body can give what follows from it, in the reader's language."""
    subject, conditions = REGISTER.get(proposal.subject), conditions_of(answers)
    former = [gettext("The conditions so far end: “%(conditions)s”") % {"conditions": conditions}] if conditions else []
    if proposal.state in POSITIVE:
        agreed = gettext("It stays open until you come back on your answer.")
        with_conditions = gettext(
            "It stays open. The programme office keeps your conditions; if it does not, you can come back on this."
        )
    else:
        agreed = gettext("It opens at once and stays open until you come back on your answer.")
        with_conditions = gettext(
            "It opens at once. The programme office keeps your conditions; if it does not, you can come back on this."
        )
    return {
        Outcome.AGREED: " ".join([agreed, *former]),
        Outcome.AGREED_WITH_CONDITIONS: " ".join([with_conditions, *former]),
        Outcome.REFUSED: subject.refused.text if subject else gettext("What hangs on this stays closed."),
        Outcome.REPLACED_BY_COURT: gettext("Only after a ruling. It opens as if you had agreed."),
        Outcome.NOT_REQUIRED: gettext("It opens without your agreement, and you cannot come back on this."),
    }


def proposals() -> QuerySet[Proposal]:
    """Return every proposal, newest first, with its body and how often it was answered."""
    return (
        Proposal.objects.select_related("body", "proposed_by")
        .annotate(answer_count=Count("answers"))
        .order_by("-proposed_at", "-pk")
    )


def answers_to(proposal: Proposal) -> list[Answer]:
    """Return what was answered to a proposal, oldest first; ``replaced_at`` where another answer came. One query."""
    later = Answer.objects.filter(replaces=OuterRef("pk")).order_by().values("answered_at")[:1]
    answers = proposal.answers.select_related("answered_by", "replaces").annotate(replaced_at=Subquery(later))
    return list(answers.order_by("answered_at", "pk"))


def bodies() -> QuerySet[Body]:
    return Body.objects.order_by("name_nl")


def deviation_opens_on(proposal: Proposal, answers: Sequence[Answer]) -> date | None:
    """Return from when a board may go on against this advice, or ``None`` when there is nothing to deviate from."""
    if proposal.kind != ProposalKind.ADVICE or proposal.state != ProposalState.REFUSED:
        return None
    if any(answer.outcome == Outcome.DEVIATED for answer in answers):
        return None
    refusals = [a.answered_at for a in answers if a.answered_as == AnsweredAs.BODY and a.outcome == Outcome.REFUSED]
    return rules.deviation_opens_on(refused_on=day_of(max(refusals)), body_kind=proposal.body.kind)
