"""Who and which course another system means, and what HR sees of what came in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.asked import Waiting
from common.clock import day_of, end_of, start_of
from common.spreadsheets.refusals import SENTENCES, refusal_text
from people.choices import Role
from people.models import ExternalIdentity, Person
from training.choices import IMPORT_WAITS, UNMATCHED, Became, Column, ImportState
from training.errors import FILE_REASONS, Fault
from training.models import (
    Completion,
    CompletionImport,
    Course,
    CourseAlias,
    RememberedColumns,
    WithdrawnCompletion,
    XapiStatement,
)

PAGE_SIZE = 25
REFUSED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom another system can mean, and since when they are gone."""

    pk: int
    left_on: date | None

    def had_left(self, day: date) -> bool:
        return self.left_on is not None and day >= self.left_on


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """People by the names under which other systems know them."""

    by_number: dict[str, Known]
    by_email: dict[str, Known]
    by_account: dict[tuple[str, str], Known]


def known_people(
    *, numbers: Collection[str] = (), emails: Collection[str] = (), accounts: Collection[tuple[str, str]] = ()
) -> KnownPeople:
    """Return who has one of these employee numbers, addresses or accounts, also when they left. Two queries at most."""
    rows = Person.objects.filter(Q(employee_number__in=numbers) | Q(email__in=emails), pseudonymised_at__isnull=True)
    by_number: dict[str, Known] = {}
    by_email: dict[str, Known] = {}
    for pk, number, email, left_on in rows.values_list("pk", "employee_number", "email", "left_on"):
        known = Known(pk, left_on)
        if number:
            by_number[number] = known
        if email:
            by_email[email] = known
    by_account: dict[tuple[str, str], Known] = {}
    if accounts:
        held = ExternalIdentity.objects.filter(
            source__in={home for home, _name in accounts}, value__in={name for _home, name in accounts}
        )
        for home, name, pk, left_on in held.values_list("source", "value", "person", "person__left_on"):
            by_account[home, name] = Known(pk, left_on)
    return KnownPeople(by_number, by_email, by_account)


class KnownCourses:
    """Every course by its aliases, titles and own address. Two queries, however many names are asked."""

    def __init__(self, source: str | None = None, *, whole_file: Course | None = None) -> None:
        """``source`` names the system whose codes count; without one only addresses do, for those are unique.

        ``whole_file`` is the course that every name means then.
        """
        self._whole_file = whole_file
        self._drafts = set(Course.objects.filter(published_at__isnull=True).values_list("pk", flat=True))
        self._by_name: dict[str, set[int]] = {}
        self._by_code: dict[str, int] = {}
        own = {}
        for pk, public_id, *titles in Course.objects.values_list("pk", "public_id", "title_nl", "title_en"):
            own[str(public_id)] = own[address_of_course(public_id)] = pk
            for title in titles if source is not None else []:
                if title:
                    self._by_name.setdefault(_key(title), set()).add(pk)
        wanted = Q(source="") | Q(value__contains="://") | Q(source__iexact=source or "")
        # The codes of the system itself come last, and so go before those that hold for every system.
        aliases = CourseAlias.objects.filter(wanted).order_by("source", "pk")
        self._by_code = own | {_key(value): pk for value, pk in aliases.values_list("value", "course")}

    def find(self, name: str) -> int | str:
        """Return the course that is meant, or the code of the reason why there is none."""
        if self._whole_file is not None:
            return "course_draft" if self._whole_file.pk in self._drafts else self._whole_file.pk
        key = _key(name)
        titled = self._by_name.get(key, set())
        pk = self._by_code.get(key) or self._by_code.get(key.rstrip("/") + "/") or (min(titled) if titled else None)
        if pk is None:
            return "course_unknown"
        if len(titled) > 1 and key not in self._by_code:
            return "course_of_two"
        return "course_draft" if pk in self._drafts else pk


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def address_of_course(public_id: UUID) -> str:
    """The address by which this portal names a course to other systems, for good."""
    return f"{settings.BASE_URL}{reverse('training:course_detail', kwargs={'course_id': public_id})}".casefold()


