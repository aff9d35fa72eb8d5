"""Writing what every app writes: audit events, settings, jobs and stored files."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from common import organisation
from common.choices import ORGANISATION_NAME, JobState
from common.errors import EditConflict, RuleBroken
from common.models import (
    AuditEvent,
    Installation,
    Job,
    OrganisationSetting,
    PublicIdModel,
    SettingProposal,
    StoredFile,
    stored_file_path,
)
from common.selectors import setting_value

if TYPE_CHECKING:
    from people.models import Person

log = structlog.get_logger("houvast.jobs")

# A worker that dies leaves its job without a heartbeat; after this long another may take it.
LOST_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 5
NAME_IN_STORAGE = re.compile("[0-9a-f]{32}")
ROLLED_BACK = timedelta(days=1)
MOST_WITHOUT_ROW = 500


def take_turns(number: int) -> None:
    """Wait until no other transaction holds this number; the hold ends with the transaction.

    For what must go one after the other and has no row of its own to lock. Each number belongs to one kind of work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def record(
    action: str,
    target: models.Model,
    *,
    actor: "Person | None",
    now: datetime,
    fields: Iterable[str] = (),
    reason: str = "",
) -> AuditEvent:
    """Append an audit event about ``target``: its type and public id, which fields, and why. Never a value."""
    object_id = target.public_id if isinstance(target, PublicIdModel) else target.pk
    return AuditEvent.objects.create(
        at=now,
        actor=actor,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(object_id),
        fields=sorted(fields),
        reason=reason,
    )


# --- installation -----------------------------------------------------------------------------------------------------
@transaction.atomic
def set_up_installation(*, name: str, is_demo: bool, now: datetime) -> Installation:
    """Write what this installation is, once; a demo cannot become real, nor a real one a demo.

    ``name`` is the organisation's, for a new installation; later it is a setting.
    """
    installation, created = Installation.objects.get_or_create(pk=1, defaults={"is_demo": is_demo, "created_at": now})
    if created:
        _write_setting(ORGANISATION_NAME.key, ORGANISATION_NAME.parse(name), actor=None, now=now)
    if not created and installation.is_demo != is_demo:
        raise RuleBroken(_("This database belongs to another kind of installation. Use an empty database."))
    return installation


# --- settings ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_setting(*, key: str, value: Any, actor: "Person", now: datetime, edition: int | None = None) -> None:
    """Set a setting that does not touch privacy; the caller's policy has said that ``actor`` may.

    ``edition`` is the one that the writer opened, none for a default: where somebody saved since, ``EditConflict`` is
    raised. The row is locked, so of two savers one waits and then meets the other's edition.
    """
    setting = organisation.REGISTRY[key]
    if setting.touches_privacy:
        raise RuleBroken(_("This setting touches privacy: propose the change. It takes advice and a second person."))
    _write_setting(key, setting.parse(value), actor=actor, now=now, edition=edition)


@transaction.atomic
def propose_setting(*, key: str, value: Any, reason: str, actor: "Person", now: datetime) -> SettingProposal:
    """Propose a change of a setting that touches privacy; one open proposal a setting.

    Who may propose, advise and decide is the caller's policy; that they are three people is held here.
    """
    setting = organisation.REGISTRY[key]
    if not reason.strip():
        raise RuleBroken(_("Say why: whoever advises and decides on this needs your reason."), field="reason")
    wanted, holds = setting.parse(value), setting_value(setting)
    if wanted == holds:
        raise RuleBroken(_("This is the value that holds now. Fill in the value that you want instead."), field="value")
    try:
        with transaction.atomic():
            proposal = SettingProposal.objects.create(
                key=key, value=wanted, value_before=holds, reason=reason.strip(), proposed_by=actor, proposed_at=now
            )
    except IntegrityError as error:
        raise RuleBroken(
            _("A change of this setting waits for a decision already. Decide on that one first.")
        ) from error
    record("setting.proposed", proposal, actor=actor, now=now, fields=[key], reason=proposal.reason)
    return proposal


@transaction.atomic
def advise_setting(*, proposal_id: int, positive: bool, words: str, actor: "Person", now: datetime) -> SettingProposal:
    """Keep advice with a proposed change, once; never of the one who proposed it."""
    proposal = _open_proposal(proposal_id)
    if proposal.proposed_by_id == actor.pk:
        raise RuleBroken(_("You proposed this change yourself. Somebody else gives the advice."))
    if proposal.advised_at is not None:
        raise RuleBroken(_("There is advice on this change already. It stays as it was given."))
    if not words.strip():
        raise RuleBroken(_("Write down your advice: whoever decides reads it."), field="words")
    proposal.advised_by, proposal.advised_at = actor, now
    proposal.advised_for, proposal.advice = positive, words.strip()
    proposal.save(update_fields=["advised_by", "advised_at", "advised_for", "advice"])
    record("setting.advised", proposal, actor=actor, now=now, fields=[proposal.key])
    return proposal


