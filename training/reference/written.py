"""A course as it is written in the repository: its words in two languages, its lessons in Markdown, its questions."""

import re
from dataclasses import dataclass
from pathlib import Path

from training.choices import Level, Theme

_HEADING = re.compile(r"^## ([a-z-]+): (.+)$", re.MULTILINE)
_QUESTION = re.compile(r"^## (?P<key>[a-z-]+) \((?P<lesson>[a-z-]+)\)$", re.MULTILINE)
_WAY = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>.+)\n  (?P<why>.+)$", re.MULTILINE)
_ASKS = re.compile(r"^\*\*(.+)\*\*$", re.MULTILINE)
_INNER_HEADING = re.compile(r"^#(?=## )", re.MULTILINE)

type Both = tuple[str, str]
"""The same words in Dutch and in English."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to act in a situation, and why it is right or not."""

    text: Both
    why: Both
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A situation at work; ``lesson`` is the key of what to read again after a wrong answer."""

    key: str
    lesson: str
    situation: Both
    question: Both
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One lesson in both languages."""

    key: str
    title: Both
    body: Both


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One course. Its lessons and questions stand in its folder, a file a language, in the same order and keys."""

    key: str
    folder: str
    title: Both
    summary: Both
    outcomes: tuple[tuple[str, ...], tuple[str, ...]]
    audience: Both
    theme: Theme
    level: Level
    minutes: int

    @property
    def pages(self) -> list[Page]:
        """Read the lessons; both languages must hold the same ones."""
        pairs = zip(*(lessons_in(text) for text in self._read("lessons")), strict=True)
        return [Page(_same(nl[0], en[0]), (nl[1], en[1]), (nl[2], en[2])) for nl, en in pairs]

    @property
    def questions(self) -> list[Question]:
        """Read the questions; both languages must hold the same ones, with the same way right."""
        pairs = zip(*(questions_in(text) for text in self._read("questions")), strict=True)
        return [
            Question(
                key=_same(nl.key, en.key),
                lesson=_same(nl.lesson, en.lesson),
                situation=(nl.situation, en.situation),
                question=(nl.question, en.question),
                ways=tuple(
                    Way((here[1], there[1]), (here[2], there[2]), _same(here[0], there[0]))
                    for here, there in zip(nl.ways, en.ways, strict=True)
                ),
            )
            for nl, en in pairs
        ]

    def _read(self, what: str) -> list[str]:
        folder = Path(__file__).parent / self.folder
        return [(folder / f"{what}-{language}.md").read_text(encoding="utf-8") for language in ("nl", "en")]


@dataclass(frozen=True, slots=True)
class InOneLanguage:
    """A question as one file tells it; each way is whether it is right, its text, and why."""

    key: str
    lesson: str
    situation: str
    question: str
    ways: list[tuple[bool, str, str]]


def lessons_in(text: str) -> list[tuple[str, str, str]]:
    """Take a file apart into key, title and text of each lesson; headings within a lesson go up one level."""
    _before, *parts = _HEADING.split(text)
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [(key, title.strip(), _INNER_HEADING.sub("", body).strip()) for key, title, body in triples]


def questions_in(text: str) -> list[InOneLanguage]:
    """Take a file apart into questions: a heading with key and lesson, a situation, what is asked, and ways to act."""
    _before, *parts = _QUESTION.split(text)
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [_question(key, lesson, body) for key, lesson, body in triples]


def _question(key: str, lesson: str, body: str) -> InOneLanguage:
    situation, asked, rest = _ASKS.split(body, maxsplit=1)
    ways = [(way["mark"] == "x", way["text"], way["why"]) for way in _WAY.finditer(rest)]
    return InOneLanguage(key, lesson, situation.strip(), asked, ways)


def _same[T](dutch: T, english: T) -> T:
    if dutch != english:
        raise ValueError(f"Dutch and English are not about the same: {dutch} and {english}")
    return dutch