def days_completed(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int, date], int]:
    """Return the completions of these people in these courses: person, course and day -> primary key. One query."""
    listed = list(pairs)
    rows = Completion.objects.filter(
        person__in={person for person, _course in listed}, course__in={course for _person, course in listed}
    )
    return {
        (person, course, day_of(at)): pk
        for person, course, at, pk in rows.values_list("person", "course", "completed_at", "pk")
    }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One file with completions as a page tells it."""

    run: CompletionImport
    created: int
    known: int
    rows: int
    refused_rows: int
    refused: list[Fault]
    stopped: str

    @property
    def figures(self) -> list[tuple[str, int]]:
        is_done = self.run.state in (ImportState.DONE, ImportState.WITHDRAWN)
        return [
            (_("Brought in") if is_done else _("Will be brought in"), self.created),
            (_("Known already"), self.known),
            (_("Rows refused"), self.refused_rows),
        ]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """What each linked column says, and how the file calls it."""
        linked = self.run.columns.get("linked", {})
        return [(str(column.label), linked[column.value]) for column in Column if column.value in linked]

    @property
    def refused_shown(self) -> list[Fault]:
        return self.refused[:REFUSED_SHOWN]


def completion_imports(person: Person, page: str, *, only_waiting: bool = False) -> "Page[CompletionImport]":
    """Files with completions that ``person`` may see, newest first; all of them, or those that wait for a decision."""
    rows = CompletionImport.objects.visible_to(person).select_related("started_by").order_by("-started_at", "-pk")
    if only_waiting:
        rows = rows.filter(state__in=IMPORT_WAITS)
    return Paginator(rows, PAGE_SIZE).get_page(page)


def completion_import_by_id(person: Person, import_id: UUID) -> CompletionImport | None:
    rows = CompletionImport.objects.visible_to(person).select_related(
        "started_by", "withdrawn_by", "job", "file", "course"
    )
    return rows.filter(public_id=import_id).first()


def remembered_columns(headings: str) -> dict[str, str] | None:
    """What somebody said of the columns of a file with these headings, column -> heading. One query."""
    return RememberedColumns.objects.filter(headings=headings).values_list("linked", flat=True).first()


def import_report(run: CompletionImport) -> ImportReport:
    """Tell one file in the active language. No queries."""
    counts = {name: run.outcome.get(name, 0) for name in ("created", "known", "rows", "refused_rows")}
    return ImportReport(run=run, refused=[Fault(**kept) for kept in run.refused], stopped=_stopped(run), **counts)


def _stopped(run: CompletionImport) -> str:
    code, params = run.stopped.get("code"), run.stopped.get("params", {})
    if code in FILE_REASONS:
        return str(_(FILE_REASONS[code]) % params)
    return refusal_text(code, params) if code in SENTENCES else ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Statements of one system that became nothing here for one reason: how many, of which activity, the last when."""

    system: str
    reason: str
    activity: str
    count: int
    last_at: datetime

    @property
    def label(self) -> str:
        return str(Became(self.reason).label)


def unmatched_statements() -> list[Unmatched]:
    """What came in and fits no course or nobody; nobody is named, for nothing of them is kept. One query."""
    rows = XapiStatement.objects.filter(became__in=UNMATCHED, voided_at__isnull=True)
    grouped = rows.values("token__name", "became", "activity").annotate(count=Count("pk"), last=Max("received_at"))
    return [
        Unmatched(row["token__name"], row["became"], row["activity"], row["count"], row["last"])
        for row in grouped.order_by("-last", "activity")[:100]
    ]


def aliases_of(course: Course) -> "QuerySet[CourseAlias]":
    return course.aliases.order_by("source", "value", "pk")


def systems_known() -> list[str]:
    """The names of other systems that stand somewhere already, to choose from. Two queries."""
    named = {*CourseAlias.objects.exclude(source="").values_list("source", flat=True)}
    return sorted(named | set(CompletionImport.objects.values_list("source", flat=True)), key=str.casefold)


def completions_listed(course: Course, first: date | None, last: date | None) -> list[Completion | WithdrawnCompletion]:
    """Who completed a course from ``first`` to ``last``, and of whom that was taken back, in the order of names.

    What was taken back in those days is told too, whenever it was completed: an earlier file said it. Two queries.
    """
    after = Q() if first is None else Q(completed_at__gte=start_of(first))
    before = Q() if last is None else Q(completed_at__lt=end_of(last))
    taken_after = Q() if first is None else Q(withdrawn_at__gte=start_of(first))
    taken_before = Q() if last is None else Q(withdrawn_at__lt=end_of(last))
    here = {"course": course, "person__pseudonymised_at__isnull": True}
    stands = Completion.objects.filter(after & before, **here).select_related("person")
    gone = WithdrawnCompletion.objects.filter(after & before | taken_after & taken_before, **here)
    found: list[Completion | WithdrawnCompletion] = [*stands, *gone.select_related("person")]
    return sorted(found, key=lambda row: (row.person.sort_key, row.person_id, row.completed_at, row.recorded_at))


