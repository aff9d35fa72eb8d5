"""What changed between two texts, word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MOST_WORDS = 4_000_000
"""Pairs of words, or of lines, that are compared one by one; longer blocks are shown as one gone and one new."""


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def pieces_of(before: str, after: str) -> list[Piece]:
    """Return ``after`` with what is gone from ``before`` and what is new, as runs in reading order.

    Lines are matched first, then the words within lines that differ, so that a text that moved on by a line does not
    read as a heap of single words. The pieces but the new ones make ``before``; the pieces but the gone ones ``after``.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    if len(old) * len(new) > MOST_WORDS:
        return _joined([Piece(Kind.GONE, before), Piece(Kind.NEW, after)])
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        found += [Piece(Kind.SAME, gone)] if tag == "equal" else _by_word(gone, came)
    return _joined(found)


def _by_word(gone: str, came: str) -> list[Piece]:
    old, new = _words(gone), _words(came)
    if not old or not new or len(old) * len(new) > MOST_WORDS:
        return [Piece(Kind.GONE, gone), Piece(Kind.NEW, came)]
    found: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        found += [Piece(Kind.SAME, left)] if tag == "equal" else [Piece(Kind.GONE, left), Piece(Kind.NEW, right)]
    return _without_crumbs(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _without_crumbs(pieces: Sequence[Piece]) -> list[Piece]:
    """Let a space or a mark that stayed between two changes go with them: nobody reads a change by its spaces."""
    kept = [piece for piece in pieces if piece.text]
    found: list[Piece] = []
    for place, piece in enumerate(kept):
        is_between = 0 < place < len(kept) - 1
        if piece.kind == Kind.SAME and is_between and not re.search(r"\w", piece.text) and "\n" not in piece.text:
            found += [Piece(Kind.GONE, piece.text), Piece(Kind.NEW, piece.text)]
        else:
            found.append(piece)
    return found


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join the runs of one kind between what stayed, what is gone before what is new, and leave out empty ones."""
    found: list[Piece] = []
    for stayed, run in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind == Kind.SAME):
        here = list(run)
        for kind in (Kind.SAME,) if stayed else (Kind.GONE, Kind.NEW):
            text = "".join(piece.text for piece in here if piece.kind == kind)
            found += [Piece(kind, text)] if text else []
    return found
