"""The catalogue as a reader sees it: which tools there are, and what each means for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from common.clock import today
from common.finding import page_found
from people.choices import Role
from people.models import Person
from tools.choices import OPEN, RequestState, ToolStatus, Verdict
from tools.models import AccessRequest, Tool, ToolStatusChange
from tools.querysets import ToolQuerySet
from tools.selectors.seats import Standing, last_declined, live_request, standing_of, states_of
from training import selectors as training
from training.models import Completion, Course

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ToolFilter:
    """What somebody asks of the catalogue; unknown values ask nothing."""

    text: str = ""
    status: str = ""
    data_class: str = ""
    scope: str = ""
    page: str = "1"


@dataclass(frozen=True, slots=True)
class Row:
    """One tool in the list, with what it means for the reader."""

    tool: Tool
    verdict: Verdict
    has_asked: bool = False
    """Whether the reader asked for a seat and does not have it yet."""
    has_seat: bool = False


@dataclass(frozen=True, slots=True)
class ToolPage:
    """One tool for one reader: may they use it, and did they take the course that comes first."""

    tool: Tool
    verdict: Verdict
    has_course: bool
    history: list[ToolStatusChange]
    standing: Standing | None
    """How many seats there are; nothing where the tool needs none."""
    request: AccessRequest | None
    """The reader's own, while it has not ended."""
    declined: AccessRequest | None
    is_for_me: bool

    @property
    def can_ask(self) -> bool:
        """Whether the reader can ask for a seat now."""
        return self.tool.needs_seat and self.is_for_me and self.request is None

    @property
    def can_be_settled(self) -> bool:
        """Whether the reader completed the course since, so that the request can go on at once."""
        return self.has_course and self.request is not None and self.request.state == RequestState.COURSE

    @property
    def needs_course(self) -> bool:
        return self.tool.required_course is not None and not self.has_course


def tools_found(person: Person, asked: ToolFilter) -> "Page[Tool]":
    """Return one page of the tools that ``person`` asks for, allowed first."""
    tools = Tool.objects.visible_to(person).filter(archived_at__isnull=True).matching(asked.text)
    if asked.status:
        tools = tools.filter(status=asked.status)
    if asked.data_class:
        tools = tools.filter(data_classes__contains=[asked.data_class])
    if asked.scope == "review":
        tools = tools.filter(pk__in=to_review(person, day=today()).values("pk"))
    if asked.scope == "for_me":
        tools = tools.filter(pk__in=[tool.pk for tool in usable_by(person)])
    found = tools.select_related("required_course").in_order()
    return page_found(found, asked.text, size=PAGE_SIZE, number=asked.page)


def tools_for_anyone(text: str, *, page: str) -> "Page[Tool]":
    """Return one page of the catalogue for somebody without an account, allowed first. Three queries at most.

    Four where something was typed.
    """
    tools = Tool.objects.filter(archived_at__isnull=True).matching(text).select_related("required_course")
    return page_found(tools.prefetch_related("units").in_order(), text, size=PAGE_SIZE, number=page)


def rows_for(person: Person, tools: Iterable[Tool]) -> list[Row]:
    """Return tools with what each means for ``person``. Four queries at most, for any number of tools."""
    mine = {tool.pk for tool in usable_by(person)}
    taken = set(Completion.objects.filter(person=person).values_list("course_id", flat=True))
    states = states_of(person)
    return [
        Row(
            tool,
            verdict_on(
                tool,
                is_for_me=tool.pk in mine,
                has_course=tool.required_course_id in taken,
                has_seat=states.get(tool.pk) == RequestState.GIVEN,
            ),
            has_asked=states.get(tool.pk) in OPEN,
            has_seat=states.get(tool.pk) == RequestState.GIVEN,
        )
        for tool in tools
    ]


def rows_usable_by(
    person: Person, *, most: int | None = None, requests: Iterable[AccessRequest] | None = None
) -> list[Row]:
    """Return the tools that ``person`` may use, those that ask for something first behind the others. 4 queries.

    With ``most`` no more than the first so many are read, however many there are. Whoever read ``my_requests`` of the
    person already gives them along, and saves a query.
    """
    taken = set(Completion.objects.filter(person=person).values_list("course_id", flat=True))
    states = states_of(person) if requests is None else {row.tool_id: row.state for row in requests}
    seated = {tool_id for tool_id, state in states.items() if state == RequestState.GIVEN}
    course_first = Q(required_course__isnull=False) & ~Q(required_course__in=taken)
    seat_first = Q(seats__isnull=False) & ~Q(pk__in=seated)
    asks = Case(When(course_first | seat_first, then=Value(1)), default=Value(0), output_field=IntegerField())
    tools = _usable_by(person).annotate(asks=asks).order_by(F("asks"), F("rank"), "name", "pk")[:most]
    return [
        Row(
            tool,
            verdict_on(tool, is_for_me=True, has_course=tool.required_course_id in taken, has_seat=tool.pk in seated),
            has_asked=states.get(tool.pk) in OPEN,
            has_seat=tool.pk in seated,
        )
        for tool in tools
    ]


