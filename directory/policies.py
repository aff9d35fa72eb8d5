"""Who may bring people in."""

from people.choices import Role
from people.models import Person


def can_import(actor: Person) -> bool:
    """HR and administrators bring in the HR file, see its reports and link job titles."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_invite(actor: Person) -> bool:
    """HR and administrators tell people that they have an account."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_keep_access(actor: Person) -> bool:
    """Administrators say whether an employee number with another name and address is the same person still."""
    return actor.has_role(Role.ADMINISTRATOR)
