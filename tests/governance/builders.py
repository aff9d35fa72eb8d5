"""Bodies and proposals for tests, named as the house names them."""

from datetime import datetime

from django.utils import timezone

from governance import services
from governance.choices import BodyKind, Outcome, ProposalKind
from governance.models import Body, Proposal
from people.choices import Role
from people.models import Person
from tests.people.builders import employee


def body(kind: str = BodyKind.WORKS_COUNCIL, **fields: object) -> Body:
    """Return the body of this kind, made when it is not there yet."""
    found, _created = Body.objects.get_or_create(
        kind=kind, defaults={"name_nl": f"orgaan {kind}", "name_en": f"body {kind}", "reason": "klein", **fields}
    )
    return found


def asked(
    subject: str = "surveys:wave",
    *,
    kind: str = ProposalKind.CONSENT,
    of: Body | None = None,
    actor: Person | None = None,
    anew: str = "",
    now: datetime | None = None,
) -> Proposal:
    """Return a proposal that waits for its answer; ``anew`` is needed where there is agreement."""
    return services.propose(
        body=of or body(),
        subject=subject,
        kind=kind,
        anew=anew,
        actor=actor or employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE]),
        now=now or timezone.now(),
    )


def agreed(subject: str = "surveys:wave", *, anew: str = "", now: datetime | None = None) -> Proposal:
    """Return a proposal to which the works council agreed."""
    moment = now or timezone.now()
    proposal = asked(subject, anew=anew, now=moment)
    member = employee(first_name="Ole", roles=[Role.WORKS_COUNCIL])
    services.answer(proposal_id=proposal.pk, answer=Outcome.AGREED, actor=member, now=moment)
    proposal.refresh_from_db()
    return proposal


def refused(subject: str = "surveys:wave", *, now: datetime | None = None) -> Proposal:
    """Return the latest proposal on a subject, on which the works council comes back or says no."""
    proposal = Proposal.objects.filter(subject=subject).latest("proposed_at", "pk")
    services.answer(
        proposal_id=proposal.pk,
        answer=Outcome.REFUSED,
        reason="Wij zien te weinig waarborgen.",
        actor=employee(first_name="Ole", roles=[Role.WORKS_COUNCIL]),
        now=now or timezone.now(),
    )
    proposal.refresh_from_db()
    return proposal
