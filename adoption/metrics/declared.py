"""Class C: what people say, without a name, that they use AI for already. Counted once a quarter."""

from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import tools.selectors
from adoption.choices import MetricClass
from adoption.metrics.answers import measured_answers
from adoption.metrics.base import Frozen, Measured, PeopleMetric, Text
from common.disclosure import Tally
from tools.choices import Task
from tools.choices.declarations import DECLARED_FIGURES


class DeclaredFor(PeopleMetric):
    """The share of the people who declared use without a name that named one kind of task.

    Who declared several tools counts once, by the first. A declaration may name several tasks: the shares of all tasks
    do not add up to each other.
    """

    kind = MetricClass.USE
    definition = _(
        "Of the people who said in the quarter, without their name, what AI they use already: the share who use it for "
        "this. Who did not say anything is not in it."
    )
    numerator = _("people who named this kind of task; of several tools of one person the first that they named")
    denominator = _("people who said without their name what they use already")
    source = _("“I use this already”, counted each quarter")
    answered = _("about %(share)d%% of those who work here said something")
    task: ClassVar[Task]

    @property
    def subject(self) -> str:
        """These figures have an agreement of their own: those on use do not name them."""
        return DECLARED_FIGURES

    def measure(self, frozen: Frozen) -> Measured | None:
        rows = tools.selectors.declared_counts(self.task, period=frozen.period)
        if not rows:
            return None
        tallies = {
            ("function_group", row.group): Tally(row.number, row.people, row.population) for row in rows if row.group
        }
        if not tallies:
            tallies[("total", "")] = Tally(rows[0].number, rows[0].people, rows[0].population)
        return measured_answers(tallies, frozen)


def _title(task: Task) -> Text:
    return format_lazy("{used}: {task}", used=_("Uses AI already to"), task=task.label)


class DeclaredWrite(DeclaredFor):
    code, task, title = "declared_write", Task.WRITE, _title(Task.WRITE)


class DeclaredSummarise(DeclaredFor):
    code, task, title = "declared_summarise", Task.SUMMARISE, _title(Task.SUMMARISE)


class DeclaredSearch(DeclaredFor):
    code, task, title = "declared_search", Task.SEARCH, _title(Task.SEARCH)


class DeclaredDocuments(DeclaredFor):
    code, task, title = "declared_documents", Task.DOCUMENTS, _title(Task.DOCUMENTS)


class DeclaredTranslate(DeclaredFor):
    code, task, title = "declared_translate", Task.TRANSLATE, _title(Task.TRANSLATE)


class DeclaredTranscribe(DeclaredFor):
    code, task, title = "declared_transcribe", Task.TRANSCRIBE, _title(Task.TRANSCRIBE)


class DeclaredPlan(DeclaredFor):
    code, task, title = "declared_plan", Task.PLAN, _title(Task.PLAN)


class DeclaredPicture(DeclaredFor):
    code, task, title = "declared_picture", Task.PICTURE, _title(Task.PICTURE)


class DeclaredAnalyse(DeclaredFor):
    code, task, title = "declared_analyse", Task.ANALYSE, _title(Task.ANALYSE)


class DeclaredProgram(DeclaredFor):
    code, task, title = "declared_program", Task.PROGRAM, _title(Task.PROGRAM)
