"""What pages read of imports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from common.asked import Waiting
from common.choices import JobState
from common.clock import day_of
from common.held import Held, HeldRow
from common.models import Job, StoredFile
from common.spreadsheets.refusals import refusal_text as table_refusal_text
from common.spreadsheets.writing import Cell
from directory import policies
from directory.choices import INVITATIONS_KEPT, InvitationWay, Invitees, LineKind, Part, RunState
from directory.errors import Fault, refusal_text
from directory.models import ColumnChoice, ImportLine, ImportRun, Invitation, JobTitle
from directory.querysets import ImportRunQuerySet
from directory.rules import Brake, Outcome
from people.choices import FunctionGroup, ManagedBy, Relation, Role
from people.models import Person, Placement, RoleAssignment, Unit
from people.selectors import units_below

REFUSED_SHOWN = 50
LINES_SHOWN = 50
# Who is kept by hand is few; the rest waits for the next file.
KEPT_LOCALLY_SHOWN = 200

# What the page of an import shows of each kind of line: a name of ``ImportLine`` and the heading above it.
WHO = (("name", Part.NAME.label), ("number", _("Number")))
WHAT = (("part", _("What")), ("before", _("Is now")), ("after", _("Becomes")))
SHOWN: dict[str, tuple[tuple[str, Any], ...]] = {
    LineKind.KEPT_LOCALLY: (*WHO, ("part", _("What")), ("before", _("In the portal")), ("after", _("In the file"))),
    LineKind.ROLE_ENDS: (*WHO, ("before", Part.ROLE.label), ("after", Part.UNIT.label)),
    LineKind.LEAVES: (*WHO, ("on", Part.LEFT_ON.label)),
    LineKind.MISSING: WHO,
    LineKind.ARRIVES: (*WHO, ("after", Part.UNIT.label), ("on", Part.HIRED_ON.label)),
    LineKind.RETURNS: (*WHO, ("after", Part.UNIT.label), ("on", _("From"))),
    LineKind.MOVES: (*WHO, *WHAT, ("on", _("From"))),
    LineKind.NEW_UNIT: (*WHO, ("after", Part.PARENT.label)),
}
WORDS: dict[str, type[FunctionGroup | Role | Relation | ManagedBy]] = {
    Part.FUNCTION_GROUP: FunctionGroup,
    Part.ROLE: Role,
    Part.RELATION: Relation,
    Part.MANAGED_BY: ManagedBy,
}
DAYS = (Part.HIRED_ON, Part.LEFT_ON, Part.AWAY_FROM, Part.AWAY_UNTIL)


@dataclass(frozen=True, slots=True)
class Report:
    """One import as a page tells it: numbers, sentences, what departures mean, and the rows that were refused."""

    run: ImportRun
    outcome: Outcome
    brakes: list[Brake]
    consequences: list[str]
    refused: list[Fault]
    stopped: str

    @property
    def figures(self) -> list[tuple[str, int]]:
        """The large figures above a report; a zero is not shown, for the sentences tell what there is."""
        is_done = self.run.state == RunState.DONE
        figures = [
            (_("New"), self.outcome.created),
            (_("Changed") if is_done else _("Will change"), self.outcome.updated),
            (_("Left") if is_done else _("Will leave"), self.outcome.departed),
            (_("Rows refused"), self.outcome.refused_rows),
        ]
        return [(str(label), count) for label, count in figures if count]

    @property
    def refused_shown(self) -> list[Fault]:
        return self.refused[:REFUSED_SHOWN]

    @property
    def can_be_confirmed(self) -> bool:
        return self.run.state == RunState.PLANNED and self.outcome.accepted > 0

    @property
    def needs_decision(self) -> bool:
        """Whether there is anything to decide yet: not while all that comes in waits for job titles."""
        return self.can_be_confirmed or not self.outcome.titles


WAITS_FOR_HR = (RunState.UPLOADED, RunState.PLANNED)
"""Imports of which somebody must say how they go on."""


def imports_for(user: Person, *, only_waiting: bool = False) -> ImportRunQuerySet:
    """Imports that ``user`` may see, newest first, with who started them: all, or those that wait for a decision."""
    runs = ImportRun.objects.visible_to(user).select_related("started_by")
    return runs.filter(state__in=WAITS_FOR_HR) if only_waiting else runs


def import_under_way(user: Person) -> ImportRun | None:
    """Return the import that is being carried out now, with its job, to who may see imports. One query.

    It is one transaction, so until it is done its people stand in no list and count nowhere.
    """
    working = ImportRun.objects.visible_to(user).filter(state=RunState.APPLYING)
    at_work = working.filter(job__state__in=[JobState.QUEUED, JobState.RUNNING])
    return at_work.select_related("job").order_by("pk").first()


def report_of(run: ImportRun) -> Report:
    """Tell one import in the active language. No queries."""
    outcome = Outcome.from_json(run.outcome)
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return Report(
        run=run,
        outcome=outcome,
        brakes=outcome.brakes,
        consequences=[sentence[language] for sentence in outcome.consequences],
        refused=[Fault.from_json(kept) for kept in run.refused],
        stopped=stopped_text(run),
    )


@dataclass(frozen=True, slots=True)
class LineGroup:
    """One kind of change: of how many people, units or roles, in how many lines, and the first lines as a table."""

    kind: str
    label: str
    count: int
    lines: int
    header: list[str]
    rows: list[list[tuple[str, str]]]
    """Cells with the heading that they stand under."""


def lines_of(run: ImportRun) -> list[LineGroup]:
    """Tell who and what by name, a group for each kind, while there is something to decide. Two queries."""
    if run.state != RunState.PLANNED:
        return []
    counted = run.lines.order_by().values_list("kind").annotate(Count("number", distinct=True), Count("pk"))
    counts = {kind: (lines if kind == LineKind.ROLE_ENDS else numbers, lines) for kind, numbers, lines in counted}
    number = Window(RowNumber(), partition_by=[F("kind")], order_by="pk")
    found: dict[str, list[ImportLine]] = {}
    for line in run.lines.annotate(place=number).filter(place__lte=LINES_SHOWN).order_by("pk"):
        found.setdefault(line.kind, []).append(line)
    return [_group(kind, *counts[kind], found[kind]) for kind in LineKind if kind in found]


def _group(kind: LineKind, count: int, all_lines: int, lines: list[ImportLine]) -> LineGroup:
    columns = [(name, str(heading)) for name, heading in SHOWN.get(kind, (*WHO, *WHAT))]
    rows = [[(heading, _on_screen(_value(line, name))) for name, heading in columns] for line in lines]
    return LineGroup(kind, str(kind.label), count, all_lines, [heading for _name, heading in columns], rows)


def kept_locally(run: ImportRun) -> list[tuple[str, str]]:
    """Who stands in the file and is kept by the portal itself: employee number, and both names and addresses.

    One query, and none where there is nobody.
    """
    numbers = run.outcome.get("kept_locally", [])
    if run.state != RunState.PLANNED or not numbers:
        return []
    found: dict[str, list[str]] = {}
    for line in run.lines.filter(kind=LineKind.KEPT_LOCALLY, number__in=numbers[:KEPT_LOCALLY_SHOWN]).order_by("pk"):
        change = f"{line.before or '–'} → {line.after}"
        found.setdefault(line.number, []).append(line.after if line.before == line.after else change)
    return [(number, f"{', '.join(told)} ({number})") for number, told in found.items()]


def line_header() -> list[str]:
    """The header of who and what as a file."""
    names = (_("What happens"), _("Employee number or unit code"), Part.NAME.label, _("What"), _("Is now"))
    return [str(name) for name in (*names, _("Becomes"), _("From"))]


def line_rows(run: ImportRun) -> Iterator[list[Cell]]:
    """All lines of who and what in the order of the page, for a file; one at a time."""
    for kind in LineKind:
        for line in run.lines.filter(kind=kind).order_by("pk").iterator(chunk_size=2_000):
            told: list[Cell] = [_value(line, name) for name in ("part", "before", "after")]
            yield [str(kind.label), line.number, line.name, *told, line.on]


def _value(line: ImportLine, name: str) -> str | date | None:
    """What a line holds, in words: codes as their label, days as days."""
    if name == "on":
        return line.on
    text = str(getattr(line, name))
    if not text:
        return ""
    if name == "part":
        return str(Part(text).label)
    if name in {"before", "after"} and line.part in DAYS:
        return date.fromisoformat(text)
    is_code = name == "before" or (name == "after" and line.kind != LineKind.ROLE_ENDS)
    return str(WORDS[line.part](text).label) if is_code and line.part in WORDS else text


def _on_screen(value: str | date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value or ""


def stopped_text(run: ImportRun) -> str:
    """Why nothing came in, in the active language; empty when that is not so."""
    if not run.stopped:
        return ""
    texts = {"table": table_refusal_text, "file": refusal_text}
    return texts[run.stopped["kind"]](run.stopped["code"], run.stopped["params"])


def column_choices() -> dict[str, str]:
    """The columns that somebody chose by hand, field -> header. One query."""
    return dict(ColumnChoice.objects.values_list("field", "header"))


def job_titles() -> "QuerySet[JobTitle]":
    """Job titles that are linked to a function group, in alphabetical order."""
    return JobTitle.objects.all()


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Say how many imports wait for HR's decision. At most one query."""
    if not policies.can_import(person):
        return []
    count = ImportRun.objects.filter(state__in=WAITS_FOR_HR).count()
    if not count:
        return []
    title = ngettext_lazy("HR file that waits for your decision", "HR files that wait for your decision", count)
    return [Waiting(title, count, reverse("directory:import_list") + "?show=waiting", icon="upload")]


