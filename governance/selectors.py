"""What others and the pages of governance read of agreements and of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.asked import Asked, Waiting
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
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
from governance.models import Answer, Body, Duty, LawVersion, Proposal
from people.choices import Role
from people.models import Person


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


def agreements() -> list[Agreement]:
    """Return every subject with where it stands. Two queries."""
    smallest = smallest_group()
    latest: dict[str, Proposal] = {}
    for proposal in _with_deviation(Proposal.objects.exclude(state=ProposalState.WITHDRAWN)).select_related("body"):
        latest.setdefault(proposal.subject, proposal)
    found = []
    for subject in REGISTER.all.values():
        last = latest.get(subject.code)
        found.append(Agreement(subject, last, last is not None and _opens(last, subject, smallest=smallest)))
    return found


def proposals() -> QuerySet[Proposal]:
    """Return every proposal, newest first, with its body and how often it was answered."""
    return (
        Proposal.objects.select_related("body", "proposed_by")
        .annotate(answer_count=Count("answers"))
        .order_by("-proposed_at", "-pk")
    )


def answers_to(proposal: Proposal) -> list[Answer]:
    """Return what was answered to a proposal, oldest first. One query."""
    return list(proposal.answers.select_related("answered_by").order_by("answered_at", "pk"))


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


# --- law --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LawPart:
    """One law as we read it, with what it asks."""

    version: LawVersion
    duties: list[Duty]


def duties_by_law(*, on: date) -> list[LawPart]:
    """Return what each law asks, or will ask, seen from ``on``; what ended is left out. One query."""
    parts: dict[int, LawPart] = {}
    lasting = Duty.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    for duty in lasting.select_related("law_version").order_by("law_version__law", "valid_from", "position", "code"):
        part = parts.setdefault(duty.law_version_id, LawPart(duty.law_version, []))
        part.duties.append(duty)
    return list(parts.values())


# --- what the portal composes -----------------------------------------------------------------------------------------
def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Governance asks nothing of somebody as an employee; what a role must do is in ``waiting_for``."""
    return []


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return proposals that wait for this person's answer or advice. At most two queries."""
    waiting = []
    url = reverse("governance:proposal_list")
    kinds = [kind for kind, role in rules.ANSWERED_BY.items() if person.has_role(role)]
    if kinds:
        asked = Proposal.objects.filter(state=ProposalState.ASKED, body__kind__in=kinds).count()
        if asked:
            waiting.append(Waiting(title=_("Proposals that wait for an answer"), count=asked, url=url, icon="scale"))
    if person.has_role(Role.PRIVACY_OFFICER):
        advised = Answer.objects.filter(proposal=OuterRef("pk"), answered_as=AnsweredAs.ADVISER)
        without = Proposal.objects.filter(~Exists(advised), state=ProposalState.ASKED).count()
        if without:
            waiting.append(Waiting(title=_("Proposals without your advice"), count=without, url=url, icon="scale"))
    return waiting


def data_about(person: Person) -> list[Held]:
    """Return what governance holds about somebody: what they proposed and answered in a role. Two queries."""
    rows = [
        HeldRow(label=_("proposed"), value=str(proposal.title), at=proposal.proposed_at)
        for proposal in Proposal.objects.filter(proposed_by=person)
    ]
    rows += [
        HeldRow(label=answer.get_answered_as_display(), value=answer.get_outcome_display(), at=answer.answered_at)
        for answer in Answer.objects.filter(answered_by=person)
    ]
    if not rows:
        return []
    return [
        Held(
            title=_("Proposals and answers"),
            why=_("So that it stays clear who asked for what, and who agreed to what, in which role."),
            seen_by=_("programme office, works council, privacy officer, board and administrators"),
            kept=_("as long as the organisation keeps its decisions; your name goes when your own term ends"),
            rows=rows,
        )
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """A departure changes nothing here: what was proposed and answered stays as it was."""
    return []