def imports_waiting(person: Person) -> list[Waiting]:
    """Say how many files with completions wait for HR's decision. At most one query."""
    if not person.has_role(Role.HR):
        return []
    count = CompletionImport.objects.filter(state__in=IMPORT_WAITS).count()
    if not count:
        return []
    title = ngettext(
        "File with completions that waits for your decision",
        "Files with completions that wait for your decision",
        count,
    )
    return [Waiting(title, count, reverse("training:import_list") + "?show=waiting", icon="upload")]


type Place = tuple[datetime, int, int]
"""Where something stands in the order in which it goes out: when, what kind of statement, its primary key."""
SAID, VOIDED = 0, 1
FURTHEST = 2**63 - 1


def completions_sent(
    *, since: datetime | None, until: datetime | None, ascending: bool, after: UUID | None, limit: int
) -> list[Completion | WithdrawnCompletion]:
    """Completions of which this portal is the witness, and those taken back, in the order in which that was recorded.

    ``after`` is the last one that the asker has. Who can be named by no address or number is left out. Five queries.
    """
    reachable = Q(person__email__isnull=False) | Q(person__employee_number__isnull=False)
    said = Completion.objects.made_here().filter(reachable).select_related("person", "course", "enrolment")
    voided = WithdrawnCompletion.objects.made_here()
    place = _place_of(after, ascending=ascending) if after else None
    order = "" if ascending else "-"
    asked = _asked("recorded_at", SAID, since=since, until=until, place=place, ascending=ascending)
    said = said.filter(asked).order_by(f"{order}recorded_at", f"{order}pk")[:limit]
    asked = _asked("withdrawn_at", VOIDED, since=since, until=until, place=place, ascending=ascending)
    voided = voided.filter(asked).order_by(f"{order}withdrawn_at", f"{order}pk")[:limit]
    found: list[tuple[Place, Completion | WithdrawnCompletion]] = [
        *(((row.recorded_at, SAID, row.pk), row) for row in said),
        *(((row.withdrawn_at, VOIDED, row.pk), row) for row in voided),
    ]
    found.sort(key=lambda each: each[0], reverse=not ascending)
    return [row for _place, row in found[:limit]]


def _asked(
    moment: str, kind: int, *, since: datetime | None, until: datetime | None, place: Place | None, ascending: bool
) -> Q:
    """Which rows of one kind are asked: between two moments, and further than a place."""
    asked = Q()
    if since is not None:
        asked &= Q(**{f"{moment}__gt": since})
    if until is not None:
        asked &= Q(**{f"{moment}__lte": until})
    if place is None:
        return asked
    at, other, pk = place
    further = "gt" if ascending else "lt"
    beyond = Q(**{f"{moment}__{further}": at})
    if kind == other:
        beyond |= Q(**{moment: at, f"pk__{further}": pk})
    elif (kind > other) == ascending:
        beyond |= Q(**{moment: at})
    return asked & beyond


def _place_of(last: UUID, *, ascending: bool) -> Place | None:
    """Where the last statement that somebody has stands.

    One that was taken back between two pages stands where it stood; what was recorded beside it comes again.
    """
    said = Completion.objects.filter(public_id=last).first()
    if said is not None:
        return said.recorded_at, SAID, said.pk
    gone = WithdrawnCompletion.objects.filter(Q(public_id=last) | Q(statement_id=last)).first()
    if gone is None:
        return None
    if gone.public_id == last:
        return gone.withdrawn_at, VOIDED, gone.pk
    return gone.recorded_at, SAID, 0 if ascending else FURTHEST


def completion_sent(public_id: UUID) -> Completion | WithdrawnCompletion | None:
    """The completion or the withdrawal that goes out under this id; nothing for one that was taken back."""
    said = Completion.objects.made_here().select_related("person", "course").filter(public_id=public_id).first()
    return said or WithdrawnCompletion.objects.made_here().filter(public_id=public_id).first()
