"""The questions that somebody answers when they confirm having read a version."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from people.models import Person
from strategy.models import Question, QuestionChoice, Version
from strategy.selectors.comparing import changed_for
from strategy.selectors.documents import in_document_order, reader_language
from strategy.selectors.readings import Standing, group_of, standing_of


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question about one passage, and what one can choose from."""

    question: Question
    choices: Sequence[QuestionChoice]

    @property
    def right(self) -> QuestionChoice:
        return next(each for each in self.choices if each.is_right)


def questions_for(version: Version, reader: Person, *, standing: Standing | None = None) -> list[AskedQuestion]:
    """Return what ``reader`` is asked on confirming a version in force: about what is for them and new to them.

    Who read an earlier version is asked only about what changed since; who is done, nothing. Nine queries at most, two
    less where the caller knows the reader's ``standing``.
    """
    standing = standing or standing_of(version, reader)
    if not version.is_current or standing.counts:
        return []
    difference = changed_for(version, reader, reader_language()) if standing.reads_anew else None
    meant = Q(clause__function_groups=[]) | Q(clause__function_groups__contains=[group_of(reader)])
    questions = Question.objects.filter(meant, clause__version=version)
    if difference is not None:
        questions = questions.filter(clause__key__in=[each.key for each in difference.changed])
    rows = {each.clause_id: each for each in questions.select_related("clause").prefetch_related("choices")}
    order = in_document_order(version.clauses.filter(pk__in=rows))
    return [AskedQuestion(rows[clause.pk], list(rows[clause.pk].choices.all())) for clause in order]
