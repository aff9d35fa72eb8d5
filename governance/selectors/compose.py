"""What the portal composes of governance: what waits, what is held, what a departure means."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.asked import Asked, Waiting
from common.departures import Consequence
from common.held import Held, HeldRow
from governance import rules
from governance.choices import AnsweredAs, ProposalState
from governance.models import Answer, Proposal
from governance.selectors.changes import changes_to_advise_on, changes_to_decide_on
from governance.selectors.standing import agreements, proposals
from people.choices import Role
from people.models import Person

TO_ANSWER, TO_ADVISE = "to_answer", "to_advise"
"""The parts of the list of proposals that wait for somebody."""


def asked_of(person: Person, *, now: datetime) -> list[Asked]:
    """Governance asks nothing of somebody as an employee; what a role must do is in ``waiting_for``."""
    return []


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person in a role: answers, advice, changes of settings, and agreements that ended.

    At most seven queries, none for who holds no role.
    """
    return [*_proposals_waiting(person), *_changes_waiting(person), *_agreements_ended(person)]


def _proposals_waiting(person: Person) -> list[Waiting]:
    url = reverse("governance:proposal_list")
    asked, without = (proposals_that_wait(person, part).count() for part in (TO_ANSWER, TO_ADVISE))
    waiting = [
        Waiting(
            title=ngettext("Proposal that waits for an answer", "Proposals that wait for an answer", asked),
            count=asked,
            url=f"{url}?show={TO_ANSWER}",
            icon="scale",
        ),
        Waiting(
            title=ngettext("Proposal without your advice", "Proposals without your advice", without),
            count=without,
            url=f"{url}?show={TO_ADVISE}",
            icon="scale",
        ),
    ]
    return [each for each in waiting if each.count]


def proposals_that_wait(person: Person, part: str) -> QuerySet[Proposal]:
    """Return the proposals that wait for an answer of ``person`` (``TO_ANSWER``) or for their advice (``TO_ADVISE``).

    No query where they hold no role that gives one.
    """
    asked = proposals().filter(state=ProposalState.ASKED)
    if part == TO_ADVISE and person.has_role(Role.PRIVACY_OFFICER):
        return asked.exclude(answers__answered_as=AnsweredAs.ADVISER)
    kinds = [kind for kind, role in rules.ANSWERED_BY.items() if person.has_role(role)]
    if part == TO_ANSWER and kinds:
        return asked.exclude(proposed_by=person).filter(body__kind__in=kinds)
    return asked.none()


def _changes_waiting(person: Person) -> list[Waiting]:
    """Return the changes of settings on which this person advises or decides now."""
    advise, decide = changes_to_advise_on(person), changes_to_decide_on(person)
    found = []
    for waits, title in (
        (
            advise,
            ngettext(
                "Change of a setting that waits for your advice",
                "Changes of settings that wait for your advice",
                len(advise),
            ),
        ),
        (
            decide,
            ngettext(
                "Change of a setting that waits for a decision",
                "Changes of settings that wait for a decision",
                len(decide),
            ),
        ),
    ):
        if waits:
            url = reverse("setting_proposal", args=[waits[0].public_id]) if len(waits) == 1 else reverse("settings")
            found.append(Waiting(title=title, count=len(waits), url=url, icon="settings"))
    return found


def _agreements_ended(person: Person) -> list[Waiting]:
    """Return the agreements that no longer hold and about which the office must do something, each by its name."""
    if not person.has_role(Role.PROGRAMME_OFFICE):
        return []
    return [
        Waiting(
            title=(_("Agreement withdrawn: %(subject)s") if one.is_taken_back else _("Agreement ended: %(subject)s"))
            % {"subject": one.subject.title},
            count=1,
            url=reverse("governance:proposal_detail", args=[one.proposal.public_id]),
            icon="scale",
        )
        for one in agreements()
        if one.proposal is not None and (one.is_taken_back or one.is_overtaken)
    ]


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
