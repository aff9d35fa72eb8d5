"""Who has the same passage open, from what the cache knows."""

from collections.abc import Mapping
from datetime import datetime, timedelta

HEARTBEAT = timedelta(seconds=15)
"""How often a page that is open says so."""
GONE_AFTER = timedelta(seconds=60)
"""Who did not say so for this long has left, closed the page or lost the network."""


def others(since: Mapping[int, str], me: int) -> list[tuple[int, datetime]]:
    """Return who else is there and since when, the longest first.

    ``since`` is by person, in ISO 8601; what is no moment is nobody.
    """
    found = []
    for person_id, text in since.items():
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            continue
        if person_id != me:
            found.append((person_id, at))
    return sorted(found, key=lambda each: (each[1], each[0]))
