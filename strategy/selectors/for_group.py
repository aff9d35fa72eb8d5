"""What the documents in force say to one function group, by the questions that people have about their own work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from common.bilingual import Words, words
from people.models import Person
from strategy.choices import Aspect, DocumentKind
from strategy.models import Clause
from strategy.selectors.documents import ROUTES, in_document_order
from strategy.selectors.readings import group_of

SHORT = 2
"""Lines of each question on the home page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One passage as an answer to a question of one's own work, and the document in which it stands."""

    clause: Clause
    title: Words
    html: SafeString
    is_own: bool
    """It was written for this function group, and not for everyone."""

    @property
    def route(self) -> str:
        """The name of the address at which its document is read."""
        return ROUTES[DocumentKind(self.clause.version.document.kind)]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question, and what the documents answer it with; nothing where nobody wrote about it."""

    aspect: Aspect
    lines: Sequence[Line]


def answers_for(function_group: str) -> list[Answered]:
    """Return the four questions with what the strategy and the house rules in force say to a function group. One query.

    What was written for this group comes first, then what is for everyone, each in the order of its document.
    """
    clauses = Clause.objects.for_group(function_group).select_related("version__document")
    lines = [_line(clause) for clause in in_document_order(clauses)]
    lines.sort(key=lambda line: (not line.is_own, line.clause.version.document.kind != DocumentKind.STRATEGY))
    return [Answered(aspect, [line for line in lines if line.clause.aspect == aspect]) for aspect in Aspect]


def in_short(person: Person) -> list[Answered]:
    """Return the questions of somebody's own work that are answered, each with its first lines. One query.

    A line that was written for their function group stands before one for everyone.
    """
    answers = answers_for(group_of(person))
    return [replace(each, lines=each.lines[:SHORT]) for each in answers if each.lines]


def _line(clause: Clause) -> Line:
    text = words(clause.text_nl, clause.text_en)
    html = clause.html_en if text.language == "en" else clause.html_nl
    return Line(
        clause=clause,
        title=clause.title,
        html=mark_safe(html),  # noqa: S308 - cleaned by html_from_markdown when it was published
        is_own=bool(clause.function_groups),
    )
