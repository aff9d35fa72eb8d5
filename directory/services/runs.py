"""An import as HR walks through it: receive the file, name columns, link job titles, look, and decide."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, islice
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of
from common.clock import now as clock_now
from common.errors import RuleBroken
from common.file_runs import assert_open, bytes_of, let_file_go, nobody_watches, shown_in, start_run, still_in
from common.services import claim_job, finish_job, record, store_file
from common.spreadsheets.columns import assert_columns, firsts, in_words
from common.spreadsheets.refusals import TableRefused
from common.spreadsheets.tables import Table
from directory import policies
from directory.choices import FILES_KEPT, REFUSED_KEPT, Field, InvitationWay, RunState
from directory.errors import FileRefused
from directory.models import ColumnChoice, ImportLine, ImportRun, JobTitle
from directory.readers.cells import title_key
from directory.readers.columns import recognise
from directory.readers.opening import open_hr_file, unused_end_dates
from directory.rules import Outcome
from directory.selectors import column_choices
from directory.services.importing import BATCH, Import, ImportOptions, lock_imports
from directory.services.invitations import enforce_invitation_terms, note_invited
from directory.services.lines import Line
from people.choices import FunctionGroup
from people.models import Person
from people.selectors import waiting_for_a_code
from people.services import issue_activation_code

PURPOSE = "hr-import"
PLAN, APPLY = "directory.plan_import", "directory.apply_import"
EXAMPLE_ROWS = 200
TICKS = ("allow_large_change", "allow_other_people", "keep_access")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What somebody sees of a file before it is worked out."""

    examples: dict[str, str]
    """Header -> what stands first under it."""
    unused_end_dates: list[str]
    """Columns that seem to say when people leave, while nothing is read of them."""


# --- from the command line --------------------------------------------------------------------------------------------
def import_people(
    *,
    file: BinaryIO,
    name: str,
    sha256: str,
    actor: Person | None,
    now: datetime,
    dry_run: bool = False,
    allow_large_change: bool = False,
    options: ImportOptions | None = None,
) -> tuple[Outcome, list[tuple[Person, str]]]:
    """Bring a file in at once, or only work out what it would do; return the numbers and new activation codes.

    All or nothing. ``allow_large_change`` says yes to numbers that pass to other people too. A column that looks like
    the last day of work is never left out unasked. Raises ``FileRefused`` or ``TableRefused`` when nothing comes in.
    Two at once: the second waits, and finds nothing left to change.
    """
    with transaction.atomic():
        lock_imports()
        work = Import(file, now=now, started_at=now, options=options or ImportOptions())
        work.assert_columns()
        if end_dates := work.unused_end_dates:
            raise FileRefused("end_date_unused", name=end_dates[0])
        outcome = work.work_out()
        work.assert_take_over()
        if dry_run:
            return outcome, []
        run = ImportRun.objects.create(
            file_name=name[:200], file_sha256=sha256, started_by=actor, started_at=now, planned_at=now,
            allow_large_change=allow_large_change, allow_other_people=allow_large_change,
            taken_over=sorted(options.take_over) if options else [],
        )  # fmt: skip
        codes = work.carry_out(outcome, run=run, actor=actor)
        _finish(run, outcome, now=now)
    return outcome, codes


@transaction.atomic
def record_refusal(
    *, name: str, sha256: str, refusal: FileRefused | TableRefused, actor: Person | None, now: datetime
) -> ImportRun:
    """Keep in the history that a file was refused as a whole, and why."""
    run = ImportRun(file_name=name[:200], file_sha256=sha256, started_by=actor, started_at=now)
    _stop(run, refusal, now=now)
    run.save()
    return run


# --- through the browser ----------------------------------------------------------------------------------------------
@transaction.atomic
def receive_file(*, content: "File[bytes]", name: str, content_type: str, actor: Person, now: datetime) -> ImportRun:
    """Keep an uploaded file until its import is over; refuse at once what is no table or passes a limit."""
    _assert_may(actor)
    table = open_hr_file(bytes_of(content), chosen=column_choices())
    stored = store_file(
        content=content, name=name, content_type=content_type, purpose=PURPOSE, actor=actor, now=now,
        expires_at=now + FILES_KEPT.keeps,
    )  # fmt: skip
    run = ImportRun.objects.create(
        file=stored,
        file_name=stored.name,
        file_sha256=stored.sha256,
        columns=_as_opened(table),
        started_by=actor,
        started_at=now,
    )
    record("directory.file_received", run, actor=actor, now=now)
    return run


