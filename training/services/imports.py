"""Completions from a file of another system: worked out first, then carried out as a whole, or withdrawn as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.clock import now as clock_now
from common.errors import RuleBroken
from common.models import Job
from common.services import claim_job, delete_file, finish_job, record, report_progress, start_job, store_file
from common.spreadsheets.refusals import TableRefused
from people.models import Person
from training import policies
from training.choices import TERMS, Column, CompletionSource, ImportState
from training.errors import Fault, FileRefused
from training.models import Completion, CompletionImport
from training.readers.files import CompletionFile, CompletionRow
from training.selectors import KnownCourses, KnownPeople, days_completed, known_people
from training.services.completions import BATCH, Reported, lock_exchange, note, write_reported

PURPOSE = "completions"
PLAN, APPLY = "training.plan_import", "training.apply_import"
FIRST_DAY = date(2000, 1, 1)
KEEPS = {term.code: term.keeps for term in TERMS}
MOST_REFUSED_KEPT = 5_000
"""Faults kept with a report; the count goes on. A file with more is another file than was meant."""

type Progress = Callable[[int, int | None], None]


def nobody_watches(_done: int, _total: int | None) -> None:
    """Progress that is shown to nobody."""


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


# --- working out ------------------------------------------------------------------------------------------------------
def work_out(file: BinaryIO, *, source: str, now: datetime, progress: Progress = nobody_watches) -> Outcome:
    """Count what a file would do and change nothing. Two queries a thousand rows, and memory for the new completions.

    A row that says what an earlier row says is known.
    """
    read, courses, outcome = CompletionFile(file), KnownCourses(source), Outcome()
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


# --- from the command line --------------------------------------------------------------------------------------------
def import_completions(
    *, file: BinaryIO, name: str, sha256: str, source: str, actor: Person | None, now: datetime, dry_run: bool = False
) -> Outcome:
    """Bring a file in at once, or only work out what it would do. All sound rows or none.

    Raises ``FileRefused`` or ``TableRefused`` when nothing of it can be read.
    """
    source = _named(source)
    with transaction.atomic():
        lock_exchange()
        outcome = work_out(file, source=source, now=now)
        if dry_run or not outcome.accepted:
            return outcome
        run = CompletionImport.objects.create(
            source=source, file_name=name[:200], file_sha256=sha256, started_by=actor, started_at=now
        )
        _carry_out(run, outcome, now=now)
    return outcome


def _named(source: str) -> str:
    named = " ".join(source.split())
    if not named or len(named) > 60:
        raise RuleBroken(_("Give the name of the other system, in at most 60 characters."), field="source")
    return named


# --- through the browser ----------------------------------------------------------------------------------------------
@transaction.atomic
def receive_completions(
    *, content: "File[bytes]", name: str, content_type: str, source: str, actor: Person, now: datetime
) -> CompletionImport:
    """Keep an uploaded file until its import is over and start working it out; refuse at once what is no such table."""
    _assert_may(actor)
    source = _named(source)
    CompletionFile(_bytes_of(content))
    stored = store_file(
        content=content, name=name, content_type=content_type, purpose=PURPOSE, actor=actor, now=now,
        expires_at=now + KEEPS["training.import_files"],
    )  # fmt: skip
    run = CompletionImport.objects.create(
        source=source, file=stored, file_name=stored.name, file_sha256=stored.sha256, started_by=actor, started_at=now
    )
    record("completions.file_received", run, actor=actor, now=now)
    return _start(run, PLAN, ImportState.READING, actor=actor, now=now)


@transaction.atomic
def plan_import_again(*, import_id: int, actor: Person, now: datetime) -> CompletionImport:
    """Work a file out anew, because courses, codes or people changed since."""
    _assert_may(actor)
    return _start(_open_run(import_id), PLAN, ImportState.READING, actor=actor, now=now)


@transaction.atomic
def confirm_import(*, import_id: int, actor: Person, now: datetime) -> CompletionImport:
    """Say yes to what was worked out; a worker carries it out."""
    _assert_may(actor)
    run = _open_run(import_id)
    if run.state != ImportState.PLANNED:
        raise RuleBroken(_("This file has not been worked out yet. Wait until it is, and look at the outcome."))
    if not run.outcome.get("created"):
        raise RuleBroken(_("This file brings nothing new. There is nothing to carry out."))
    record("completions.import_confirmed", run, actor=actor, now=now)
    return _start(run, APPLY, ImportState.APPLYING, actor=actor, now=now)


@transaction.atomic
def cancel_import(*, import_id: int, actor: Person, now: datetime) -> CompletionImport:
    """Throw a file away: nothing came in."""
    _assert_may(actor)
    run = _open_run(import_id)
    _end(run, ImportState.CANCELLED, now=now)
    record("completions.import_cancelled", run, actor=actor, now=now)
    return run


@transaction.atomic
def withdraw_import(*, import_id: int, reason: str, actor: Person, now: datetime) -> int:
    """Take back all that a file brought in, with a reason; return how many completions went.

    What a statement of another system says too, stays on its word. Refused as a whole while something rests on one of
    the completions, such as a certificate.
    """
    _assert_may(actor)
    lock_exchange()
    run = CompletionImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if run.state != ImportState.DONE:
        raise RuleBroken(_("Only an import that was carried out can be withdrawn."))
    if not reason.strip():
        raise RuleBroken(_("Say why. Whoever is concerned reads it."), field="reason")
    for said in run.completions.filter(statements__voided_at__isnull=True, statements__isnull=False).distinct():
        said.source, said.imported_in = CompletionSource.XAPI, None
        said.save(update_fields=["source", "imported_in"])
    going = list(run.completions.all())
    note("course.completion_withdrawn", going, actor=actor, now=now, reason=reason.strip())
    try:
        Completion.objects.filter(imported_in=run).delete()
    except ProtectedError as error:
        told = _("Something rests on one of these completions, such as a certificate. Take that back first.")
        raise RuleBroken(told) from error
    run.state, run.withdrawn_at, run.withdrawn_by, run.withdrawal_reason = (
        ImportState.WITHDRAWN, now, actor, reason.strip()[:300],
    )  # fmt: skip
    run.save()
    record("completions.import_withdrawn", run, actor=actor, now=now, reason=run.withdrawal_reason)
    return len(going)


# --- what a worker does -----------------------------------------------------------------------------------------------
def plan_import_in_job(*, job_id: int, now: datetime) -> None:
    """Work out what a file would do, showing how far it is; it then waits for a decision."""
    job = claim_job(job_id=job_id, now=now)
    if job is None:
        return
    run = CompletionImport.objects.select_related("file").get(pk=job.parameters["run"])
    if run.state == ImportState.READING and run.file is not None:
        try:
            with run.file.file.open("rb") as file:
                outcome = work_out(_bytes_of(file), source=run.source, now=now, progress=_shown_in(job))
        except (FileRefused, TableRefused) as refusal:
            _give_up(run, refusal, now=now)
        else:
            _keep(run, outcome)
            run.state, run.stopped = ImportState.PLANNED, {}
            run.save()
    finish_job(job, now=clock_now(), result={"run": str(run.public_id)})


def apply_import_in_job(*, job_id: int, now: datetime) -> None:
    """Carry out what somebody said yes to, when that is still what the file would do; else ask again."""
    job = claim_job(job_id=job_id, now=now)
    if job is None:
        return
    run = CompletionImport.objects.select_related("file", "started_by").get(pk=job.parameters["run"])
    if run.state == ImportState.APPLYING and run.file is not None:
        with run.file.file.open("rb") as file:
            _apply(run, _bytes_of(file), now=now)
    finish_job(job, now=clock_now(), result={"run": str(run.public_id)})


@transaction.atomic
def _apply(run: CompletionImport, file: BinaryIO, *, now: datetime) -> None:
    lock_exchange()
    outcome = work_out(file, source=run.source, now=now)
    if outcome.as_json() == run.outcome:
        _carry_out(run, outcome, now=now)
        return
    _keep(run, outcome)
    run.state, run.stopped = ImportState.PLANNED, {"code": "changed", "params": {}}
    run.save()


# --- terms ------------------------------------------------------------------------------------------------------------
def enforce_import_terms(*, now: datetime) -> dict[str, int]:
    """Cancel files that nobody decided on in time, and clear refused rows from old reports; return how many."""
    forgotten = CompletionImport.objects.open().filter(started_at__lt=now - KEEPS["training.import_files"])
    ended = 0
    for run in forgotten.select_related("file"):
        with transaction.atomic():
            _end(run, ImportState.CANCELLED, now=now)
        ended += 1
    old = CompletionImport.objects.filter(finished_at__lt=now - KEEPS["training.import_refused"]).exclude(refused=[])
    return {"training.import_files": ended, "training.import_refused": old.update(refused=[])}


# --- ends -------------------------------------------------------------------------------------------------------------
def _carry_out(run: CompletionImport, outcome: Outcome, *, now: datetime) -> None:
    _keep(run, outcome)
    _end(run, ImportState.DONE, now=now)
    write_reported(
        outcome.new, source=CompletionSource.IMPORT, system=run.source, actor=run.started_by, now=now, imported_in=run
    )
    record("completions.imported", run, actor=run.started_by, now=now)


def _keep(run: CompletionImport, outcome: Outcome) -> None:
    run.outcome = outcome.as_json()
    run.refused = [fault.as_json() for fault in outcome.refused[:MOST_REFUSED_KEPT]]


@transaction.atomic
def _give_up(run: CompletionImport, refusal: FileRefused | TableRefused, *, now: datetime) -> None:
    run.stopped = {"code": refusal.code, "params": refusal.params}
    _end(run, ImportState.FAILED, now=now)


def _end(run: CompletionImport, state: ImportState, *, now: datetime) -> None:
    """Close an import and let its file go: removed after this commits, or by the daily job should that fail."""
    run.state, run.finished_at = state, now
    if run.file is not None:
        stored = run.file
        stored.expires_at = now
        stored.save(update_fields=["expires_at"])
        run.file, run.file_deleted_at = None, now
        transaction.on_commit(lambda: delete_file(stored))
    run.save()


def _start(
    run: CompletionImport, kind: str, state: ImportState, *, actor: Person | None, now: datetime
) -> CompletionImport:
    job, _new = start_job(
        kind=kind, unique_key=f"{kind}:{run.public_id}", parameters={"run": run.pk}, owner=actor, now=now
    )
    run.job, run.state = job, state
    run.save(update_fields=["job", "state"])
    return run


def _open_run(import_id: int) -> CompletionImport:
    rows = CompletionImport.objects.select_for_update(of=("self",)).select_related("file", "job")
    run = rows.get(pk=import_id)
    if run.is_over:
        raise RuleBroken(_("This import is over. Upload the file again to start a new one."))
    if run.is_busy:
        raise RuleBroken(_("This file is being worked on. Wait until that is done."))
    return run


def _shown_in(job: Job) -> Progress:
    return lambda done, total: report_progress(job, done=done, total=total, now=clock_now())


def _bytes_of(file: "File[bytes]") -> BinaryIO:
    """The open file inside Django's wrapper, wherever the storage keeps it."""
    return cast(BinaryIO, file.file)


def _assert_may(actor: Person) -> None:
    if not policies.can_manage(actor):
        raise RuleBroken(_("HR brings in completions of other systems."))
