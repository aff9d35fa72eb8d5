"""Who may do what with people. Relations (manager, deputy) are read from placements, roles from assignments."""

from common.clock import today
from people.choices import Role
from people.models import Person
from people.querysets import at_day


def can_manage_people(actor: Person) -> bool:
    """HR and administrators bring people in and keep them up to date."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_make_activation_code(actor: Person, person: Person) -> bool:
    """HR for employees, an administrator also for who holds a role; nobody for themselves.

    With a code somebody sets a password: whoever makes one for another could come in as that other.
    """
    if actor == person or not can_manage_people(actor):
        return False
    return can_grant_roles(actor) or not person.has_or_gets_a_role


def can_grant_roles(actor: Person) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def can_give_role_to(actor: Person, person: Person) -> bool:
    """An administrator to others; nobody to themselves: one person alone is no check on anybody."""
    return can_grant_roles(actor) and actor != person


def can_reset_second_factor(actor: Person, person: Person) -> bool:
    """An administrator for others; nobody for themselves: it takes away what proves who signs in."""
    return can_grant_roles(actor) and actor != person


def can_see_second_factors(actor: Person) -> bool:
    """Administrators; to HR it is no concern who uses which app."""
    return actor.has_role(Role.ADMINISTRATOR)


def can_give_tokens(actor: Person) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def can_see_team(actor: Person) -> bool:
    """Managers and their deputies see their own team's required work."""
    return actor.is_manager or actor.stands_in_for.filter(at_day(today())).exists()
