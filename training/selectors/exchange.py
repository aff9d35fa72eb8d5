"""Who and which course another system means, and what HR sees of what came in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Q, QuerySet
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
from training.models import Completion, CompletionImport, Course, CourseAlias, RememberedColumns, XapiStatement

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


def completion_imports(person: Person, page: str) -> "Page[CompletionImport]":
    """Files with completions that ``person`` may see, newest first."""
    rows = CompletionImport.objects.visible_to(person).select_related("started_by").order_by("-started_at", "-pk")
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


def completions_listed(course: Course, first: date | None, last: date | None) -> "QuerySet[Completion]":
    """Who completed a course from ``first`` to ``last``, in the order of names."""
    rows = Completion.objects.filter(course=course, person__pseudonymised_at__isnull=True).select_related("person")
    if first is not None:
        rows = rows.filter(completed_at__gte=start_of(first))
    if last is not None:
        rows = rows.filter(completed_at__lt=end_of(last))
    return rows.order_by("person__sort_key", "person", "completed_at", "pk")


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
    return [Waiting(title, count, reverse("training:import_list"), icon="upload")]


def completions_sent(
    *, since: datetime | None, until: datetime | None, ascending: bool, after: UUID | None, limit: int
) -> list[Completion]:
    """Completions of which this portal is the witness, in the order in which they were recorded, for other systems.

    ``after`` is the last one that the asker has. Who can be named by no address or number is left out. Two queries.
    """
    reachable = Q(person__email__isnull=False) | Q(person__employee_number__isnull=False)
    rows = Completion.objects.made_here().filter(reachable).select_related("person", "course", "enrolment")
    if since is not None:
        rows = rows.filter(recorded_at__gt=since)
    if until is not None:
        rows = rows.filter(recorded_at__lte=until)
    last = Completion.objects.filter(public_id=after).first() if after else None
    if last is not None:
        further = {"recorded_at__gt": last.recorded_at} if ascending else {"recorded_at__lt": last.recorded_at}
        beside = {"pk__gt": last.pk} if ascending else {"pk__lt": last.pk}
        rows = rows.filter(Q(**further) | Q(recorded_at=last.recorded_at, **beside))
    order = (F("recorded_at").asc(), F("pk").asc()) if ascending else (F("recorded_at").desc(), F("pk").desc())
    return list(rows.order_by(*order)[:limit])


def completion_sent(public_id: UUID) -> Completion | None:
    return Completion.objects.made_here().select_related("person", "course").filter(public_id=public_id).first()