def look_at(*, run: ImportRun, actor: Person) -> FirstLook:
    """Return what stands first under each header, so that somebody recognises their columns, and what to ask about."""
    _assert_may(actor)
    if run.file is None:
        return FirstLook({}, [])
    with run.file.file.open("rb") as file:
        table = _open_as_chosen(bytes_of(file), run)
        columns = recognise(table.header, column_choices())
        rows = islice(table.rows(), EXAMPLE_ROWS)
        return FirstLook(firsts(table.header, rows), unused_end_dates(table, columns))


@transaction.atomic
def choose_table(*, run_id: int, sheet: str, header_row: int, actor: Person, now: datetime) -> ImportRun:
    """Say on which sheet the table stands and in which row its header; ``header_row`` 0 looks for it."""
    _assert_may(actor)
    run = _open_run(run_id)
    if run.file is not None:
        with run.file.file.open("rb") as file:
            table = open_hr_file(bytes_of(file), chosen=column_choices(), sheet=sheet, header_row=header_row)
            run.columns = _as_opened(table)
        run.save(update_fields=["columns"])
    record("directory.table_chosen", run, actor=actor, now=now)
    return run


def _as_opened(table: Table) -> dict[str, Any]:
    """What a run keeps of where its table stands."""
    return {
        "header": table.header, "header_row": table.header_row, "sheet": table.sheet, "sheets": table.sheets,
    }  # fmt: skip


def _options(run: ImportRun, *, take_over: Iterable[str] = ()) -> ImportOptions:
    """How the file of a run is read, as somebody chose."""
    return ImportOptions(
        sheet=run.columns.get("sheet", ""),
        header_row=run.columns.get("header_row", 0),
        take_over=frozenset(take_over),
    )


def _open_as_chosen(file: BinaryIO, run: ImportRun) -> Table:
    options = _options(run)
    return open_hr_file(file, chosen=column_choices(), sheet=options.sheet, header_row=options.header_row)


@transaction.atomic
def choose_columns(*, run_id: int, chosen: Mapping[str, str], actor: Person, now: datetime) -> ImportRun:
    """Keep which column says what, where that differs from what is recognised, and start working the file out."""
    _assert_may(actor)
    run = _open_run(run_id)
    header = run.columns.get("header", [])
    by_itself = recognise(header).chosen()
    assert_columns(header, chosen, Field)
    for field in Field:
        wanted = chosen.get(field.value, "")
        if wanted == by_itself.get(field.value, ""):
            ColumnChoice.objects.filter(field=field).delete()
        else:
            ColumnChoice.objects.update_or_create(
                field=field, defaults={"header": wanted, "chosen_by": actor, "chosen_at": now}
            )
    missing = recognise(header, column_choices()).missing
    if missing:
        raise RuleBroken(_("Choose a column for: %(names)s.") % {"names": in_words(missing)}, field=missing[0][0].value)
    record("directory.columns_chosen", run, actor=actor, now=now, fields=sorted(chosen))
    return _start(run, PLAN, RunState.READING, actor=actor, now=now)


@transaction.atomic
def link_titles(
    *, groups: Mapping[str, str], actor: Person, now: datetime, seen: Mapping[str, str] | None = None
) -> int:
    """Link job titles to function groups, or take a link away where the group is empty; return how many changed.

    ``seen`` is what was linked when the writer opened the list: what they left as it was stays as it is now, and so
    does a title that somebody else linked otherwise since.
    """
    _assert_may(actor)
    changed = 0
    for title, group in groups.items():
        key = title_key(title)
        held = JobTitle.objects.select_for_update().filter(key=key).first()
        kept = held.function_group if held else ""
        if group and group not in FunctionGroup.values:
            raise RuleBroken(_("Choose a function group for “%(title)s”.") % {"title": title})
        if group == kept or (seen is not None and (group == seen.get(title, "") or kept != seen.get(title, ""))):
            continue
        changed += 1
        if held is not None and not group:
            held.delete()
            continue
        linked, _created = JobTitle.objects.update_or_create(
            key=key, defaults={"title": title, "function_group": group, "linked_by": actor, "linked_at": now}
        )
        record("directory.title_linked", linked, actor=actor, now=now, fields=["function_group"])
    return changed


