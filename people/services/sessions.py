"""Who the sign-in service says somebody is, and the devices on which they are signed in."""

from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from people.models import Person


def person_of_claims(claims: Mapping[str, Any], *, trust_email: bool) -> Person | None:
    """Return who the sign-in service says this is, by an e-mail that it verified or that the operator trusts."""
    email = claims.get("email") or (claims.get("preferred_username") if trust_email else None)
    if not isinstance(email, str) or not (trust_email or claims.get("email_verified") is True):
        return None
    person = Person.objects.filter(email=email.strip().lower()).first()
    return person if person is not None and person.is_here else None


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
