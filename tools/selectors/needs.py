"""What people use already, as the programme office sees it: needs as counted, and who gave their name to be helped."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from common.periods import Period
from governance.selectors import has_agreement, refused_subjects
from people.choices import Role
from people.models import Person
from tools.choices import Task, ToolStatus
from tools.choices.declarations import DECLARED_FIGURES, DeclarationRoundState
from tools.models import Declaration, DeclarationRound, DeclaredCount, Need, Tool

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need, and the tool of the catalogue that bears its name by now, if one does."""

    need: Need
    tool: Tool | None

    @property
    def task_label(self) -> str:
        return str(Task(self.need.task).label)

    @property
    def metric(self) -> str:
        """Code of the released figure about this kind of task."""
        return f"declared_{self.need.task}"


@dataclass(frozen=True, slots=True)
class Needs:
    """The page of needs: quarters as counted, the one that is open, and whether it may be counted."""

    page: "Page[Need]"
    rows: Sequence[NeedRow]
    open_round: DeclarationRound | None
    is_agreed: bool
    is_refused: bool
    """Whether the works council came back on its agreement: then what was counted before is off the page too."""
    with_name: int


def needs_page(*, page: str = "1") -> Needs:
    """Return one page of what people use already, the newest quarter first. Nine queries for any number."""
    is_refused = DECLARED_FIGURES in refused_subjects()
    found = Need.objects.none() if is_refused else Need.objects.select_related("round", "tool")
    needs = Paginator(found.defer("round__contents"), PAGE_SIZE).get_page(page)
    known = _tools_called({each.other_name.casefold() for each in needs if each.other_name})
    rounds = DeclarationRound.objects.defer("contents")
    return Needs(
        page=needs,
        rows=[NeedRow(each, each.tool or known.get(each.other_name.casefold())) for each in needs],
        open_round=rounds.filter(state=DeclarationRoundState.OPEN).first(),
        is_agreed=has_agreement(DECLARED_FIGURES),
        is_refused=is_refused,
        with_name=Declaration.objects.filter(helped_on__isnull=True).count(),
    )


def _tools_called(names: Collection[str]) -> dict[str, Tool]:
    """Return a tool for each of these names, in small letters, that the catalogue knows. One query.

    People leave out what stands between brackets: “ChatGPT” is found under “ChatGPT (free version)” too, where that is
    the one tool of the name and no other has just that name.
    """
    short = Func(Lower("name"), Value(" ("), Value(1), function="split_part", output_field=TextField())
    called = Tool.objects.annotate(small=Lower("name"), short=short)
    tools = list(called.filter(Q(short__in=names) | Q(small__in=names)).order_by("pk"))
    by_name = {tool.name.casefold(): tool for tool in tools}
    times = Counter(name.partition(" (")[0] for name in by_name)
    short_names = {name.partition(" (")[0]: tool for name, tool in by_name.items()}
    return {name: tool for name, tool in short_names.items() if times[name] == 1} | by_name


def need_by_id(person: Person, need_id: str) -> Need | None:
    """Return a need for the programme office; nothing for others, and for words that are no id."""
    try:
        wanted = UUID(need_id)
    except ValueError:
        return None
    if not person.has_role(Role.PROGRAMME_OFFICE) or DECLARED_FIGURES in refused_subjects():
        return None
    return Need.objects.select_related("tool").filter(public_id=wanted).first()


def tool_from_need(need: Need) -> dict[str, object]:
    """Return with what the form of a new tool begins that comes from a need: under review, as it is not known yet."""
    return {"name": need.tool_name, "tasks": [need.task], "status": ToolStatus.REVIEW}


def declarations_to_help(*, only_open: bool = False) -> "QuerySet[Declaration]":
    """Return who said with their name what they use, for the programme office: whom it did not help yet first.

    With ``only_open`` only those.
    """
    rows = Declaration.objects.select_related("person", "tool")
    if only_open:
        rows = rows.filter(helped_on__isnull=True)
    return rows.order_by(F("helped_on").desc(nulls_first=True), "-declared_on", "-pk")


# --- for releases -----------------------------------------------------------------------------------------------------
def declared_counts(task: str, *, period: Period) -> Sequence[DeclaredCount]:
    """Return how many people of each group named one kind of task, of the rounds that end in ``period``. One query."""
    ended = DeclaredCount.objects.filter(
        task=task, round__ends_on__gte=period.first_day, round__ends_on__lte=period.last_day
    )
    newest = ended.order_by("-round__pk").values("round")[:1]
    return list(ended.filter(round__in=newest).order_by("group"))