def tools_opened_by(course: Course, person: Person) -> list[Row]:
    """Return the tools that ask for this course first, with what each means for ``person``. Five queries at most."""
    tools = Tool.objects.visible_to(person).filter(required_course=course, archived_at__isnull=True)
    return rows_for(person, tools.in_order())


@dataclass(frozen=True, slots=True)
class CourseFirst:
    """A course that comes before some tools, and those tools."""

    course: Course
    tools: list[Tool]


def courses_needed_by(person: Person) -> list[CourseFirst]:
    """Return the courses that ``person`` did not complete and that come before tools meant for them. Three queries."""
    taken = set(Completion.objects.filter(person=person).values_list("course_id", flat=True))
    return _by_course(tool for tool in usable_by(person) if tool.required_course_id not in taken)


def courses_required(person: Person) -> list[CourseFirst]:
    """Return every course that comes before a tool that some people may use, with those tools. One query."""
    return _by_course(Tool.objects.visible_to(person).usable().select_related("required_course").in_order())


def _by_course(tools: Iterable[Tool]) -> list[CourseFirst]:
    found: dict[int, CourseFirst] = {}
    for tool in tools:
        if tool.required_course is not None:
            found.setdefault(tool.required_course.pk, CourseFirst(tool.required_course, [])).tools.append(tool)
    return sorted(found.values(), key=lambda each: str(each.course.title).casefold())


def verdict_on(tool: Tool, *, is_for_me: bool, has_course: bool, has_seat: bool) -> Verdict:
    """Return the one answer that a reader gets: what forbids goes before what asks something first.

    Who has a seat when the tool asks for a new course keeps it, and takes the course before using the tool again.
    """
    if not tool.is_usable:
        return Verdict.NOT_YET if tool.status == ToolStatus.REVIEW else Verdict.NO
    if not is_for_me:
        return Verdict.OTHER_WORK
    if tool.required_course_id is not None and not has_course:
        return Verdict.COURSE_FIRST
    if tool.seats is not None and not has_seat:
        return Verdict.SEAT_FIRST
    return Verdict.CONDITIONS if tool.status == ToolStatus.CONDITIONS else Verdict.YES


def usable_by(person: Person) -> list[Tool]:
    """The tools that somebody may use: allowed, with or without conditions, and meant for them. Two queries."""
    return list(_usable_by(person))


def _usable_by(person: Person) -> ToolQuerySet:
    placement = person.placement
    found = Tool.objects.usable()
    if placement is None:
        found = found.filter(function_groups=[], units__isnull=True)
    else:
        found = found.meant_for(function_group=placement.function_group, units=person.unit_ids)
    return Tool.objects.filter(pk__in=found.values("pk")).select_related("required_course").in_order()


def tool_by_id(person: Person, tool_id: UUID) -> Tool | None:
    """The tool with this public id, if ``person`` may see it."""
    tools = Tool.objects.visible_to(person).select_related("required_course", "owner").prefetch_related("units")
    return tools.filter(public_id=tool_id).first()


def tool_page(tool: Tool, person: Person) -> ToolPage:
    """Return what the page of one tool shows to ``person``."""
    course_id = tool.required_course_id
    has_course = course_id is not None and training.has_completed(person, course_id)
    history = list(tool.history.select_related("changed_by").order_by("-changed_at", "-pk"))
    is_for_me = is_meant_for(tool, person)
    request = live_request(tool, person)
    has_seat = request is not None and request.state == RequestState.GIVEN
    return ToolPage(
        tool=tool,
        verdict=verdict_on(tool, is_for_me=is_for_me, has_course=has_course, has_seat=has_seat),
        has_course=has_course,
        history=history,
        standing=standing_of(tool) if tool.needs_seat else None,
        request=request,
        declined=last_declined(tool, person) if request is None else None,
        is_for_me=is_for_me,
    )


def is_meant_for(tool: Tool, person: Person) -> bool:
    """Whether ``person`` is among those who may use a tool. Two queries."""
    return tool.pk in {each.pk for each in usable_by(person)}


def owners(day: date, *, kept: int | None = None) -> "QuerySet[Person]":
    """Who can own a tool: whoever works here and is in the programme office; who owns it already can stay."""
    office = Person.objects.here_on(day).with_role(Role.PROGRAMME_OFFICE, day)
    return Person.objects.filter(Q(pk__in=office.values("pk")) | Q(pk=kept)).order_by("sort_key", "pk")


def to_review(person: Person, *, day: date) -> "QuerySet[Tool]":
    """Return the tools whose review date has come: all of them for the office, an owner's own for that owner."""
    tools = Tool.objects.filter(archived_at__isnull=True, review_on__lte=day)
    return tools if person.has_role(Role.PROGRAMME_OFFICE) else tools.filter(owner=person)
