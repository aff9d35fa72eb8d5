"""A file that somebody brought in, on its way through a job: started, shown how far it is, let go at the end."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from django.core.files.base import File
from django.utils.translation import gettext as _

from common.clock import now as clock_now
from common.errors import RuleBroken
from common.models import FileRun, Job
from common.services import delete_file, report_progress, start_job

if TYPE_CHECKING:
    from people.models import Person

type Progress = Callable[[int, int | None], None]


def nobody_watches(_done: int, _total: int | None) -> None:
    """Progress that is shown to nobody."""


def shown_in(job: Job) -> Progress:
    """Progress that the page of a job shows."""
    return lambda done, total: report_progress(job, done=done, total=total, now=clock_now())


def bytes_of(file: "File[bytes]") -> BinaryIO:
    """The open file inside Django's wrapper, wherever the storage keeps it."""
    return cast(BinaryIO, file.file)


def start_run(run: FileRun, kind: str, state: str, *, actor: "Person | None", now: datetime) -> None:
    """Let a worker take the next step with a file; while one does so, nothing new starts."""
    job, _new = start_job(
        kind=kind, unique_key=f"{kind}:{run.public_id}", parameters={"run": run.pk}, owner=actor, now=now
    )
    run.job, run.state = job, state
    run.save(update_fields=["job", "state", "stopped"])


def assert_open(run: FileRun) -> None:
    """Refuse a step with a file that is over, or that a worker has."""
    if run.is_over:
        raise RuleBroken(_("This import is over. Upload the file again to start a new one."))
    if run.is_busy:
        raise RuleBroken(_("This file is being worked on. Wait until that is done."))


def still_in(run: FileRun, state: str) -> bool:
    """Hold the run and say whether it is in ``state`` as the database knows it now.

    A worker that was silent for long is taken for lost, and another one does its work: who comes second does nothing.
    """
    return type(run)._default_manager.select_for_update(of=("self",)).filter(pk=run.pk, state=state).exists()


def let_file_go(run: FileRun, *, now: datetime) -> None:
    """Let the term of the file end now; the caller saves the run.

    The file is removed after this commits, or by the daily job should that fail.
    """
    if run.file is not None:
        delete_file(run.file, now=now)
        run.file, run.file_deleted_at = None, now
