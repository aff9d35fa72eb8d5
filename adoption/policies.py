"""Who may do what with figures. Reading released figures is for everyone: they name nobody."""

from governance.choices import READERS
from people.choices import Role
from people.models import Person


def can_import_usage(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)


def can_see_usage(actor: Person) -> bool:
    """Whoever watches over privacy sees which reports came in and that their files are gone."""
    return can_import_usage(actor) or actor.has_role(Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.BOARD)


def can_see_proposals(actor: Person) -> bool:
    """Whether a page may lead to what the works council was asked and answered."""
    return actor.has_role(*READERS)


def can_withdraw(actor: Person) -> bool:
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_make_evidence(actor: Person) -> bool:
    """HR and the programme office put on record what was done."""
    return actor.has_role(Role.HR, Role.PROGRAMME_OFFICE)


def can_see_evidence(actor: Person) -> bool:
    """Whoever steers, watches over privacy or advises reads what was put on record; it names nobody."""
    return can_make_evidence(actor) or actor.has_role(
        Role.BOARD, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.ADMINISTRATOR
    )