@transaction.atomic
def decide_setting(
    *, proposal_id: int, confirmed: bool, reason: str = "", actor: "Person", now: datetime
) -> SettingProposal:
    """Confirm or decline a proposed change; never the one who proposed it, nor the one who advised on it.

    Nothing is confirmed without advice; declining, and going against negative advice, keep their reason.
    """
    proposal = _open_proposal(proposal_id)
    if proposal.proposed_by_id == actor.pk:
        raise RuleBroken(_("You proposed this change yourself. Ask a second person to confirm it."))
    if proposal.advised_by_id == actor.pk:
        raise RuleBroken(_("You gave the advice on this change. Somebody else decides."))
    if confirmed and proposal.advised_at is None:
        raise RuleBroken(_("There is no advice on this change yet. You can confirm it after the advice."))
    if confirmed and not proposal.advised_for and not reason.strip():
        raise RuleBroken(_("The advice is negative. Say why you confirm the change all the same."), field="reason")
    if not confirmed and not reason.strip():
        raise RuleBroken(_("Say why you decline the change: whoever proposed it reads this."), field="reason")
    proposal.decided_by, proposal.decided_at, proposal.confirmed = actor, now, confirmed
    proposal.decision_reason = reason.strip()
    proposal.save(update_fields=["decided_by", "decided_at", "confirmed", "decision_reason"])
    record(
        "setting.confirmed" if confirmed else "setting.declined", proposal, actor=actor, now=now, fields=[proposal.key]
    )
    if confirmed:
        _write_setting(proposal.key, organisation.REGISTRY[proposal.key].parse(proposal.value), actor=actor, now=now)
    return proposal


@transaction.atomic
def withdraw_setting(*, proposal_id: int, reason: str, actor: "Person", now: datetime) -> SettingProposal:
    """Take back a proposed change that nobody decided on yet; only who proposed it, and with a reason."""
    proposal = _open_proposal(proposal_id)
    if proposal.proposed_by_id != actor.pk:
        raise RuleBroken(_("Only who proposed this change takes it back. You can advise on it or decide."))
    if not reason.strip():
        raise RuleBroken(_("Say why you take it back: whoever read your proposal reads this."), field="reason")
    proposal.withdrawn_by, proposal.withdrawn_at, proposal.withdrawal_reason = actor, now, reason.strip()
    proposal.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    record(
        "setting.withdrawn", proposal, actor=actor, now=now, fields=[proposal.key], reason=proposal.withdrawal_reason
    )
    return proposal


def _open_proposal(proposal_id: int) -> SettingProposal:
    """Own a proposed change until the transaction ends; refuse one that was decided or taken back."""
    proposal = SettingProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.withdrawn_at is not None:
        raise RuleBroken(_("Who proposed this change took it back. Nothing is decided on it any more."))
    if proposal.confirmed is not None:
        raise RuleBroken(_("Somebody decided on this change already."))
    return proposal


def _write_setting(key: str, value: Any, *, actor: "Person | None", now: datetime, edition: int | None = None) -> None:
    row, is_new = OrganisationSetting.objects.select_for_update().get_or_create(
        key=key, defaults={"value": value, "changed_at": now, "changed_by": actor}
    )
    if not is_new:
        if row.value == value:
            return
        if edition is not None and edition != row.edition:
            raise EditConflict(kept=row)
        row.value, row.changed_at, row.changed_by = value, now, actor
        row.edition += 1
        row.save()
    record("setting.changed", row, actor=actor, now=now, fields=[key])


# --- jobs -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_job(
    *, kind: str, unique_key: str, parameters: dict[str, Any], owner: "Person | None", now: datetime
) -> tuple[Job, bool]:
    """Insert a job and send it when this transaction commits; return it and whether it is new.

    ``kind`` is the name of the Celery task that takes the job's primary key. While a job with the same
    ``unique_key`` lives, that one is returned. A broker that is down loses nothing: beat sends it later.
    """
    live = Job.objects.filter(unique_key=unique_key, state__in=[JobState.QUEUED, JobState.RUNNING])
    while True:
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind, unique_key=unique_key, parameters=parameters, owner=owner, created_at=now
                )
        except IntegrityError as error:
            if "common_job_one_live" not in str(error):
                raise
            lives = live.first()
            if lives is not None:
                return lives, False
            # It ended between our try and our look: the key is free again.
        else:
            transaction.on_commit(partial(send_job, job))
            return job, True


def send_job(job: Job) -> bool:
    """Hand a job to the broker; return ``False`` when the broker does not answer."""
    try:
        current_app.send_task(job.kind, args=[job.pk], retry=False)
    except OperationalError as error:
        log.warning("broker unavailable; beat will send this job again", job=str(job.public_id), error=str(type(error)))
        return False
    return True


