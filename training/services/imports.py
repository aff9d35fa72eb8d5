"""Completions from a file of another system: worked out first, then carried out as a whole, or withdrawn as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from common.clock import now as clock_now
from common.errors import RuleBroken
from common.file_runs import assert_open, bytes_of, let_file_go, shown_in, start_run, still_in
from common.services import claim_job, finish_job, record, store_file
from common.spreadsheets.columns import assert_columns, firsts, in_words
from common.spreadsheets.refusals import TableRefused
from people.models import Person
from training import policies
from training.choices import TERMS, Column, CompletionSource, ImportState
from training.errors import FileRefused
from training.models import Completion, CompletionImport, Course
from training.readers.files import EXAMPLE_ROWS, CompletionFile
from training.services.completion_files import Outcome, as_remembered, opened, remember, work_out
from training.services.completions import lock_exchange, withdraw, write_reported

PURPOSE = "completions"
PLAN, APPLY = "training.plan_import", "training.apply_import"
KEEPS = {term.code: term.keeps for term in TERMS}
ROWS_SHOWN = 5
MOST_REFUSED_KEPT = 5_000
"""Faults kept with a report; the count goes on. A file with more is another file than was meant."""


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
        outcome = work_out(as_remembered(file), source=source, now=now)
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
    read = as_remembered(bytes_of(content))
    stored = store_file(
        content=content, name=name, content_type=content_type, purpose=PURPOSE, actor=actor, now=now,
        expires_at=now + KEEPS["training.import_files"],
    )  # fmt: skip
    run = CompletionImport.objects.create(
        source=source, file=stored, file_name=stored.name, file_sha256=stored.sha256, started_by=actor, started_at=now,
        columns={"header": read.header, "linked": read.linked},
    )  # fmt: skip
    record("completions.file_received", run, actor=actor, now=now)
    return run if read.missing else _start(run, PLAN, ImportState.READING, actor=actor, now=now)


@transaction.atomic
def link_columns(
    *, import_id: int, linked: Mapping[str, str], course: Course | None, actor: Person, now: datetime
) -> CompletionImport:
    """Keep which column says what, for this file and the next with the same headings, and start working it out.

    ``linked`` is column -> heading; ``course`` is the one that the whole file is about, for this file only. The file
    stays where a link is wrong.
    """
    _assert_may(actor)
    run = _open_run(import_id)
    header = run.columns["header"]
    kept = {column.value: linked[column.value] for column in Column if linked.get(column.value)}
    assert_columns(header, kept, Column)
    if course is not None and Column.COURSE in kept:
        told = _("Choose a column for the course, or one course for the whole file, not both.")
        raise RuleBroken(told, field="one_course")
    with opened(run, kept, course) as read:
        _assert_none_missing(read)
        read.assert_holds_what_is_said()
    remember(header, kept, actor=actor, now=now)
    run.columns, run.course, run.stopped = {"header": header, "linked": kept}, course, {}
    run.save(update_fields=["columns", "course"])
    record("completions.columns_linked", run, actor=actor, now=now, fields=sorted(kept))
    return _start(run, PLAN, ImportState.READING, actor=actor, now=now)


def _assert_none_missing(read: CompletionFile) -> None:
    if not read.missing:
        return
    field = read.missing[0][0]
    told = _("Choose a column for: %(names)s.") % {"names": in_words(read.missing)}
    if field == Column.COURSE:
        told = _("Choose the column that says which course it is, or one course for the whole file.")
    raise RuleBroken(told, field=field.value)


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The beginning of a file, for somebody to see what they link."""

    header: list[str]
    rows: list[list[str]]
    examples: dict[str, str]
    """Heading -> what stands first under it."""


def first_rows(*, run: CompletionImport, actor: Person) -> FirstRows:
    """Return the beginning of a file that waits, for who may decide on it."""
    _assert_may(actor)
    header = run.columns.get("header", [])
    if run.file is None:
        return FirstRows(header, [], {})
    with opened(run, {}, None) as read:
        rows = read.first_rows(EXAMPLE_ROWS)
    return FirstRows(header, [row.cells[: len(header)] for row in rows[:ROWS_SHOWN]], firsts(header, rows))


@transaction.atomic
def plan_import_again(*, import_id: int, actor: Person, now: datetime) -> CompletionImport:
    """Work a file out anew, because courses, codes or people changed since."""
    _assert_may(actor)
    run = _open_run(import_id)
    if run.state == ImportState.UPLOADED:
        raise RuleBroken(_("Say first which column of the file says what."))
    return _start(run, PLAN, ImportState.READING, actor=actor, now=now)


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
    try:
        count = withdraw(Completion.objects.filter(imported_in=run), actor=actor, now=now, reason=reason.strip())
    except ProtectedError as error:
        told = _("Something rests on one of these completions, such as a certificate. Take that back first.")
        raise RuleBroken(told) from error
    run.state, run.withdrawn_at, run.withdrawn_by, run.withdrawal_reason = (
        ImportState.WITHDRAWN, now, actor, reason.strip()[:300],
    )  # fmt: skip
    run.save()
    record("completions.import_withdrawn", run, actor=actor, now=now, reason=run.withdrawal_reason)
    return count


# --- what a worker does -----------------------------------------------------------------------------------------------
def plan_import_in_job(*, job_id: int, now: datetime) -> None:
    """Work out what a file would do, showing how far it is; it then waits for a decision."""
    job = claim_job(job_id=job_id, now=now)
    if job is None:
        return
    run = CompletionImport.objects.select_related("file", "course").get(pk=job.parameters["run"])
    if run.state == ImportState.READING and run.file is not None:
        try:
            with opened(run, run.columns.get("linked"), run.course) as read:
                outcome = work_out(read, source=run.source, now=now, course=run.course, progress=shown_in(job))
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
    run = CompletionImport.objects.select_related("file", "course", "started_by").get(pk=job.parameters["run"])
    if run.state == ImportState.APPLYING and run.file is not None:
        with opened(run, run.columns.get("linked"), run.course) as read:
            _apply(run, read, now=now)
    finish_job(job, now=clock_now(), result={"run": str(run.public_id)})


@transaction.atomic
def _apply(run: CompletionImport, read: CompletionFile, *, now: datetime) -> None:
    lock_exchange()
    if not still_in(run, ImportState.APPLYING):
        return
    outcome = work_out(read, source=run.source, now=now, course=run.course)
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
    let_file_go(run, now=now)
    run.save()


def _start(
    run: CompletionImport, kind: str, state: ImportState, *, actor: Person | None, now: datetime
) -> CompletionImport:
    start_run(run, kind, state, actor=actor, now=now)
    return run


def _open_run(import_id: int) -> CompletionImport:
    rows = CompletionImport.objects.select_for_update(of=("self",)).select_related("file", "job")
    run = rows.get(pk=import_id)
    assert_open(run)
    return run


def _assert_may(actor: Person) -> None:
    if not policies.can_manage(actor):
        raise RuleBroken(_("HR brings in completions of other systems."))