# --- invitations ------------------------------------------------------------------------------------------------------
INVITED_AGAIN_AFTER = timedelta(days=3)
"""Who was invited gets some days to come before they are invited again: this also makes a second click do nothing."""


def people_to_invite(*, way: str, who: str, unit: Unit | None, actor: Person, now: datetime) -> "QuerySet[Person]":
    """Who never came in and can be told this way, in the order of units and names; not those just invited."""
    day = day_of(now)
    people = Person.objects.here_on(day).filter(last_login__isnull=True).exclude(pk=actor.pk)
    if way == InvitationWay.MAIL:
        people = people.filter(email__isnull=False)
    else:
        people = people.filter(email__isnull=True, employee_number__isnull=False)
        if not actor.has_role(Role.ADMINISTRATOR):
            lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
            # Whoever makes a code could come in with it: for who holds a role an administrator does it.
            people = people.exclude(pk__in=RoleAssignment.objects.filter(lasting).values("person"))
    if unit is not None:
        placed = Placement.objects.on(day).filter(unit_id__in=units_below([unit.pk]))
        people = people.filter(pk__in=placed.values("person"))
    known = Invitation.objects.filter(person=OuterRef("pk"), way=way)
    recent = known.filter(invited_on__gt=day - INVITED_AGAIN_AFTER)
    people = people.filter(Exists(known)) if who == Invitees.AGAIN else people.filter(~Exists(known))
    unit_name = Placement.objects.on(day).filter(person=OuterRef("pk")).values("unit__name")[:1]
    return (
        people.exclude(Exists(recent)).annotate(unit_name=Subquery(unit_name)).order_by("unit_name", "sort_key", "pk")
    )


