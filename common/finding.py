"""Finding by words that people type, with their typing errors: what the search of each app shares.

Each app offers ``selectors.search(person, text, *, limit) -> list[Hits]``, which sees no more than ``person`` may see;
the portal joins them. A word fits where it stands somewhere in a text, or where its letters are like those of a word
there (trigrams of PostgreSQL's ``pg_trgm``, which the index of a text answers).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.db.models import Case, Count, F, FloatField, Model, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast, Greatest
from django.utils.functional import Promise

from common.bilingual import Words

TOLERANCE = 0.5
"""Share of the letter groups of a typed word that a word of the text must have (0 to 1): one wrong letter in six, two
that changed places in eight, an accent that was left out."""
COST_OF_LIKENESS = 0.5
"""What the planner reckons for one comparison, in its own unit (a page read in order is 1; 0.0025 by default)."""
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
    """Annotate how well a title fits ``text`` as ``rank`` (0 to 2) and order by it.

    What begins with it comes first, then where it stands in the title, then what is like it. Letters are compared in
    the last case only: that takes many times as long, and for a word that stands everywhere there are thousands.
    """
    typed = " ".join(words_of(text))
    likeness = [TrigramWordSimilarity(typed, title) for title in titles]
    starts, stands = Q(), Q()
    for title in titles:
        starts |= Q(**{f"{title}__istartswith": typed})
        stands |= Q(**{f"{title}__icontains": typed})
    rank = Case(
        When(starts, then=Value(2.0)),
        When(stands, then=Value(1.0)),
        default=Cast(Greatest(*likeness) if len(likeness) > 1 else likeness[0], FloatField()),
        output_field=FloatField(),
    )
    ordered: QuerySet[Any] = rows.annotate(rank=rank).order_by(F("rank").desc(), "pk")
    return ordered


def first_of[Row: Model](rows: "QuerySet[Row]", limit: int) -> tuple[list[Row], int]:
    """Return the first rows and how many there are in all: what fits is looked up once. One query."""
    found = list(rows.annotate(in_all=Window(Count("*")))[:limit])
    return found, found[0].in_all if found else 0  # type: ignore[attr-defined]


def text_index(name: str) -> GinIndex:
    """Return the index of ``search_text`` by letter groups, which holds what was saved at once.

    By default it would keep what is new in a list beside it, which each search reads through; texts that people search
    change seldom.
    """
    return GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name=name, fastupdate=False)


@contextmanager
def tolerant() -> Iterator[None]:
    """Let words be as unlike as ``TOLERANCE`` says, in this block and the transaction around it. One query.

    The planner takes comparing letters for as cheap as comparing numbers, and would read a whole table for a word that
    stands in many rows; told what it costs, it asks the index. What it then takes for a long query is none, so nothing
    is compiled for it.
    """
    settings = {
        "pg_trgm.word_similarity_threshold": TOLERANCE,
        "cpu_operator_cost": COST_OF_LIKENESS,
        "jit": "off",
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            asked = ", ".join(["set_config(%s, %s, true)"] * len(settings))
            cursor.execute(f"SELECT {asked}", [str(word) for pair in settings.items() for word in pair])
        yield


def page_found[Row: Model](rows: "QuerySet[Row]", text: str, *, size: int, number: str) -> "Page[Row]":
    """Return one page of what fits ``text``, read with the tolerance of a search where something was typed."""
    with tolerant() if words_of(text) else nullcontext():
        page = Paginator(rows, size).get_page(number)
        page.object_list = list(page.object_list)
    return page


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
