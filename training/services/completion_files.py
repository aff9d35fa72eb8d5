"""A file with completions: opened with its columns as somebody linked them, and what it would do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.errors import RuleBroken
from common.file_runs import Progress, bytes_of, nobody_watches
from people.models import Person
from training.choices import Column
from training.errors import Fault, FileRefused
from training.models import CompletionImport, Course, RememberedColumns
from training.readers.files import CompletionFile, CompletionRow, fingerprint_of, recognise
from training.selectors import KnownCourses, KnownPeople, days_completed, known_people
from training.selectors.exchange import remembered_columns
from training.services.completions import BATCH, Reported

FIRST_DAY = date(2000, 1, 1)


@dataclass(slots=True)
class Outcome:
    """What a file would do: how many completions are new or known, which rows are refused, and the new ones."""

    rows: int = 0
    known: int = 0
    refused: list[Fault] = field(default_factory=list)
    new: list[Reported] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return len(self.new) + self.known

    def as_json(self) -> dict[str, int]:
        return {
            "rows": self.rows, "created": len(self.new), "known": self.known, "refused_rows": len(self.refused),
        }  # fmt: skip

    def as_answer(self) -> dict[str, Any]:
        """What the command answers."""
        refused = [fault.as_answer() for fault in self.refused]
        return {"created": len(self.new), "known": self.known, "refused": refused}


def work_out(
    read: CompletionFile, *, source: str, now: datetime, course: Course | None = None,
    progress: Progress = nobody_watches,
) -> Outcome:  # fmt: skip
    """Count what a file would do and change nothing. Two queries a thousand rows, and memory for the new completions.

    ``course`` is the one that every row is about, where the file does not say it. A row that says what an earlier row
    says is known.
    """
    read.assert_whole()
    courses, outcome = KnownCourses(source, whole_file=course), Outcome()
    seen: set[tuple[int, int, date]] = set()
    for batch in batched(read.rows(), BATCH):
        rows = [row for row in batch if isinstance(row, CompletionRow)]
        people = known_people(
            numbers={row.employee_number for row in rows if row.employee_number},
            emails={row.email for row in rows if row.email},
        )
        judged = [row if isinstance(row, Fault) else _judge(row, read, people, courses, now) for row in batch]
        sound = [each for each in judged if isinstance(each, Reported)]
        outcome.refused += [each for each in judged if isinstance(each, Fault)]
        seen |= days_completed((each.person_id, each.course_id) for each in sound).keys()
        for each in sound:
            if each.key in seen:
                outcome.known += 1
            else:
                seen.add(each.key)
                outcome.new.append(each)
        outcome.rows += len(batch)
        progress(outcome.rows, None)
    if not outcome.rows:
        raise FileRefused("no_rows")
    return outcome


def _judge(
    row: CompletionRow, read: CompletionFile, people: KnownPeople, courses: KnownCourses, now: datetime
) -> Reported | Fault:
    """Return the completion that a row tells of, or why it is refused."""
    number, email = people.by_number.get(row.employee_number), people.by_email.get(row.email)
    if row.employee_number and number is None:
        return read.fault(row.row, Column.EMPLOYEE_NUMBER, row.employee_number, "number_unknown")
    if row.email and email is None and number is None:
        return read.fault(row.row, Column.EMAIL, row.email, "email_unknown")
    if number is not None and email is not None and number.pk != email.pk:
        return read.fault(row.row, Column.EMAIL, row.email, "two_people")
    course = courses.find(row.course)
    if isinstance(course, str):
        return read.fault(row.row, Column.COURSE, row.course, course)
    who, day = number or email, row.completed_on
    code = "date_ahead" if day > day_of(now) else "date_long_ago" if day < FIRST_DAY else ""
    if who is None or who.had_left(day):
        code = code or "had_left"
    if who is None or code:
        return read.fault(row.row, Column.COMPLETED_ON, day.isoformat(), code)
    # No time is known: the beginning of the day, so that it is over at once.
    return Reported(who.pk, course, start_of(day))


def as_remembered(file: BinaryIO) -> CompletionFile:
    """Open a file with its columns as somebody linked them in one with the same headings, or as they are recognised."""
    opened = CompletionFile(file)
    remembered = remembered_columns(fingerprint_of(opened.header))
    return opened if remembered is None else CompletionFile(file, remembered)


@contextmanager
def opened(run: CompletionImport, linked: Mapping[str, str] | None, course: Course | None) -> Iterator[CompletionFile]:
    if run.file is None:
        raise RuleBroken(_("This import is over. Upload the file again to start a new one."))
    with run.file.file.open("rb") as file:
        yield CompletionFile(bytes_of(file), linked, one_course=course is not None)


def remember(header: Sequence[str], linked: Mapping[str, str], *, actor: Person, now: datetime) -> None:
    """Keep somebody's own word on these headings, where it says other than the headings do."""
    by_itself = {column.value: header[place] for column, place in recognise(header).items()}
    headings = fingerprint_of(header)
    if linked == by_itself:
        RememberedColumns.objects.filter(headings=headings).delete()
        return
    RememberedColumns.objects.update_or_create(
        headings=headings, defaults={"linked": dict(linked), "linked_by": actor, "linked_at": now}
    )
