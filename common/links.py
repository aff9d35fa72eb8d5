"""Links by which somebody who did not sign in opens one thing until a moment: signed, so that nobody makes one up.

The moment stands in the link as it was kept when the link was made. Who answers compares it with what is kept now, so
that a later offer or question is not opened by an earlier link.
"""

from datetime import datetime
from uuid import UUID

from django.core import signing


def link_token(public_id: UUID | str, until: datetime | str, *, salt: str) -> str:
    """Return the signed words of a link to one thing until a moment; ``salt`` names what kind of link it is."""
    moment = until.isoformat() if isinstance(until, datetime) else until
    return signing.dumps([str(public_id), moment], salt=salt)


def read_link_token(token: str, *, salt: str) -> tuple[UUID, datetime] | None:
    """Return to which thing and until when a link is; ``None`` for one that was never made, or for something else."""
    try:
        public_id, until = signing.loads(token, salt=salt)
        return UUID(public_id), datetime.fromisoformat(until)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
