"""What happens to a person who leaves, on the day and when the term is over."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people.choices import TERMS, Role
from people.models import ActivationCode, Deputy, ExternalIdentity, Person, Placement, RoleAssignment, SecondFactorReset
from people.querysets import at_day
from people.services.codes import open_codes_of
from people.services.roles import is_last_administrator, lock_administrators
from people.services.second_factors import lapse_second_factor_resets
from people.services.sessions import end_sessions


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Close placements, roles and keys to the building of somebody who leaves ``on`` that day, and their sessions."""
    lock_administrators()
    person = Person.objects.select_for_update().get(pk=person_id)
    # Who the file says left last week administers today all the same.
    day = max(on, day_of(now))
    administers = RoleAssignment.objects.filter(at_day(day), person=person, role=Role.ADMINISTRATOR).exists()
    if administers and is_last_administrator(person.pk, day):
        raise RuleBroken(_("This is the last administrator. Make somebody else administrator first."))
    Placement.objects.filter(person=person, starts_on__gte=on).delete()
    Placement.objects.filter(at_day(on), person=person).update(ends_on=on)
    # A role given after the day that HR names late never held a whole day.
    lasting = RoleAssignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person=person)
    lasting.update(ends_on=Greatest("starts_on", Value(on)))
    stands_in = Deputy.objects.filter(Q(manager=person) | Q(deputy=person))
    stands_in.filter(starts_on__gte=on).delete()
    stands_in.filter(at_day(on)).update(ends_on=on)
    person.left_on = on
    person.is_active = on > day_of(now)
    person.save(update_fields=["left_on", "is_active"])
    if not person.is_active:
        open_codes_of(person).delete()
        end_sessions(person=person)
        lapse_second_factor_resets(requested_by=person, person=person, now=now)
    record("person.left", person, actor=actor, now=now, fields=["left_on"])


def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Replace name, e-mail and number of everybody who left longer ago than the term; return how many."""
    term = next(term for term in TERMS if term.code == "people.person")
    gone = Person.objects.filter(left_on__lt=day_of(now) - term.keeps, pseudonymised_at__isnull=True)
    count = 0
    for person_id in list(gone.values_list("pk", flat=True)):
        pseudonymise(person_id=person_id, now=now)
        count += 1
    return {term.code: count}


@transaction.atomic
def pseudonymise(*, person_id: int, now: datetime) -> None:
    """Take away what says who somebody was; placements and what others need for the record stay."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.pseudonymised_at is not None:
        return
    person.first_name, person.infix, person.last_name = "", "", str(person.public_id)[:8]
    person.email = person.employee_number = None
    person.away_from = person.away_until = None
    person.is_active, person.pseudonymised_at, person.last_login = False, now, None
    person.set_unusable_password()
    person.save()
    ActivationCode.objects.filter(person=person).delete()
    ExternalIdentity.objects.filter(person=person).delete()
    SocialAccount.objects.filter(user_id=person.pk).delete()
    EmailAddress.objects.filter(user_id=person.pk).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    SecondFactorReset.objects.filter(person=person).delete()
    end_sessions(person=person)
    record("person.pseudonymised", person, actor=None, now=now)
