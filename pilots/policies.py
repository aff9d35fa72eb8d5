"""Who may do what with pilots. Owner and member are relations to a pilot, programme office and board are roles."""

from dataclasses import dataclass

from people.choices import Role
from people.models import Person
from pilots import rules
from pilots.choices import DecisionKind, MemberRole, Stage
from pilots.models import Pilot


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one pilot now."""

    can_change: bool
    can_decide: bool
    may_take: tuple[DecisionKind, ...]

    @property
    def may_step(self) -> bool:
        """The owner may take the next step without office or board."""
        return bool(self.may_take) and not self.can_decide


def can_see(actor: Person, pilot: Pilot) -> bool:
    """Everyone who works here sees every pilot."""
    return actor.is_here


def rights_in(actor: Person, pilot: Pilot) -> Rights:
    """Return what ``actor`` may do with ``pilot``. One query.

    The team changes its own pilot; the programme office may help. Office and board take every decision; the owner
    hands in an idea and ends the trial. A stopped pilot is history.
    """
    if pilot.stage == Stage.STOPPED:
        return Rights(can_change=False, can_decide=False, may_take=())
    role = pilot.members.current().filter(person=actor).values_list("role", flat=True).first()
    decides = actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)
    owns = role == MemberRole.OWNER
    kinds = [
        kind for kind in rules.kinds_from(pilot.stage) if decides or (owns and (pilot.stage, kind) in rules.OWNER_MAY)
    ]
    return Rights(
        can_change=role is not None or actor.has_role(Role.PROGRAMME_OFFICE), can_decide=decides, may_take=tuple(kinds)
    )


def can_change(actor: Person, pilot: Pilot) -> bool:
    return rights_in(actor, pilot).can_change


def may_take(actor: Person, pilot: Pilot, kind: str) -> bool:
    return kind in rights_in(actor, pilot).may_take
