"""Giving roles and taking them back."""

from collections.abc import Mapping
from datetime import date, datetime

from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people import policies, selectors
from people.choices import WATCHED_ROLES, Role, RoleSource
from people.models import Person, RoleAssignment, Unit
from people.querysets import at_day
from people.services.codes import open_codes_of
from people.services.second_factors import lapse_second_factor_resets


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: str,
    actor: Person | None,
    now: datetime,
    unit: Unit | None = None,
    source: str = RoleSource.LOCAL,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give somebody else a role from today; giving what they hold already changes nothing.

    ``actor`` is empty only where no person decides: the first administrator, the demo, the sign-in service.
    """
    if actor is not None and not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator gives roles."))
    if actor == person:
        raise RuleBroken(_("Nobody gives a role to themselves. Ask another administrator."))
    Person.objects.select_for_update().get(pk=person.pk)
    day = day_of(now)
    held = RoleAssignment.objects.filter(at_day(day), person=person, role=role, unit=unit).first()
    if held is not None:
        return held
    assignment = RoleAssignment.objects.create(
        person=person,
        role=role,
        unit=unit,
        starts_on=day,
        ends_on=ends_on,
        source=source,
        granted_by=actor,
        granted_at=now,
    )
    # A code that HR has in hand opens an employee's account; from now on this is another account.
    open_codes_of(person).exclude(created_by__in=selectors.people_with_role(Role.ADMINISTRATOR, day)).delete()
    record("role.granted", assignment, actor=actor, now=now, fields=[role])
    if _is_told(assignment):
        get_adapter().role_given(assignment=assignment, now=now)
    if role in WATCHED_ROLES and unit is None:
        get_adapter().watched_role_given(assignment=assignment, now=now)
    return assignment


@transaction.atomic
def revoke_role(*, assignment_id: int, actor: Person | None, now: datetime, reason: str = "") -> RoleAssignment:
    """Take a role back as of today; the last administrator keeps theirs."""
    if actor is not None and not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator takes roles back."))
    day = day_of(now)
    lock_administrators()
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment_id)
    if assignment.ends_on is not None and assignment.ends_on <= day:
        return assignment
    if assignment.role == Role.ADMINISTRATOR and is_last_administrator(assignment.person_id, day):
        raise RuleBroken(_("This is the last administrator. Make somebody else administrator first."))
    assignment.ends_on = day
    assignment.save(update_fields=["ends_on"])
    if assignment.role == Role.ADMINISTRATOR:
        lapse_second_factor_resets(requested_by=assignment.person, now=now)
    record("role.revoked", assignment, actor=actor, now=now, fields=[assignment.role], reason=reason)
    if _is_told(assignment):
        get_adapter().role_ended(assignment=assignment, now=now)
    return assignment


def _is_told(assignment: RoleAssignment) -> bool:
    """Whether its holder hears of it: every role that opens something, but for the made-up people of the demo."""
    return assignment.role != Role.EMPLOYEE and assignment.unit_id is None and assignment.source != RoleSource.DEMO


def is_last_administrator(person_id: int, day: date) -> bool:
    """Whether nobody else who works here on ``day`` administers everything from then on, with no end in sight."""
    others = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, unit__isnull=True, starts_on__lte=day, ends_on__isnull=True
    )
    return not others.filter(person__in=Person.objects.here_on(day)).exclude(person_id=person_id).exists()


def lock_administrators() -> None:
    """Let one at a time end the role of an administrator: two at once would each count on the other.

    Taken before any other lock, in one order, so that nobody waits for somebody who waits for them.
    """
    held = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True)
    list(held.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def sync_roles_with_groups(
    *, person: Person, groups: set[str], groups_to_roles: Mapping[str, str], now: datetime
) -> None:
    """Give the roles that the person's groups stand for, and end those that came from groups left since.

    Only roles whose source is the sign-in service are touched, and only when the operator mapped any group. Who left
    gets none, whatever the sign-in service still thinks of them.
    """
    if not groups_to_roles or not person.is_here:
        return
    wanted = {role for group, role in groups_to_roles.items() if group in groups and role in Role.values}
    for role in sorted(wanted):
        grant_role(person=person, role=role, actor=None, now=now, source=RoleSource.IDENTITY_PROVIDER)
    held = RoleAssignment.objects.filter(at_day(day_of(now)), person=person, source=RoleSource.IDENTITY_PROVIDER)
    for assignment in held.exclude(role__in=wanted):
        if assignment.role == Role.ADMINISTRATOR and is_last_administrator(person.pk, day_of(now)):
            continue
        revoke_role(assignment_id=assignment.pk, actor=None, now=now, reason="left the group")


@transaction.atomic
def create_administrator(
    *, email: str, first_name: str, infix: str, last_name: str, password: str, now: datetime
) -> Person:
    """Bring in the first administrator of an empty installation, or make a known person administrator.

    Raises ``RuleBroken`` when an administrator works here already (they give roles from then on), and
    ``ValidationError`` for a password that is too weak.
    """
    if selectors.people_with_role(Role.ADMINISTRATOR, day_of(now)).exists():
        raise RuleBroken(_("There is an administrator already. Ask them to give you the role."))
    person, _created = Person.objects.get_or_create(
        email=email.strip().lower(), defaults={"first_name": first_name, "infix": infix, "last_name": last_name}
    )
    if not person.is_here:
        raise RuleBroken(_("This e-mail address is of somebody who left. Use the address of somebody who works here."))
    validate_password(password, person)
    person.set_password(password)
    person.save()
    grant_role(person=person, role=Role.ADMINISTRATOR, actor=None, now=now)
    return person
