"""Editorial content in Dutch and English: the reader's language where it is there, else the other one, and say so."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the language it is in; ``is_translated`` is false when the reader's own language lacks it.

    A template writes ``<h1 lang="{{ course.title.language }}">{{ course.title }}</h1>``.
    """

    text: str
    language: str
    is_translated: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def words(nl: str, en: str) -> Words:
    """Return the text in the reader's language, or in the other one when that is all there is."""
    wanted = language_read()
    both = {"nl": nl, "en": en}
    other = "en" if wanted == "nl" else "nl"
    if both[wanted] or not both[other]:
        return Words(both[wanted], wanted, is_translated=True)
    return Words(both[other], other, is_translated=False)


def language_read() -> str:
    """Return the language that the reader reads now: nl or en."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def written_in(language: str, text: str) -> Words:
    """Return a text that its writer gave in one language only."""
    return Words(text, language, is_translated=language == language_read())


def quoting(sentence: str | Promise, **quoted: Words) -> SafeString:
    """Fill a sentence for a page; what it quotes in the other language is marked, so that it is read aloud as such."""
    parts = {
        name: each.text
        if each.language == language_read()
        else format_html('<span lang="{}">{}</span>', each.language, each.text)
        for name, each in quoted.items()
    }
    return filled(sentence, **parts)


def filled(sentence: str | Promise, **parts: str) -> SafeString:
    """Fill a translated sentence for a page; a part that is HTML stays so, every other one is text."""
    return SafeString(
        conditional_escape(str(sentence)) % {name: conditional_escape(each) for name, each in parts.items()}
    )


def both(nl: str, en: str) -> dict[str, str]:
    """Return a text as a message keeps it, so that it is read in the language of who receives it."""
    return {"nl": nl or en, "en": en or nl}
