"""Editorial content in Dutch and English: the reader's language where it is there, else the other one, and say so."""

from dataclasses import dataclass

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
    wanted = "en" if (get_language() or "nl").startswith("en") else "nl"
    both = {"nl": nl, "en": en}
    other = "en" if wanted == "nl" else "nl"
    if both[wanted] or not both[other]:
        return Words(both[wanted], wanted, is_translated=True)
    return Words(both[other], other, is_translated=False)


def both(nl: str, en: str) -> dict[str, str]:
    """Return a text as a message keeps it, so that it is read in the language of who receives it."""
    return {"nl": nl or en, "en": en or nl}
