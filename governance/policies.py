"""Who proposes, who answers for a body, who advises, who may go on against advice, and who reads it."""

from governance import rules
from governance.choices import ADVISES_ON_CHANGES, DECIDES_ON_CHANGES, PROPOSES_CHANGES, READERS
from governance.models import Body, Proposal
from people.choices import Role
from people.models import Person


def can_see_proposals(actor: Person) -> bool:
    return actor.has_role(*READERS)


def can_propose(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_answer_for(actor: Person, body: Body) -> bool:
    """Whether ``actor`` speaks for this body here."""
    return actor.has_role(rules.ANSWERED_BY[body.kind])


def made_it(actor: Person, proposal: Proposal) -> bool:
    """Whether ``actor`` asked this; whoever asks does not answer for the body."""
    return proposal.proposed_by_id == actor.pk


def can_advise(actor: Person) -> bool:
    return actor.has_role(Role.PRIVACY_OFFICER)


def can_deviate(actor: Person) -> bool:
    return actor.has_role(Role.BOARD)


def can_propose_change(actor: Person) -> bool:
    """Whether ``actor`` proposes changes of settings that touch privacy."""
    return actor.has_role(*PROPOSES_CHANGES)


def can_advise_on_change(actor: Person) -> bool:
    return actor.has_role(*ADVISES_ON_CHANGES)


def can_decide_on_change(actor: Person) -> bool:
    return actor.has_role(*DECIDES_ON_CHANGES)
