"""Who may do what with the tool catalogue. Everyone reads it; the programme office writes it."""

from people.choices import Role
from people.models import Person


def can_edit(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_decide_promise(actor: Person) -> bool:
    """Whether somebody says for the organisation that who declares what they use is not judged by it."""
    return actor.has_role(Role.BOARD)
