"""Activation codes: a first password for who has no e-mail address."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people import policies
from people.models import ActivationCode, Person

ACTIVATION_CODE_LASTS = timedelta(days=30)


# No 0, O, 1, I, L: the code is read from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def issue_activation_code(*, person: Person, actor: Person | None, now: datetime) -> str:
    """Return a new code such as ``7KQM-2XRT-9BWD`` with which ``person`` sets a password; an older one ends.

    The code is shown once and only its hash is kept. ``actor`` is empty only where no person asks for it: the import
    of an HR file from the command line.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refusal = why_no_activation_code(person=person, actor=actor)
    if refusal:
        raise RuleBroken(refusal)
    open_codes_of(person).delete()
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


@transaction.atomic
def make_activation_code(*, person: Person, actor: Person, now: datetime) -> str:
    """Return a new code for somebody who is known here already, and tell them that ``actor`` made one."""
    code = issue_activation_code(person=person, actor=actor, now=now)
    get_adapter().activation_code_made(person=person, actor=actor, now=now)
    return code


def why_no_activation_code(*, person: Person, actor: Person | None) -> str:
    """Say why ``actor`` makes no code for ``person``, in a sentence that says what to do; empty when they may."""
    name = {"name": person.full_name}
    if actor is not None and not policies.can_make_activation_code(actor, person):
        return _why_not_by(actor, person)
    if not person.is_here:
        return _("%(name)s does not work here, and cannot sign in.") % name
    if not person.employee_number:
        return (
            _("%(name)s has no employee number, and a code works with that number only. Add it in the HR file.") % name
        )
    if not person.needs_a_code:
        return (
            _(
                "%(name)s has an e-mail address and signed in before, so needs no code. Who forgot their password"
                " chooses “I forgot my password” on the sign-in page."
            )
            % name
        )
    return ""


def _why_not_by(actor: Person, person: Person) -> str:
    if actor == person:
        return _("You do not make a code for yourself. Change your password under “Signing in safely”.")
    if not policies.can_manage_people(actor):
        return _("Only HR and administrators make activation codes.")
    return _("%(name)s has a role. Only an administrator makes an activation code for them.") % {
        "name": person.full_name
    }


def open_codes_of(person: Person) -> "QuerySet[ActivationCode]":
    return ActivationCode.objects.filter(person=person, used_at__isnull=True)


def hash_activation_code(code: str) -> str:
    """Return the hash under which a code is kept; case, spaces and hyphens do not count.

    Twelve letters out of 31 are 59 bits, so a plain SHA-256 cannot be searched within the code's 30 days of life
    through the sign-in page, and the code is worth nothing once used.
    """
    bare = "".join(character for character in code.upper() if character in CODE_ALPHABET)
    return hashlib.sha256(bare.encode()).hexdigest()


@transaction.atomic
def activate_with_code(*, employee_number: str, code: str, password: str, now: datetime) -> Person:
    """Set a first password with a code from paper; the code ends with it.

    The same answer for a wrong number, a wrong code, a used and an old one: none of them tells who works here.
    Raises ``ValidationError`` for a password that is too weak.
    """
    found = (
        ActivationCode.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(code_hash=hash_activation_code(code), used_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if (
        found is None
        or found.person.employee_number != employee_number.strip()
        or not found.person.is_here
        or not found.person.needs_a_code
    ):
        raise RuleBroken(
            _("This number and code do not belong together, or the code was used or is too old. Ask HR for a new one."),
            field="code",
        )
    validate_password(password, found.person)
    found.used_at = now
    found.save(update_fields=["used_at"])
    found.person.set_password(password)
    found.person.save(update_fields=["password"])
    record("activation_code.used", found.person, actor=found.person, now=now)
    return found.person