def claim_job(*, job_id: int, now: datetime) -> Job | None:
    """Own a job that waits, or whose worker went silent; ``None`` when it is somebody's or over."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.state in (JobState.DONE, JobState.FAILED):
            return None
        if job.state == JobState.RUNNING and job.heartbeat_at and job.heartbeat_at > now - LOST_AFTER:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            finish_job(
                job, now=now, error=_("This was tried %(number)d times and did not finish.") % {"number": job.attempts}
            )
            return None
        job.state, job.started_at, job.heartbeat_at = JobState.RUNNING, job.started_at or now, now
        job.attempts += 1
        job.save(update_fields=["state", "started_at", "heartbeat_at", "attempts"])
        return job


def report_progress(job: Job, *, done: int, total: int | None, now: datetime) -> None:
    """Say how far a job is; this is its heartbeat too. Call it outside the job's own transaction."""
    job.done, job.total, job.heartbeat_at = done, total, now
    job.save(update_fields=["done", "total", "heartbeat_at"])


def finish_job(job: Job, *, now: datetime, result: dict[str, Any] | None = None, error: str = "") -> None:
    """Close a job with its result, or with an error in words that its owner can use.

    A job that is over stays as it ended: a worker that was taken for lost may be slow, and end after the next one.
    """
    state = JobState.FAILED if error else JobState.DONE
    live = Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING])
    live.update(state=state, result=result or {}, error=error, finished_at=now)
    job.refresh_from_db(fields=["state", "result", "error", "finished_at"])


def resend_lost_jobs(*, now: datetime) -> int:
    """Send again each job that waits too long or whose worker went silent; return how many were sent."""
    waiting = models.Q(state=JobState.QUEUED, created_at__lt=now - timedelta(minutes=1))
    silent = models.Q(state=JobState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    return sum(send_job(job) for job in Job.objects.filter(waiting | silent).order_by("created_at")[:500])


# --- files ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def store_file(
    *,
    content: "File[bytes]",
    name: str,
    content_type: str,
    purpose: str,
    actor: "Person | None",
    now: datetime,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Keep a file under a random name with its SHA-256, for ``purpose``, until ``expires_at``."""
    digest, size = hashlib.sha256(), 0
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    stored = StoredFile(
        purpose=purpose, name=name[:200], content_type=content_type[:120], size=size, sha256=digest.hexdigest(),
        created_by=actor, created_at=now, expires_at=expires_at,
    )  # fmt: skip
    try:
        stored.file.save(name, content, save=False)
        stored.save()
    except (OSError, DatabaseError):  # a full disk leaves half a file, and no row would ever say that it is to go
        default_storage.delete(stored_file_path(stored, name))
        raise
    return stored


def delete_file(stored: StoredFile, *, now: datetime) -> None:
    """Remove a stored file once this transaction commits; a rollback keeps it.

    Its term ends now, so what goes wrong after the commit is taken up by the daily job.
    """
    StoredFile.objects.filter(pk=stored.pk).update(expires_at=now)
    transaction.on_commit(partial(_remove_file, stored), robust=True)


@transaction.atomic
def _remove_file(stored: StoredFile) -> None:
    """Remove row and bytes: a row that a protected key keeps keeps its bytes, and bytes that stay keep their row."""
    stored.delete()
    stored.file.delete(save=False)


def delete_expired_files(*, now: datetime) -> int:
    """Remove every stored file whose term is over; return how many. One that cannot go stays for the next run."""
    removed = 0
    for stored in StoredFile.objects.filter(expires_at__lte=now).order_by("expires_at")[:10_000]:
        try:
            _remove_file(stored)
        except Exception:  # what the storage does not let go must not keep all others back
            log.exception("a file whose term is over could not be removed", file=str(stored.public_id))
        else:
            removed += 1
    return removed


def delete_files_without_row(*, now: datetime) -> int:
    """Remove what a transaction left in the storage that stored a file and was rolled back; return how many.

    Such a file goes after a day: no transaction that still has to write the row lasts so long. More than
    ``MOST_WITHOUT_ROW`` of them are no accident but another installation's files, or a database of another day:
    nothing is removed then, and the log says so.
    """
    without = [name for name in _names_without_row() if default_storage.get_modified_time(name) < now - ROLLED_BACK]
    if len(without) > MOST_WITHOUT_ROW:
        log.error("too many stored files without a row; none was removed", files=len(without))
        return 0
    for name in without:
        default_storage.delete(name)
    return len(without)


def _names_without_row() -> Iterator[str]:
    """Yield each name in the storage that ``stored_file_path`` gave and no row has."""
    try:
        purposes = default_storage.listdir("")[0]
    except FileNotFoundError:  # nothing was ever stored
        return
    for purpose in purposes:
        for part in default_storage.listdir(purpose)[0]:
            files = default_storage.listdir(f"{purpose}/{part}")[1]
            names = {
                f"{purpose}/{part}/{file}" for file in files if NAME_IN_STORAGE.fullmatch(file) and file[:2] == part
            }
            yield from sorted(names - set(StoredFile.objects.filter(file__in=names).values_list("file", flat=True)))


def delete_expired_cache(*, now: datetime) -> int:
    """Remove cached rows whose time is over, such as counts of wrong passwords; return how many.

    Django itself removes one when its key is asked for again, and all of them only when the table is full.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM common_cache WHERE expires < %s", [now])
        return int(cursor.rowcount)