@transaction.atomic
def plan_again(*, run_id: int, actor: Person, now: datetime) -> ImportRun:
    """Work a file out anew, because titles, columns or people changed since."""
    _assert_may(actor)
    return _start(_open_run(run_id), PLAN, RunState.READING, actor=actor, now=now)


@transaction.atomic
def confirm(
    *, run_id: int, ticked: Collection[str], take_over: Collection[str] = (), actor: Person, now: datetime
) -> ImportRun:
    """Say yes to what was worked out; a worker carries it out.

    ``ticked`` holds the ticks of the brakes that somebody released, and ``keep_access`` when an administrator said that
    whoever has another name and address is the same person still. ``take_over`` holds the employee numbers of people
    whom the portal itself keeps and the HR file takes over.
    """
    _assert_may(actor)
    run = _open_run(run_id)
    if run.state != RunState.PLANNED:
        raise RuleBroken(_("This file has not been worked out yet. Wait until it is, and look at the outcome."))
    outcome = Outcome.from_json(run.outcome)
    if not set(take_over) <= set(outcome.kept_locally):
        raise RuleBroken(_("The HR file can take over only people who were added by hand."), field="take_over")
    for brake in outcome.brakes:
        if brake.tick not in ticked:
            raise RuleBroken(_("Check the list first. Then tick this, or cancel the import."), field=brake.tick)
    if "keep_access" in ticked and not policies.can_keep_access(actor):
        raise RuleBroken(_("Only an administrator decides that people keep roles and access."), field="keep_access")
    for tick in TICKS:
        setattr(run, tick, tick in ticked)
    run.taken_over = sorted(take_over)
    run.save(update_fields=[*TICKS, "taken_over"])
    record("directory.import_confirmed", run, actor=actor, now=now)
    return _start(run, APPLY, RunState.APPLYING, actor=actor, now=now)


@transaction.atomic
def cancel(*, run_id: int, actor: Person, now: datetime) -> ImportRun:
    """Throw an import away: nobody changed, and the file goes."""
    _assert_may(actor)
    run = _open_run(run_id)
    run.state, run.finished_at = RunState.CANCELLED, now
    _let_go(run, now=now)
    run.save()
    record("directory.import_cancelled", run, actor=actor, now=now)
    return run


@transaction.atomic
def issue_codes(*, run_id: int, actor: Person, now: datetime) -> list[tuple[Person, str]]:
    """Give everybody without e-mail, who never signed in, a fresh code to print; older codes end.

    Codes are shown this once: nobody can look them up afterwards.
    """
    _assert_may(actor)
    run = ImportRun.objects.visible_to(actor).get(pk=run_id)
    waiting = waiting_for_a_code(actor, day_of(now))
    codes = [(person, issue_activation_code(person=person, actor=actor, now=now)) for person in waiting]
    note_invited([person for person, _code in codes], way=InvitationWay.PAPER, actor=actor, now=now)
    record("directory.codes_printed", run, actor=actor, now=now)
    return codes


# --- what a worker does -----------------------------------------------------------------------------------------------
def plan_in_job(*, job_id: int, now: datetime) -> None:
    """Work out what a file would do, showing how far it is; the run then waits for a decision."""
    job = claim_job(job_id=job_id, now=now)
    if job is None:
        return
    run = ImportRun.objects.select_related("file", "started_by").get(pk=job.parameters["run"])
    if run.state == RunState.READING and run.file is not None:
        try:
            with run.file.file.open("rb") as file:
                work = Import(bytes_of(file), now=now, started_at=run.started_at, options=_options(run))
                run.lines.all().delete()
                outcome = work.work_out(progress=shown_in(job), tell=_kept_with(run))
        except (FileRefused, TableRefused) as refusal:
            _give_up(run, refusal, now=now)
        else:
            _keep(run, outcome)
            run.state, run.planned_at = RunState.PLANNED, now
            run.save()
    finish_job(job, now=clock_now(), result={"run": str(run.public_id)})