def unit_names_of(people: Iterable[Person], day: date) -> dict[int, str]:
    """Where people work on ``day``, by primary key. One query."""
    placed = Placement.objects.on(day).filter(person__in=[person.pk for person in people])
    return dict(placed.values_list("person_id", "unit__name"))


@dataclass(frozen=True, slots=True)
class Invitable:
    """How many can be invited one way, now."""

    way: str
    never: int
    again: int
    recent: int
    """Invited in the last days and not there yet: they are left in peace."""


@dataclass(frozen=True, slots=True)
class InvitationState:
    """Of the people who work here, or in one unit: who came in, and who can be told how."""

    people: int
    came: int
    unreachable: int
    """Neither e-mail nor employee number: HR must add one."""
    ways: list[Invitable]


def invitation_state(*, unit: Unit | None, actor: Person, now: datetime) -> InvitationState:
    """Count who came in and who can still be invited, by way. Nine queries."""
    day = day_of(now)
    people = Person.objects.here_on(day)
    if unit is not None:
        placed = Placement.objects.on(day).filter(unit_id__in=units_below([unit.pk]))
        people = people.filter(pk__in=placed.values("person"))
    totals = people.aggregate(
        people=Count("pk"),
        came=Count("pk", filter=Q(last_login__isnull=False)),
        unreachable=Count("pk", filter=Q(last_login__isnull=True, email__isnull=True, employee_number__isnull=True)),
    )
    recent = Invitation.objects.filter(person=OuterRef("pk"), invited_on__gt=day - INVITED_AGAIN_AFTER)
    ways = [
        Invitable(
            way=way,
            never=people_to_invite(way=way, who=Invitees.NEVER, unit=unit, actor=actor, now=now).count(),
            again=people_to_invite(way=way, who=Invitees.AGAIN, unit=unit, actor=actor, now=now).count(),
            recent=people.filter(Exists(recent.filter(way=way)), last_login__isnull=True).count(),
        )
        for way in InvitationWay
    ]
    return InvitationState(**totals, ways=ways)


def invitation_jobs_of(actor: Person) -> "QuerySet[Job]":
    """The runs of invitations that somebody started."""
    return Job.objects.filter(owner=actor, kind__in=["directory.send_invitations", "directory.print_codes"])


def code_sheets_of(actor: Person, now: datetime) -> "QuerySet[StoredFile]":
    """The files with activation codes that somebody made and that are still there, newest first."""
    kept = StoredFile.objects.filter(purpose="activation-codes", created_by=actor, expires_at__gt=now)
    return kept.order_by("-created_at")


def data_about(person: Person) -> list[Held]:
    """That somebody was invited to the portal."""
    rows = [
        HeldRow(_("Invitation"), row.get_way_display(), row.invited_on)
        for row in Invitation.objects.filter(person=person)
    ]
    why = _("To know who still has to hear that they have an account, and not to write twice.")
    return [
        Held(
            _("Invitations to the portal"), why, _("HR and administrators, as a number"), INVITATIONS_KEPT.in_full, rows
        )
    ]
