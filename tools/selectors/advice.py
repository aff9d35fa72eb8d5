"""What somebody hears at once who says "I use X for Y": may they, what is safe instead, and what to learn."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from people.choices import FunctionGroup
from people.models import Person
from tools.choices import DataClass, Task, Verdict
from tools.models import Tool
from tools.selectors.catalogue import Row, rows_for, verdict_on
from tools.selectors.finder import READY_FIRST
from training.choices import Theme
from training.models import Completion, Course

ABOUT_PEOPLE = (DataClass.PERSONAL, DataClass.SPECIAL)
MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says that they use, for what, and with which data; no data where they did not say."""

    tool: Tool | None
    name: str
    tasks: Sequence[str]
    data: str

    @property
    def tool_name(self) -> str:
        return self.tool.name if self.tool is not None else self.name

    @property
    def task_labels(self) -> list[str]:
        return [str(each.label) for each in Task if each.value in self.tasks]

    @property
    def data_label(self) -> str:
        return str(DataClass(self.data).label) if self.data else ""


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to one declaration."""

    said: Said
    allowed: Row | None
    """What was named, where it may be used for this with this data."""
    alternatives: Sequence[Row]
    """What may be used instead, the readiest first."""
    course: Course | None
    has_leaked: bool
    """Data about people went into something that it may not go into."""
    may_have_leaked: bool
    """The same may be so: with which data was not said."""


def advice_for(person: Person, said: Said) -> Advice:
    """Return the answer to who declared with their name: what holds for them. Seven queries at most."""
    tools = Tool.objects.visible_to(person).filter(archived_at__isnull=True).select_related("required_course")
    taken = set(Completion.objects.filter(person=person).values_list("course_id", flat=True))
    return _advice(said, rows_for(person, _candidates(tools.in_order(), said)), taken)


def advice_for_anyone(group: str, said: Said) -> Advice:
    """Return the answer to who declared without a name, for the group that the form carried. Three queries.

    Nobody is known: a course and a seat come first wherever a tool asks for them.
    """
    tools = Tool.objects.filter(archived_at__isnull=True).select_related("required_course").prefetch_related("units")
    rows = [
        Row(tool, verdict_on(tool, is_for_me=_is_for(tool, group), has_course=False, has_seat=False))
        for tool in _candidates(tools.in_order(), said)
    ]
    return _advice(said, rows, frozenset())


def _is_for(tool: Tool, group: str) -> bool:
    if tool.units.all():
        return False
    return not tool.function_groups or (group in FunctionGroup.values and group in tool.function_groups)


def _candidates(tools: Iterable[Tool], said: Said) -> list[Tool]:
    """Return what does one of the tasks, and what was named itself."""
    wanted = set(said.tasks)
    return [tool for tool in tools if wanted & set(tool.tasks) or tool == said.tool]


def _advice(said: Said, rows: Sequence[Row], taken: Collection[int]) -> Advice:
    fitting = [row for row in rows if row.verdict in READY_FIRST and _takes(row.tool, said.data)]
    does_all = {row.tool.pk for row in fitting if set(said.tasks) <= set(row.tool.tasks)}
    own = next((row for row in fitting if row.tool == said.tool), None)
    allowed = own if own is not None and own.tool.pk in does_all else None
    others = [row for row in fitting if row.tool != said.tool and set(said.tasks) & set(row.tool.tasks)]
    others.sort(key=lambda row: (row.tool.pk not in does_all, READY_FIRST.index(row.verdict)))
    alternatives = [] if allowed is not None else others[:MOST_ALTERNATIVES]
    is_wrong_place = own is None
    return Advice(
        said=said,
        allowed=allowed,
        alternatives=alternatives,
        course=_course(allowed, alternatives, taken),
        has_leaked=is_wrong_place and said.data in ABOUT_PEOPLE,
        may_have_leaked=is_wrong_place and not said.data,
    )


def _takes(tool: Tool, data: str) -> bool:
    return not data or data in tool.data_classes


def _course(allowed: Row | None, alternatives: Sequence[Row], taken: Collection[int]) -> Course | None:
    """Return the lesson that helps most: what comes before the tool to use, else how to work safely. One query."""
    first = allowed or (alternatives[0] if alternatives else None)
    if first is not None and first.verdict == Verdict.COURSE_FIRST:
        return first.tool.required_course
    safe = Course.objects.published().filter(theme=Theme.SAFE).exclude(pk__in=taken)
    return safe.order_by("title_nl", "pk").first()
