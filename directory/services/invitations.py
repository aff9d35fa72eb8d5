"""Telling people that they have an account: by mail, or with activation codes on paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.choices import JobState
from common.clock import day_of
from common.clock import now as clock_now
from common.disk import means_no_room
from common.errors import RuleBroken
from common.models import Job, StoredFile
from common.selectors import organisation_name
from common.services import (
    claim_job,
    delete_file,
    finish_job,
    record,
    report_progress,
    start_job,
    store_file,
    take_turns,
)
from directory import documents, policies
from directory.choices import INVITATIONS_KEPT, InvitationWay
from directory.messages import INVITATION_LASTS, AccountInvitation, sign_in_services
from directory.models import Invitation
from directory.selectors import people_to_invite, unit_names_of
from outbox.services import Addressed, add_many
from people.models import Person, Unit
from people.services import ACTIVATION_CODE_LASTS, issue_activation_code

SEND, PRINT = "directory.send_invitations", "directory.print_codes"
SHEET_PURPOSE = "activation-codes"
SHEET_KEPT = timedelta(hours=24)
BATCH = 100
TURN = 8_120_733
"""One run of invitations at a time: each must see whom the other invited."""


@transaction.atomic
def start_invitations(
    *, way: str, who: str, unit: Unit | None, actor: Person, now: datetime, by_unit: bool = False
) -> Job:
    """Invite people in the background; asking again while that runs leads to the same job.

    With ``by_unit`` each unit of a sheet on paper begins a page.
    """
    if not policies.can_invite(actor):
        raise RuleBroken(_("Only HR and administrators invite people."))
    kind = SEND if way == InvitationWay.MAIL else PRINT
    parameters = {
        "way": way,
        "who": who,
        "unit": unit.pk if unit else None,
        "by_unit": by_unit,
        "language": translation.get_language(),
    }
    key = f"{kind}:{who}:{unit.pk if unit else 'all'}"
    take_turns(TURN)
    live = Job.objects.filter(unique_key=key, state__in=[JobState.QUEUED, JobState.RUNNING]).exists()
    if not live and not people_to_invite(way=way, who=who, unit=unit, actor=actor, now=now).exists():
        raise RuleBroken(_("Nobody is left to invite here: they were invited in the last three days, or came in."))
    job, is_new = start_job(kind=kind, unique_key=key, parameters=parameters, owner=actor, now=now)
    if is_new:
        record("invitations.started", job, actor=actor, now=now, fields=[way, who])
    return job


def send_invitations_in_job(*, job_id: int, now: datetime) -> None:
    """Put the mails in the outbox, a batch a transaction; after a fault it goes on with who is left."""
    job = claim_job(job_id=job_id, now=now)
    if job is None or job.owner is None:
        return
    unit = Unit.objects.filter(pk=job.parameters["unit"]).first()
    sent = job.done
    everybody = list(
        people_to_invite(
            way=InvitationWay.MAIL, who=job.parameters["who"], unit=unit, actor=job.owner, now=now
        ).values_list("pk", flat=True)
    )
    total = sent + len(everybody)
    for batch in batched(everybody, BATCH):
        sent += _send_batch(batch, who=job.parameters["who"], unit=unit, actor=job.owner, now=now)
        report_progress(job, done=sent, total=total, now=clock_now())
    finish_job(job, now=clock_now(), result={"invited": sent})


@transaction.atomic
def _send_batch(ids: Iterable[int], *, who: str, unit: Unit | None, actor: Person, now: datetime) -> int:
    take_turns(TURN)
    # Again: who came in, left or was invited since the list was made is not invited now.
    left = people_to_invite(way=InvitationWay.MAIL, who=who, unit=unit, actor=actor, now=now)
    people = list(left.filter(pk__in=list(ids)))
    day, services = day_of(now), sign_in_services()
    note_invited(people, way=InvitationWay.MAIL, actor=actor, now=now)
    addressed = [
        Addressed(
            recipient=person,
            dedupe_key=f"invitation:{person.public_id}:{day}",
            context={
                "organisation": organisation_name() or str(settings.PORTAL_NAME),
                "email": person.email,
                "service": services[0] if services else "",
                "until": day_of(now + INVITATION_LASTS),
            },
        )
        for person in people
    ]
    add_many(AccountInvitation, addressed, now=now)
    return len(people)


def print_codes_in_job(*, job_id: int, now: datetime) -> None:
    """Make a code for each and one file of slips to print; all or nothing, for codes are not kept anywhere else."""
    job = claim_job(job_id=job_id, now=now)
    if job is None or job.owner is None:
        return
    try:
        with transaction.atomic():
            result = _print_codes(job, actor=job.owner, now=now)
    except OSError as error:
        if not means_no_room(error):
            raise
        with translation.override(job.parameters["language"]):
            told = _("The disk of the portal is full. No code was made. Start again once there is room.")
        finish_job(job, now=clock_now(), error=told)
    else:
        finish_job(job, now=clock_now(), result=result)


def _print_codes(job: Job, *, actor: Person, now: datetime) -> dict[str, object]:
    take_turns(TURN)
    unit = Unit.objects.filter(pk=job.parameters["unit"]).first()
    people = list(people_to_invite(way=InvitationWay.PAPER, who=job.parameters["who"], unit=unit, actor=actor, now=now))
    if not people:
        return {"invited": 0}
    slips = issue_slips(people, actor=actor, now=now)
    note_invited(people, way=InvitationWay.PAPER, actor=actor, now=now)
    with translation.override(job.parameters["language"]):
        until = day_of(now + ACTIVATION_CODE_LASTS)
        pdf = documents.code_sheet(
            slips,
            organisation=organisation_name(),
            until=until,
            made_at=now,
            by_unit=job.parameters.get("by_unit", False),
        )
        name = _("activation codes") + f" {day_of(now).isoformat()}.pdf"
    stored = store_file(
        content=ContentFile(pdf), name=name, content_type="application/pdf", purpose=SHEET_PURPOSE, actor=actor,
        now=now, expires_at=now + SHEET_KEPT,
    )  # fmt: skip
    return {"invited": len(people), "file": str(stored.public_id)}


def issue_slips(people: Sequence[Person], *, actor: Person, now: datetime) -> list[documents.Slip]:
    """Make a new code for each; the only place where it can be read from now on is its slip."""
    where = unit_names_of(people, day_of(now))
    return [
        documents.Slip(
            name=person.full_name,
            unit=where.get(person.pk, ""),
            number=person.employee_number or "",
            code=issue_activation_code(person=person, actor=actor, now=now),
            language=person.language,
        )
        for person in people
    ]


def note_invited(people: Iterable[Person], *, way: str, actor: Person | None, now: datetime) -> None:
    """Keep that people were told today; twice a day is once."""
    rows = [Invitation(person=person, way=way, invited_on=day_of(now), invited_by=actor) for person in people]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def open_code_sheet(*, sheet: StoredFile, actor: Person, now: datetime) -> bytes:
    """Return the file with codes to who made it, and write down that it was opened."""
    with sheet.file.open("rb") as file:
        content = bytes(file.read())
    record("activation_codes.opened", sheet, actor=actor, now=now)
    return content


@transaction.atomic
def delete_code_sheet(*, sheet: StoredFile, actor: Person, now: datetime) -> None:
    """Remove the file with codes before its term; the codes go on working for who has their slip."""
    record("activation_codes.deleted", sheet, actor=actor, now=now)
    delete_file(sheet, now=now)


def enforce_invitation_terms(*, now: datetime) -> dict[str, int]:
    """Delete old invitations, of those who came and of those who left; return how many."""
    old = Invitation.objects.filter(invited_on__lt=day_of(now - INVITATIONS_KEPT.keeps))
    return {INVITATIONS_KEPT.code: old.delete()[0]}
