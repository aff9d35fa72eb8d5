"""Writing the question that goes with a passage."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person
from strategy.models import Clause, Question
from strategy.rules.questions import LEAST_CHOICES, ChoiceText, QuestionText
from strategy.services.starting import must_write, write_question
from strategy.services.writing import draft_for_change


@transaction.atomic
def save_question(*, clause_id: int, edition: int, text: QuestionText, actor: Person, now: datetime) -> Question:
    """Write the question of a passage of a draft anew; ``edition`` is the save that its writer saw, 0 for none.

    Empty answers at the end are left out. Raise ``RuleBroken`` when somebody saved or removed it since.
    """
    clause = _clause_of_draft(clause_id, actor)
    question = Question.objects.filter(clause=clause).first()
    if (question.edition if question is not None else 0) != edition:
        raise RuleBroken(_("Somebody else changed this question meanwhile. Open the page again beside this one."))
    choices = _checked(text)
    if question is None:
        question = Question(clause=clause)
    else:
        question.edition += 1
    write_question(question, replace(text, choices=choices))
    record("question.saved", question, actor=actor, now=now)
    return question


@transaction.atomic
def remove_question(*, clause_id: int, actor: Person, now: datetime) -> None:
    """Take the question of a passage out of the draft; taking out none does nothing."""
    clause = _clause_of_draft(clause_id, actor)
    question = Question.objects.filter(clause=clause).first()
    if question is not None:
        record("question.removed", question, actor=actor, now=now)
        question.delete()


def _clause_of_draft(clause_id: int, actor: Person) -> Clause:
    must_write(actor)
    draft_for_change(Clause.objects.values_list("version_id", flat=True).get(pk=clause_id))
    return Clause.objects.select_for_update().get(pk=clause_id)


def _checked(text: QuestionText) -> list[ChoiceText]:
    """Return the answers that say something, or raise ``RuleBroken`` that names the place."""
    if not text.situation_nl.strip() and not text.situation_en.strip():
        raise RuleBroken(_("Describe the situation, in one of the two languages at least."), field="situation_nl")
    choices = list(text.choices)
    while choices and choices[-1].is_empty:
        choices.pop()
    for place, each in enumerate(choices, start=1):
        if not each.text_nl and not each.text_en:
            raise RuleBroken(
                _("Answer %(number)d is empty while a later one is not. Fill it in, or move the later one up.")
                % {"number": place},
                field=f"text_nl_{place}",
            )
    if len(choices) < LEAST_CHOICES:
        raise RuleBroken(_("Give at least two answers to choose from."), field=f"text_nl_{len(choices) + 1}")
    if text.right is None or not 0 <= text.right < len(choices):
        raise RuleBroken(_("Say which answer is right."), field="right")
    return choices
