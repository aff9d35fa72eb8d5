"""Which mail servers answered nothing just now: who asks next is told at once, and nothing waits for them again."""

import hashlib
from datetime import timedelta

from django.core.cache import cache

from outbox.services.transport import Answer, Outcome

RESTS = timedelta(seconds=30)
OUR_SERVER = "mail-server-rests"


def is_open(email: str) -> bool:
    """Whether our mail server, or the way to the domain of this address, answered nothing in the last half minute."""
    return bool(cache.get_many([OUR_SERVER, _domain_key(email)]))


def note(email: str, answer: Answer) -> None:
    """Keep that nothing answered. What a stranger can cause by an address of their own counts for its domain only."""
    if answer.outcome == Outcome.NO_SERVER:
        cache.set(OUR_SERVER, True, RESTS.total_seconds())
    elif answer.is_silent:
        cache.set(_domain_key(email), True, RESTS.total_seconds())


def _domain_key(email: str) -> str:
    return f"mail-rests:{hashlib.sha256(domain_of(email).encode()).hexdigest()}"


def domain_of(email: str) -> str:
    """Return what stands behind the @, in small letters."""
    return email.rpartition("@")[2].lower()
