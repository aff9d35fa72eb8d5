"""Steps of an import through the browser, as services take them."""

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from directory import services
from directory.models import ImportRun
from people.models import Person
from tests.directory.builders import NOW
from tests.directory.files import HEADER, as_csv


def received(rows: list[list[str]], hr: Person, *, header: Sequence[str] = HEADER) -> ImportRun:
    content = SimpleUploadedFile("hr.csv", as_csv(rows, header=header), "text/csv")
    return services.receive_file(content=content, name="hr.csv", content_type="text/csv", actor=hr, now=NOW)


def planned(rows: list[list[str]], hr: Person) -> ImportRun:
    """A run that waits for a decision."""
    run = received(rows, hr)
    run = services.choose_columns(run_id=run.pk, chosen=recognised(run), actor=hr, now=NOW)
    services.plan_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    return run


def recognised(run: ImportRun) -> dict[str, str]:
    return dict(zip(
        ["employee_number", "first_name", "infix", "last_name", "email", "unit_code", "unit_name", "parent_code",
         "job_title", "function_group", "manager_number", "hired_on", "last_day", "language"],
        run.columns["header"], strict=True,
    ))  # fmt: skip


def applied(run: ImportRun, actor: Person, *ticked: str) -> ImportRun:
    """The same run after somebody said yes and a worker carried it out."""
    run = services.confirm(run_id=run.pk, ticked=ticked, actor=actor, now=NOW)
    services.apply_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    return run
