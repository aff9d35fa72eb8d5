"""Who may do what with people. Relations (manager, deputy) are read from placements, roles from assignments."""

from people.choices import Role
from people.models import Person


def can_manage_people(actor: Person) -> bool:
    """HR and administrators bring people in and keep them up to date."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_grant_roles(actor: Person) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def can_give_tokens(actor: Person) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def can_see_team(actor: Person) -> bool:
    """Managers and their deputies see their own team's required work."""
    return actor.is_manager or actor.stands_in_for.exists()
