"""What two people made of one passage, field by field: who left what alone, and what is to be put together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from common.prose import normalised
from strategy.errors import ClauseText
from strategy.rules.comparing import Piece, pieces_of

DIGITS = 16
"""Hexadecimal digits by which a text is known again: 64 bits, for the four texts of one form."""


class Side(StrEnum):
    """Whose text stands in a field after both are laid beside each other."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    """Both wrote another text: the writer chooses, or puts them together."""


@dataclass(frozen=True, slots=True)
class MergedField:
    """One field in which the two texts differ. ``pieces`` leads from theirs to mine: gone is theirs only."""

    name: str
    language: str
    theirs: str
    mine: str
    side: Side
    pieces: tuple[Piece, ...]


def seen_of(text: ClauseText) -> str:
    """Return by what it is known which texts a form showed, for the form to carry along: JSON of digests by field."""
    return json.dumps({name: _digest(value) for name, value in asdict(text).items()})


def merged(seen: str, kept: ClauseText, typed: ClauseText) -> list[MergedField]:
    """Return the fields in which ``kept`` and ``typed`` differ, in the order of the form.

    ``seen`` says what the writer saw before typing; where that is not known, both count as written.
    """
    shown = _read(seen)
    found = []
    for name, theirs in asdict(kept).items():
        mine = normalised(getattr(typed, name))
        if mine == normalised(theirs):
            continue
        if shown.get(name) == _digest(mine):
            side = Side.THEIRS
        elif shown.get(name) == _digest(theirs):
            side = Side.MINE
        else:
            side = Side.BOTH
        found.append(MergedField(name, name[-2:], theirs, mine, side, tuple(pieces_of(theirs, mine))))
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:DIGITS]


def _read(seen: str) -> Mapping[str, str]:
    """Return the digests that a form carried; nothing where somebody made it up."""
    try:
        shown = json.loads(seen)
    except ValueError:
        return {}
    return shown if isinstance(shown, dict) else {}
