"""What the search of the portal finds in the strategy: documents and passages in force, objectives that stand."""

from datetime import date

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.finding import Hit, Hits, first_of, fits, ranked, snippet
from common.prose import plain_from_markdown
from people.models import Person
from strategy.choices import DocumentKind, VersionState
from strategy.models import Clause, Objective, Version
from strategy.selectors.documents import ROUTES

CALLED = {DocumentKind.STRATEGY: "strategie strategy", DocumentKind.HOUSE_RULES: "spelregels house rules"}
"""What the portal calls each kind of document, in both languages, in lower case."""


def search(person: Person, text: str, *, limit: int, day: date) -> list[Hits]:
    """Return what is in force, its passages, and objectives that fit. Three queries."""
    return [_documents(text, limit), _passages(text, limit), _objectives(text, limit, day)]


def _documents(text: str, limit: int) -> Hits:
    """What is in force is also found by what the portal calls it, whatever title the organisation gave it."""
    called = Case(*(When(document__kind=kind, then=Value(words)) for kind, words in CALLED.items()))
    both = Concat("document__title_nl", Value(" "), "document__title_en", Value(" "), called, output_field=TextField())
    found = Version.objects.published().annotate(search_text=Lower(both)).filter(fits(text))
    titles = ("document__title_nl", "document__title_en", "search_text")
    best, total = first_of(ranked(found.select_related("document"), text, *titles), limit)
    hits = [
        Hit(
            title=version.document.title,
            url=reverse(ROUTES[DocumentKind(version.document.kind)]),
            sense=_in_both(gettext("Version %(number)d, in force") % {"number": version.number}),
            rank=version.rank,
        )
        for version in best
    ]
    return Hits("documents", _("Documents"), "book", hits, total)


def _passages(text: str, limit: int) -> Hits:
    """Everyone reads what is in force; drafts and old versions are not searched."""
    both = Concat(
        "title_nl", Value(" "), "title_en", Value(" "), "text_nl", Value(" "), "text_en", output_field=TextField()
    )
    current = Clause.objects.filter(version__state=VersionState.PUBLISHED).annotate(search_text=Lower(both))
    found = current.filter(fits(text))
    best, total = first_of(ranked(found.select_related("version__document"), text, "title_nl", "title_en"), limit)
    hits = [
        Hit(
            title=clause.title,
            url=f"{reverse(ROUTES[DocumentKind(clause.version.document.kind)])}#{clause.key}",
            sense=words(_piece(clause.text_nl, text), _piece(clause.text_en, text)),
            rank=clause.rank,
            note=clause.version.document.title.text,
        )
        for clause in best
    ]
    return Hits("passages", _("Strategy and house rules"), "book-2", hits, total)


def _objectives(text: str, limit: int, day: date) -> Hits:
    found = Objective.objects.open_on(day).filter(fits(text))
    best, total = first_of(ranked(found, text, "title_nl", "title_en"), limit)
    hits = [
        Hit(
            title=each.title,
            url=reverse("strategy:objective", args=[each.public_id]),
            sense=_in_both(each.way_text),
            rank=each.rank,
        )
        for each in best
    ]
    return Hits("objectives", _("Objectives"), "target", hits, total)


def _in_both(text: str) -> Words:
    """A line of the portal itself, which is in the reader's language already."""
    return words(text, text)


def _piece(markdown: str, typed: str) -> str:
    return snippet(plain_from_markdown(markdown, addresses=False), typed)
