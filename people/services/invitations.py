"""The link by which somebody who was invited chooses a first password.

It works until a moment, as long as its person never came in and has the address and the password that they had then.
"""

from datetime import datetime
from urllib.parse import quote

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.links import link_token, read_link_token
from common.services import record
from common.text import is_uuid
from people.models import Person


def invitation_path(*, person: Person, until: datetime) -> str:
    """Return the path of this portal on which ``person`` chooses a first password until a moment."""
    token = link_token(person.public_id, until, salt=_salt(person))
    return reverse("people:welcome", args=[f"{person.public_id}~{token}"])


def person_of_invitation(*, token: str, now: datetime) -> Person | None:
    """Return for whom a link is, while it works."""
    public_id, _mark, signed = token.partition("~")
    person = Person.objects.filter(public_id=public_id).first() if is_uuid(public_id) else None
    if person is None or not person.is_here or person.last_login is not None:
        return None
    read = read_link_token(signed, salt=_salt(person))
    return person if read is not None and read[0] == person.public_id and now < read[1] else None


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime) -> Person:
    """Set a first password with the link of an invitation; the link ends with it.

    Raises ``RuleBroken`` for a link that does not work (any more), ``ValidationError`` for a password that is too weak.
    """
    found = person_of_invitation(token=token, now=now)
    person = Person.objects.select_for_update().filter(pk=found.pk).first() if found else None
    # Read again under the lock: of two at once the second finds another password, and so no link.
    if person is None or person_of_invitation(token=token, now=now) is None:
        raise RuleBroken(_("This link was used already, or is too old. Ask for a new one on the sign-in page."))
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record("invitation.accepted", person, actor=person, now=now)
    return person


def _salt(person: Person) -> str:
    return f"people.invitation {quote(person.email or '')} {person.password}"
