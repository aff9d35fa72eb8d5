"""Something that is new to a reader; each app tells its own, the home page shows the newest."""

from dataclasses import dataclass
from datetime import datetime

MOST_NEWS = 8
"""As many of each app, and as many as a page shows."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a moment: of which kind, in words, and where it leads; ``language`` is that of the title."""

    at: datetime
    kind: str
    title: str
    url: str
    language: str
    icon: str
