"""The round of a month's sealed box that another app has open, and under which name somebody sends to it."""

from uuid import UUID, uuid5

from governance.selectors import has_agreement
from surveys.choices import RoundState
from surveys.models import SealedRound


def sender_of(about_id: UUID, person_id: UUID) -> UUID:
    """Return the name under which somebody sends about one thing, once; only the key of a box makes a tag of it."""
    return uuid5(about_id, str(person_id))


def open_round_of[Round: SealedRound](kind: type[Round]) -> Round | None:
    """Return the round that takes answers now, without its box: none without agreement. Three queries at most."""
    found = kind._default_manager.defer("contents").filter(state=RoundState.OPEN).first()
    return found if found is not None and has_agreement(kind.subject) else None
