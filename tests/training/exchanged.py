"""Files with completions of another system, and the steps of bringing one in, for tests."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import Person
from tests.training.builders import NOW
from training import services
from training.models import CompletionImport

HEADER = ("Personeelsnummer", "E-mail", "Cursus", "Voltooid op")


def as_csv(rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER) -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([header, *rows])
    return made.getvalue().encode()


def row_of(person: Person, course: object, day: str = "1-10-2026") -> list[str]:
    """A row that tells of one completion, by employee number."""
    return [person.employee_number or "", "", str(course), day]


def work_out(rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER, now: datetime = NOW) -> services.Outcome:
    return brought_in(rows, header=header, now=now, dry_run=True)


def brought_in(
    rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER, now: datetime = NOW, dry_run: bool = False
) -> services.Outcome:
    """What the command does with a file of these rows."""
    return bytes_in(as_csv(rows, header=header), now=now, dry_run=dry_run)


def bytes_in(content: bytes, *, now: datetime = NOW, dry_run: bool = False, source: str = "Moodle") -> services.Outcome:
    return services.import_completions(
        file=io.BytesIO(content), name="moodle.csv", sha256="0" * 64, source=source, actor=None, now=now,
        dry_run=dry_run,
    )  # fmt: skip


def refused_codes(outcome: services.Outcome) -> list[tuple[int, str]]:
    return [(fault.row, fault.code) for fault in outcome.refused]


def planned(rows: Iterable[Sequence[str]], hr: Person) -> CompletionImport:
    """A file that waits for a decision."""
    return worked_out(received(as_csv(rows), hr))


def received(content: bytes, hr: Person) -> CompletionImport:
    """A file that was uploaded, whatever its columns."""
    return services.receive_completions(
        content=SimpleUploadedFile("moodle.csv", content, "text/csv"), name="moodle.csv", content_type="text/csv",
        source="Moodle", actor=hr, now=NOW,
    )  # fmt: skip


def worked_out(run: CompletionImport) -> CompletionImport:
    """The same after a worker worked it out."""
    assert run.job_id is not None
    services.plan_import_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    return run


def applied(run: CompletionImport, hr: Person) -> CompletionImport:
    """The same after somebody said yes and a worker carried it out."""
    run = services.confirm_import(import_id=run.pk, actor=hr, now=NOW)
    assert run.job_id is not None
    services.apply_import_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    return run
