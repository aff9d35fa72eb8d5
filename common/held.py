"""What the portal holds about one person, for that person to see; each app answers for its own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One fact: what, its value in words, and since when."""

    label: str | Promise
    value: str | Promise
    at: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of data about one person: why it is held, who sees it, until when, and the rows themselves."""

    title: str | Promise
    why: str | Promise
    seen_by: str | Promise
    kept: str | Promise
    rows: Sequence[HeldRow]

    @property
    def how_long(self) -> str:
        """``kept`` as the end of a line, also when it was written as a sentence."""
        words = str(self.kept).removesuffix(".")
        if words.startswith("Eén"):  # a capital bears no accent in Dutch, the small letter does
            return "één" + words[3:]
        return words[:1].lower() + words[1:]
