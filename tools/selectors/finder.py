"""The finder: "I want to ... with ... data" leads to what a reader may use, and what they need first."""

from collections.abc import Sequence
from dataclasses import dataclass

from people.models import Person
from tools.choices import USABLE, DataClass, Task, ToolStatus, Verdict
from tools.models import Tool
from tools.selectors.catalogue import Row, rows_for

READY_FIRST = (Verdict.YES, Verdict.CONDITIONS, Verdict.SEAT_FIRST, Verdict.COURSE_FIRST)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to do and with which data, as far as they said so; words that are no choice say nothing."""

    task: Task | None = None
    data: DataClass | None = None

    @classmethod
    def of(cls, *, task: str, data: str) -> "Question":
        asked = Task(task) if task in Task.values else None
        return cls(asked, DataClass(data) if asked and data in DataClass.values else None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody may use for one task with one kind of data, the readiest first; and what there is besides."""

    usable: Sequence[Row]
    for_other_work: Sequence[Tool]
    with_other_data: Sequence[Tool]
    """What does this, but not with this data."""
    in_review: Sequence[Tool]
    not_allowed: Sequence[Tool]


def answer_to(person: Person, question: Question) -> Answer | None:
    """Return what ``person`` may use; nothing while the question is half. Six queries at most, for any number."""
    if question.task is None or question.data is None:
        return None
    tools = Tool.objects.visible_to(person).for_task(question.task).select_related("required_course")
    rows = rows_for(person, tools.in_order())
    fits = [row for row in rows if row.tool.status in USABLE and question.data in row.tool.data_classes]
    mine = [row for row in fits if row.verdict in READY_FIRST]
    others = [row.tool for row in rows if row not in fits]
    return Answer(
        usable=sorted(mine, key=lambda row: READY_FIRST.index(row.verdict)),
        for_other_work=[row.tool for row in fits if row not in mine],
        with_other_data=[tool for tool in others if tool.status in USABLE],
        in_review=[tool for tool in others if tool.status == ToolStatus.REVIEW],
        not_allowed=[tool for tool in others if tool.status == ToolStatus.NOT_ALLOWED],
    )
