"""Who proposes, who answers for a body, who advises, who may go on against advice, and who reads it."""

from governance.choices import BodyKind
from governance.models import Body
from people.choices import Role
from people.models import Person

READERS = (Role.PROGRAMME_OFFICE, Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.BOARD, Role.ADMINISTRATOR)
ANSWERED_BY: dict[str, str] = {
    BodyKind.WORKS_COUNCIL: Role.WORKS_COUNCIL,
    BodyKind.REPRESENTATION: Role.WORKS_COUNCIL,
    # These have no account of their own; somebody who does not steer the programme records what they say.
    BodyKind.CLIENT_COUNCIL: Role.PRIVACY_OFFICER,
    BodyKind.NONE: Role.PRIVACY_OFFICER,
}


def can_see_proposals(actor: Person) -> bool:
    return actor.has_role(*READERS)


def can_propose(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_answer_for(actor: Person, body: Body) -> bool:
    """Whether ``actor`` speaks for this body here."""
    return actor.has_role(ANSWERED_BY[body.kind])


def can_advise(actor: Person) -> bool:
    return actor.has_role(Role.PRIVACY_OFFICER)


def can_deviate(actor: Person) -> bool:
    return actor.has_role(Role.BOARD)
