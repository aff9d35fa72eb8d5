"""Long work on the HR file."""

from celery import shared_task

from common.clock import now
from directory import services


@shared_task(name="directory.plan_import")
def plan_import(job_id: int) -> None:
    services.plan_in_job(job_id=job_id, now=now())


@shared_task(name="directory.apply_import")
def apply_import(job_id: int) -> None:
    services.apply_in_job(job_id=job_id, now=now())


@shared_task(name="directory.send_invitations")
def send_invitations(job_id: int) -> None:
    services.send_invitations_in_job(job_id=job_id, now=now())


@shared_task(name="directory.print_codes")
def print_codes(job_id: int) -> None:
    services.print_codes_in_job(job_id=job_id, now=now())
