"""Who sees and sets the rules. A rule shows numbers and never who was reminded."""

from people.choices import Role
from people.models import Person


def can_see_rules(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)


def can_change_rules(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)
