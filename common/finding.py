"""Finding by words that people type, with their typing errors: what the search of each app shares.

Each app offers ``selectors.search(person, text, *, limit) -> list[Hits]``, which sees no more than ``person`` may see;
the portal joins them. A word fits where it stands somewhere in a text, or where its letters are like those of a word
there (trigrams of PostgreSQL's ``pg_trgm``, which the index of a text answers).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Greatest
from django.utils.functional import Promise

from common.bilingual import Words

TOLERANCE = 0.5
"""Share of the letter groups of a typed word that a word of the text must have (0 to 1): one wrong letter in six, two
that changed places in eight, an accent that was left out."""
MOST_WORDS = 6
LONGEST_WORD = 40
SHORTEST_LIKE = 4
"""Letters below which a word must stand there as it was typed: of three letters too many others are like it."""
SNIPPET = 150


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: what it is called, where it is, one line of sense, and how well it fits (0 and up)."""

    title: Words
    url: str
    sense: Words
    rank: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind: the best ones, and how many there are in all."""

    kind: str
    label: str | Promise
    icon: str
    hits: Sequence[Hit]
    total: int

    @property
    def rank(self) -> float:
        return max((hit.rank for hit in self.hits), default=0.0)


def words_of(text: str) -> list[str]:
    """Return the words that are looked for, in lower case, each once and not too many."""
    found = re.findall(r"[\w'’-]+", text.casefold())
    return [word[:LONGEST_WORD] for word in dict.fromkeys(found)][:MOST_WORDS]


def fits(text: str, field: str = "search_text") -> Q:
    """Return the filter for rows in whose ``field``, a text in lower case, each word of ``text`` stands or nearly so.

    Nothing typed fits nothing. Filter within ``tolerant()``.
    """
    words = words_of(text)
    wanted = Q() if words else Q(pk__in=[])
    for word in words:
        one = Q(**{f"{field}__contains": word})
        wanted &= one | Q(**{f"{field}__trigram_word_similar": word}) if len(word) >= SHORTEST_LIKE else one
    return wanted


def ranked(rows: "QuerySet[Any]", text: str, *titles: str) -> "QuerySet[Any]":
    """Annotate how well a title fits ``text`` as ``rank`` (0 to 2) and order by it: what begins with it comes first."""
    typed = " ".join(words_of(text))
    likeness = [TrigramWordSimilarity(typed, title) for title in titles]
    starts = Q()
    for title in titles:
        starts |= Q(**{f"{title}__istartswith": typed})
    bonus = Case(When(starts, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
    best = Greatest(*likeness) if len(likeness) > 1 else likeness[0]
    ordered: QuerySet[Any] = rows.annotate(rank=Cast(best, FloatField()) + bonus).order_by(F("rank").desc(), "pk")
    return ordered


@contextmanager
def tolerant() -> Iterator[None]:
    """Let words be as unlike as ``TOLERANCE`` says within this block. One query."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(TOLERANCE)])
        yield


def snippet(text: str, typed: str) -> str:
    """Return a piece of a text around the first typed word that stands in it, or its beginning."""
    plain, low = " ".join(text.split()), " ".join(text.split()).casefold()
    places = [low.find(word) for word in words_of(typed) if word in low]
    start = max(0, min(places, default=0) - SNIPPET // 3)
    if start:
        start = plain.rfind(" ", 0, start) + 1
    end = start + SNIPPET
    cut = plain[start:end].rsplit(" ", 1)[0] if end < len(plain) else plain[start:]
    return ("… " if start else "") + cut + (" …" if end < len(plain) else "")
