"""Who may do what with pilots. Owner and member are relations to a pilot, programme office and board are roles."""

from people.choices import Role
from people.models import Person
from pilots import rules
from pilots.choices import MemberRole, Stage
from pilots.models import Pilot


def can_see(actor: Person, pilot: Pilot) -> bool:
    """Everyone who works here sees every pilot."""
    return actor.is_here


def role_in(actor: Person, pilot: Pilot) -> str | None:
    """Return what ``actor`` is in this pilot today, or ``None``. One query."""
    return pilot.members.current().filter(person=actor).values_list("role", flat=True).first()


def can_change(actor: Person, pilot: Pilot) -> bool:
    """The team changes its own pilot; the programme office may help. A stopped pilot is history."""
    if pilot.stage == Stage.STOPPED:
        return False
    return actor.has_role(Role.PROGRAMME_OFFICE) or role_in(actor, pilot) is not None


def can_decide(actor: Person) -> bool:
    """Programme office and board decide."""
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)


def may_take(actor: Person, pilot: Pilot, kind: str) -> bool:
    """Office and board take every decision; the owner hands in an idea and ends the trial."""
    if can_decide(actor):
        return True
    return (pilot.stage, kind) in rules.OWNER_MAY and role_in(actor, pilot) == MemberRole.OWNER
