"""Bringing people in, placing them, and giving them roles."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people import policies, selectors
from people.choices import TERMS, WATCHED_ROLES, Role, RoleSource, TokenScope
from people.models import ActivationCode, ApiToken, Deputy, ExternalIdentity, Person, Placement, RoleAssignment, Unit
from people.querysets import at_day

ACTIVATION_CODE_LASTS = timedelta(days=30)
TOKEN_LASTS_AT_MOST = timedelta(days=731)
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
    _open_codes_of(person).exclude(created_by__in=selectors.people_with_role(Role.ADMINISTRATOR, day)).delete()
    record("role.granted", assignment, actor=actor, now=now, fields=[role])
    if role in WATCHED_ROLES and unit is None:
        get_adapter().watched_role_given(assignment=assignment, now=now)
    return assignment


@transaction.atomic
def revoke_role(*, assignment_id: int, actor: Person | None, now: datetime, reason: str = "") -> RoleAssignment:
    """Take a role back as of today; the last administrator keeps theirs."""
    if actor is not None and not policies.can_grant_roles(actor):
        raise RuleBroken(_("Only an administrator takes roles back."))
    day = day_of(now)
    _lock_administrators()
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
    """Whether nobody else who works here on ``day`` administers everything from then on, with no end in sight."""
    others = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, unit__isnull=True, starts_on__lte=day, ends_on__isnull=True
    )
    return not others.filter(person__in=Person.objects.here_on(day)).exclude(person_id=person_id).exists()


def _lock_administrators() -> None:
    """Let one at a time end the role of an administrator: two at once would each count on the other.

    Taken before any other lock, in one order, so that nobody waits for somebody who waits for them.
    """
    held = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True)
    list(held.select_for_update().order_by("pk").values_list("pk"))


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
    _open_codes_of(person).delete()
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


def _open_codes_of(person: Person) -> "QuerySet[ActivationCode]":
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


def person_of_claims(claims: Mapping[str, Any], *, trust_email: bool) -> Person | None:
    """Return who the sign-in service says this is, by an e-mail that it verified or that the operator trusts."""
    email = claims.get("email") or (claims.get("preferred_username") if trust_email else None)
    if not isinstance(email, str) or not (trust_email or claims.get("email_verified") is True):
        return None
    person = Person.objects.filter(email=email.strip().lower()).first()
    return person if person is not None and person.is_here else None


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


@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Close placements, roles and keys to the building of somebody who leaves ``on`` that day, and their sessions."""
    _lock_administrators()
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
        _open_codes_of(person).delete()
        end_sessions(person=person)
    record("person.left", person, actor=actor, now=now, fields=["left_on"])


def end_sessions(*, person: Person) -> int:
    """End every session of somebody, on every device; return how many there were."""
    sessions = UserSession.objects.filter(user_id=person.pk)
    keys = list(sessions.values_list("session_key", flat=True))
    sessions.delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


def end_session(*, person: Person, session_id: str, here: str | None) -> bool:
    """End one session of somebody, never the one they are in (``here``); say whether it was there to end."""
    chosen = int(session_id) if session_id.isascii() and session_id.isdigit() else 0
    session = UserSession.objects.filter(user_id=person.pk, pk=chosen).exclude(session_key=here).first()
    if session is not None:
        session.end()
    return session is not None


def last_day_of_a_token(day: date) -> date:
    """Return the last day that may be chosen on ``day`` for a key to work."""
    return day + TOKEN_LASTS_AT_MOST - timedelta(days=1)


@transaction.atomic
def create_api_token(
    *, name: str, scopes: Sequence[str], expires_at: datetime, actor: Person, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a machine; return it with its text, which is not kept and can be read this once.

    Two keys in force have different names: who ends one must know which, and a page sent twice makes one key.
    """
    if not policies.can_give_tokens(actor):
        raise RuleBroken(_("Only an administrator gives keys to other systems."))
    if expires_at <= now:
        raise RuleBroken(_("This date is over."), field="ends_on")
    if expires_at > now + TOKEN_LASTS_AT_MOST:
        raise RuleBroken(
            _("A key works for two years at most. Choose %(day)s or earlier.")
            % {"day": date_format(last_day_of_a_token(day_of(now)), "DATE_FORMAT")},
            field="ends_on",
        )
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise RuleBroken(_("Choose at least one thing that this key may do."), field="scopes")
    Person.objects.select_for_update().get(pk=actor.pk)
    if ApiToken.objects.filter(name=name, revoked_at__isnull=True, expires_at__gt=now).exists():
        raise RuleBroken(
            _("A key of this name is in force already. End that one first, or choose another name."), field="name"
        )
    text = f"houvast_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name,
        prefix=text[:12],
        token_hash=_hashed(text),
        scopes=sorted(scopes),
        created_by=actor,
        created_at=now,
        expires_at=expires_at,
    )
    record("api_token.created", token, actor=actor, now=now, fields=token.scopes)
    return token, text


@transaction.atomic
def revoke_api_token(*, token_id: int, actor: Person, now: datetime) -> ApiToken:
    """End a key at once; a key that was ended stays so."""
    if not policies.can_give_tokens(actor):
        raise RuleBroken(_("Only an administrator ends keys of other systems."))
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record("api_token.revoked", token, actor=actor, now=now)
    return token


def authenticate_token(*, token: str, now: datetime) -> ApiToken | None:
    """Return the key with this text while it is in force, and note the day of its use."""
    known = ApiToken.objects.filter(token_hash=_hashed(token), revoked_at__isnull=True, expires_at__gt=now).first()
    if known is not None and known.last_used_on != day_of(now):
        ApiToken.objects.filter(pk=known.pk).update(last_used_on=day_of(now))
    return known


def _hashed(text: str) -> str:
    """Return the fingerprint under which a key is kept; a key is long and random, so it needs no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


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
    end_sessions(person=person)
    record("person.pseudonymised", person, actor=None, now=now)
