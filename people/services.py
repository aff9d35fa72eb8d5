"""Bringing people in, placing them, and giving them roles."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people import policies
from people.choices import Role, RoleSource
from people.models import ActivationCode, Person, RoleAssignment, Unit
from people.querysets import at_day

ACTIVATION_CODE_LASTS = timedelta(days=30)
# No 0, O, 1, I, L: the code is read from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


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
    """Give somebody a role from today; giving what they hold already changes nothing.

    ``actor`` is empty only where no person decides: the first administrator, the demo, the sign-in service.
    """
    if actor is not None and not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator gives roles."))
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
    record("role.granted", assignment, actor=actor, now=now, fields=[role])
    return assignment


@transaction.atomic
def revoke_role(*, assignment_id: int, actor: Person | None, now: datetime, reason: str = "") -> RoleAssignment:
    """Take a role back as of today; the last administrator keeps theirs."""
    if actor is not None and not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator takes roles back."))
    day = day_of(now)
    # All administrator rows are locked in one order, so that two cannot take each other's role at the same moment.
    list(RoleAssignment.objects.select_for_update().filter(at_day(day), role=Role.ADMINISTRATOR).order_by("pk"))
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment_id)
    if assignment.ends_on is not None and assignment.ends_on <= day:
        return assignment
    if assignment.role == Role.ADMINISTRATOR and is_last_administrator(assignment.person_id, day):
        raise RuleBroken(_("This is the last administrator. Make somebody else administrator first."))
    assignment.ends_on = day
    assignment.save(update_fields=["ends_on"])
    record("role.revoked", assignment, actor=actor, now=now, fields=[assignment.role], reason=reason)
    return assignment


def is_last_administrator(person_id: int, day: date) -> bool:
    """Whether no other active person holds the administrator role on ``day``."""
    others = RoleAssignment.objects.filter(at_day(day), role=Role.ADMINISTRATOR, person__is_active=True)
    return not others.exclude(person_id=person_id).exists()


@transaction.atomic
def issue_activation_code(*, person: Person, actor: Person | None, now: datetime) -> str:
    """Return a new code such as ``7KQM-2XRT-9BWD`` with which ``person`` sets a password; an older one ends.

    The code is shown once and only its hash is kept.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    ActivationCode.objects.filter(person=person, used_at__isnull=True).delete()
    letters = "".join(secrets.choice(CODE_ALPHABET) for _letter in range(12))
    code = "-".join(letters[start : start + 4] for start in (0, 4, 8))
    ActivationCode.objects.create(
        person=person,
        code_hash=hash_activation_code(code),
        created_at=now,
        created_by=actor,
        expires_at=now + ACTIVATION_CODE_LASTS,
    )
    record("activation_code.issued", person, actor=actor, now=now)
    return code


def hash_activation_code(code: str) -> str:
    """Return the hash under which a code is kept; case, spaces and hyphens do not count.

    Twelve letters out of 31 are 59 bits, so a plain SHA-256 cannot be searched within the code's 30 days of life
    through the sign-in page, and the code is worth nothing once used.
    """
    bare = "".join(character for character in code.upper() if character in CODE_ALPHABET)
    return hashlib.sha256(bare.encode()).hexdigest()
