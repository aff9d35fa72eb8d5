"""A version of a document as a PDF that reads like a book: contents, passages by pillar, version and hash."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.bilingual import words
from common.prose import pieces_from_markdown
from common.typesetting import typeset
from strategy import rules
from strategy.choices import DocumentKind, VersionState
from strategy.selectors import Passage, Reading

TEMPLATE = Path(__file__).with_name("document.typ")


def paper(reading: Reading, *, organisation: str, base: str, made_at: datetime) -> bytes:
    """Return the PDF of a version in the reader's language; ``base`` is the address of the portal, for its own links.

    What is not in force says so on each page.
    """
    version = reading.version
    title = words(version.document.title_nl, version.document.title_en)
    number = _("Version %(number)d") % {"number": version.number}
    data: dict[str, Any] = {
        "language": reading.language,
        "organisation": organisation,
        "title": str(title),
        "number": number,
        "state": _state_of(reading),
        "is_in_force": version.is_current,
        "kind": capfirst(str(DocumentKind(version.document.kind).label)),
        "contents": _("Contents"),
        "page": _("page"),
        "for": _("For:"),
        "hash": version.content_hash,
        "hash_says": _(
            "This number is computed from every letter of the text, in both languages. If one letter changed, it would "
            "be another number."
        ),
        "made": _("Made on %(on)s") % {"on": date_format(localtime(made_at), "DATE_FORMAT")},
        "headings_below": rules.HEADINGS_BELOW,
        "chapters": [
            {"label": chapter.label, "passages": [_passage(each, base) for each in chapter.passages]}
            for chapter in reading.chapters
        ],
    }
    return typeset(TEMPLATE, data, made_at=made_at)


def _passage(passage: Passage, base: str) -> dict[str, Any]:
    text = words(passage.clause.text_nl, passage.clause.text_en)
    return {
        "number": passage.number,
        "title": str(passage.title),
        "language": passage.language,
        "for_whom": ", ".join(passage.clause.for_whom),
        "blocks": pieces_from_markdown(str(text), base=base),
    }


def _state_of(reading: Reading) -> str:
    version = reading.version
    match version.state:
        case VersionState.PUBLISHED:
            return _("in force since %(on)s") % {"on": _day(version.published_at)}
        case VersionState.SUPERSEDED:
            since, until = _day(version.published_at), _day(version.superseded_at)
            return _("was in force from %(since)s until %(until)s") % {"since": since, "until": until}
        case VersionState.IN_REVIEW:
            return _("not in force: people are asked about it")
        case _:
            return _("not in force: it is being written")


def _day(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at is not None else ""
