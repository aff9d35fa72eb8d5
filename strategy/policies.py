"""Who may do what with the strategy."""

from people.choices import Role
from people.models import Person
from strategy.models import Version


def can_write(actor: Person) -> bool:
    """The programme office writes documents and publishes them."""
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_see_version(actor: Person, version: Version) -> bool:
    """Everyone reads what was published; programme office and board also see what is being written."""
    return version.is_frozen or actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)


def can_set_objectives(actor: Person) -> bool:
    """Programme office and board set objectives and archive them."""
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)
