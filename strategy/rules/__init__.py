"""Pure rules of the strategy: which state may follow which, what is hashed, what counts as a change."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.prose import normalised
from strategy.choices import Pillar, VersionState

MOVES: Mapping[str, frozenset[str]] = {
    VersionState.DRAFT: frozenset({VersionState.IN_REVIEW}),
    VersionState.IN_REVIEW: frozenset({VersionState.DRAFT, VersionState.PUBLISHED}),
    VersionState.PUBLISHED: frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED: frozenset(),
}

PILLAR_ORDER = {pillar.value: place for place, pillar in enumerate(Pillar)}
LONGEST_TEXT = 20_000
"""Characters in one clause and language: some seven printed pages. A longer paste belongs in more clauses."""
LONGEST_COMMENT = 4_000
"""Characters in a comment or an answer: a printed page and a half."""
HEADINGS_BELOW = 3
"""A clause stands under page, pillar and title: its own headings start at the fourth level."""


# --- the canonical text ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CanonicalClause:
    key: str
    pillar: str
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str
    function_groups: Sequence[str] = ()


def canonical_text(*, kind: str, number: int, clauses: Iterable[CanonicalClause]) -> str:
    """Return the text over which a version's hash is taken: form ``houvast-document-1``.

    One JSON object with sorted keys, no white space between tokens and no escapes beyond JSON's own, in UTF-8:
    ``clauses`` in the order of the document, each with ``key``, ``pillar`` and its ``title`` and ``text`` by language
    tag, all ``normalised``, and ``for`` with its function groups in alphabetical order where it is not for everyone;
    then ``format``, ``kind`` and ``number``. JSON, since a title cannot then be read as a text. Rendered HTML, the kind
    of change and dates are not part of it: the hash says what was written and for whom.
    """
    document = {
        "format": "houvast-document-1",
        "kind": kind,
        "number": number,
        "clauses": [
            {
                "key": clause.key,
                "pillar": clause.pillar,
                "title": {"en": normalised(clause.title_en), "nl": normalised(clause.title_nl)},
                "text": {"en": normalised(clause.text_en), "nl": normalised(clause.text_nl)},
            }
            | ({"for": sorted(clause.function_groups)} if clause.function_groups else {})
            for clause in clauses
        ],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(text: str) -> str:
    """Return the SHA-256 of a canonical text as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


# --- keys and changes -----------------------------------------------------------------------------------------------
def clause_key(title: str, taken: Iterable[str]) -> str:
    """Return a readable key for a new clause that no other clause of the document has, in any version."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-") or "passage"
    used, number = set(taken), 2
    key = base
    while key in used:
        key, number = f"{base}-{number}", number + 1
    return key


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the fewest keys that somebody had to move to get from one order to the other; new and lost ones aside.

    What stays is the longest run of keys that stand in the same order in both.
    """
    place = {key: number for number, key in enumerate(before)}
    runs: list[list[str]] = []
    for key in (each for each in after if each in place):
        fitting = [run for run in runs if place[run[-1]] < place[key]]
        runs.append([*max(fitting, key=len, default=[]), key])
    longest: list[str] = max(runs, key=len, default=[])
    stayed = set(longest)
    return {key for key in after if key in place and key not in stayed}


def wants_less(baseline: Decimal | None, target: Decimal | None) -> bool:
    """Say whether an objective is met by going down, such as minutes or sick days."""
    return baseline is not None and target is not None and target < baseline