def apply_in_job(*, job_id: int, now: datetime) -> None:
    """Carry out what somebody said yes to, when that is still what the file would do; else ask again."""
    job = claim_job(job_id=job_id, now=now)
    if job is None:
        return
    run = ImportRun.objects.select_related("file", "started_by").get(pk=job.parameters["run"])
    if run.state == RunState.APPLYING and run.file is not None:
        try:
            with run.file.file.open("rb") as file:
                _apply(run, bytes_of(file), now=now)
        except FileRefused as refusal:
            run.refresh_from_db()
            if refusal.code == "file_changed":
                run.stopped = {"code": refusal.code, "params": {}, "kind": "file"}
                _start(run, PLAN, RunState.READING, actor=run.started_by, now=now)
            else:
                _give_up(run, refusal, now=now)
    finish_job(job, now=clock_now(), result={"run": str(run.public_id)})


@transaction.atomic
def _apply(run: ImportRun, file: BinaryIO, *, now: datetime) -> None:
    lock_imports()
    if not still_in(run, RunState.APPLYING):
        return
    work = Import(file, now=now, started_at=run.started_at, options=_options(run))
    outcome = work.work_out(progress=nobody_watches)
    if not outcome.is_as_shown(run.outcome):
        raise FileRefused("file_changed")
    if run.taken_over:
        options = _options(run, take_over=run.taken_over)
        work = Import(file, now=now, started_at=run.started_at, options=options)
        outcome = work.work_out(progress=nobody_watches)
    work.carry_out(outcome, run=run, actor=run.started_by)
    _finish(run, outcome, now=now)


def _kept_with(run: ImportRun) -> Callable[[Iterable[Line]], None]:
    """Keep who and what beside the file, for HR to check, and as long as the file."""

    def keep(lines: Iterable[Line]) -> None:
        for batch in batched(lines, BATCH):
            ImportLine.objects.bulk_create(ImportLine(run=run, **line._asdict()) for line in batch)

    return keep


# --- terms ------------------------------------------------------------------------------------------------------------
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Cancel imports that nobody decided on in time, and clear refused rows from old reports; return how many."""
    forgotten = ImportRun.objects.open().filter(started_at__lt=now - FILES_KEPT.keeps).select_related("file")
    ended = 0
    for run in forgotten:
        with transaction.atomic():
            run.state, run.finished_at = RunState.CANCELLED, now
            run.file_deleted_at = now
            _let_go(run, now=now)
            run.save()
        ended += 1
    old = ImportRun.objects.filter(finished_at__lt=now - REFUSED_KEPT.keeps).exclude(refused=[])
    return {
        FILES_KEPT.code: ended,
        REFUSED_KEPT.code: old.update(refused=[]),
        **enforce_invitation_terms(now=now),
    }


# --- ends -------------------------------------------------------------------------------------------------------------
def _finish(run: ImportRun, outcome: Outcome, *, now: datetime) -> None:
    _keep(run, outcome)
    run.planned_at = run.planned_at or now
    if outcome.refused and not outcome.accepted:
        _stop(run, FileRefused("every_row_refused"), now=now)
    else:
        run.state, run.finished_at, run.stopped = RunState.DONE, now, {}
        _let_go(run, now=now)
    run.save()


def _keep(run: ImportRun, outcome: Outcome) -> None:
    run.outcome = outcome.as_json()
    run.refused = [fault.as_json() for fault in outcome.refused]


def _stop(run: ImportRun, refusal: FileRefused | TableRefused, *, now: datetime) -> None:
    run.state, run.finished_at = RunState.FAILED, now
    kind = "table" if isinstance(refusal, TableRefused) else "file"
    run.stopped = {"code": refusal.code, "params": refusal.params, "kind": kind}
    _let_go(run, now=now)


@transaction.atomic
def _give_up(run: ImportRun, refusal: FileRefused | TableRefused, *, now: datetime) -> None:
    _stop(run, refusal, now=now)
    run.save()


def _let_go(run: ImportRun, *, now: datetime) -> None:
    """Forget who and what, and let the file's term end now."""
    ImportLine.objects.filter(run_id=run.pk).delete()
    let_file_go(run, now=now)


def _start(run: ImportRun, kind: str, state: RunState, *, actor: Person | None, now: datetime) -> ImportRun:
    start_run(run, kind, state, actor=actor, now=now)
    return run


def _open_run(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "job").get(pk=run_id)
    assert_open(run)
    return run


def _assert_may(actor: Person) -> None:
    if not policies.can_import(actor):
        raise RuleBroken(_("Only HR and administrators bring people in."))
