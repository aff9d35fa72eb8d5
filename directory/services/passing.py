"""An employee number that passes to another surname and another e-mail address: perhaps to another person.

Nobody inherits the keys of somebody else. Unless an administrator says that they are the same people, all that opens
doors ends when the file is carried out: roles above employee, sessions, the password, second factors, and the names by
which sign-in services know the former holder. Whoever has the number now signs in as a new colleague does.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import batched

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db.models import F, Q, QuerySet

from common.clock import day_of
from common.models import AuditEvent
from common.services import record
from people.choices import Role
from people.models import ActivationCode, ExternalIdentity, Person, RoleAssignment
from people.services import end_sessions, revoke_role

BATCH = 1_000
REASON = "HR file: the employee number passed to another name and address"


def roles_that_end(person_ids: Iterable[int], *, day: date) -> "QuerySet[RoleAssignment]":
    """Roles above employee that these people hold on ``day`` or will hold, with person and unit. One query."""
    lasting = RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day) & Q(ends_on__gt=F("starts_on"))
    )
    held = lasting.filter(person__in=list(person_ids)).exclude(role=Role.EMPLOYEE)
    return held.select_related("person", "unit").order_by("person__sort_key", "role", "pk")


def administrators(day: date) -> "QuerySet[Person]":
    """Who works here and administers everything from ``day`` on, with no end in sight."""
    held = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, unit__isnull=True, starts_on__lte=day, ends_on__isnull=True
    )
    return Person.objects.here_on(day).filter(pk__in=held.values("person_id"))


def end_access(person_ids: Iterable[int], *, actor: Person | None, now: datetime) -> None:
    """End what the former holders of these numbers opened doors with, and record it for each of them."""
    for batch in batched(person_ids, BATCH):
        _end_roles(batch, now=now)
        for person in Person.objects.filter(pk__in=batch, last_login__isnull=False):
            end_sessions(person=person)
        Person.objects.filter(pk__in=batch).update(password=make_password(None), last_login=None)
        ActivationCode.objects.filter(person__in=batch, used_at__isnull=True).delete()
        ExternalIdentity.objects.filter(person__in=batch).delete()
        for keys in (SocialAccount, EmailAddress, Authenticator):
            keys.objects.filter(user_id__in=batch).delete()
        AuditEvent.objects.bulk_create(
            AuditEvent(
                at=now, actor=actor, action="person.access_ended", object_type="people.person",
                object_id=str(public_id), fields=[], reason=REASON,
            )
            for public_id in Person.objects.filter(pk__in=batch).values_list("public_id", flat=True)
        )  # fmt: skip


def _end_roles(person_ids: Iterable[int], *, now: datetime) -> None:
    """No person decides that a role ends here: the rule does; who said yes to the file is recorded with the import."""
    day = day_of(now)
    for assignment in roles_that_end(person_ids, day=day):
        if assignment.starts_on <= day:
            revoke_role(assignment_id=assignment.pk, actor=None, now=now, reason=REASON)
        else:
            assignment.ends_on = assignment.starts_on
            assignment.save(update_fields=["ends_on"])
            record("role.revoked", assignment, actor=None, now=now, fields=[assignment.role], reason=REASON)
