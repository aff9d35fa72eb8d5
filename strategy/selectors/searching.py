"""What the search of the portal finds in the strategy: passages in force, and objectives that stand."""

from datetime import date

from django.db.models import TextField, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.bilingual import words
from common.finding import Hit, Hits, fits, ranked, snippet
from common.prose import plain_from_markdown
from people.models import Person
from strategy.choices import DocumentKind, VersionState
from strategy.models import Clause, Objective
from strategy.selectors.documents import ROUTES


def search(person: Person, text: str, *, limit: int, day: date) -> list[Hits]:
    """Return passages of what is in force and objectives that fit. Four queries."""
    return [_passages(text, limit), _objectives(text, limit, day)]


def _passages(text: str, limit: int) -> Hits:
    """Everyone reads what is in force; drafts and old versions are not searched."""
    both = Concat(
        "title_nl", Value(" "), "title_en", Value(" "), "text_nl", Value(" "), "text_en", output_field=TextField()
    )
    current = Clause.objects.filter(version__state=VersionState.PUBLISHED).annotate(search_text=Lower(both))
    found = current.filter(fits(text))
    best = ranked(found.select_related("version__document"), text, "title_nl", "title_en")[:limit]
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
    return Hits("passages", _("Strategy and house rules"), "book-2", hits, found.count())


def _objectives(text: str, limit: int, day: date) -> Hits:
    both = Lower(Concat("title_nl", Value(" "), "title_en", output_field=TextField()))
    found = Objective.objects.open_on(day).annotate(search_text=both).filter(fits(text))
    hits = [
        Hit(
            title=each.title,
            url=reverse("strategy:objective", args=[each.public_id]),
            sense=words(each.way_text, each.way_text),
            rank=each.rank,
        )
        for each in ranked(found, text, "title_nl", "title_en")[:limit]
    ]
    return Hits("objectives", _("Objectives"), "target", hits, found.count())


def _piece(markdown: str, typed: str) -> str:
    return snippet(plain_from_markdown(markdown, addresses=False), typed)
