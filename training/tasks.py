"""Work that beat asks of training, and long work on files with completions."""

from celery import shared_task

from common.clock import now
from training import services


@shared_task(name="training.sweep")
def sweep() -> dict[str, int]:
    return services.sweep(now=now())


@shared_task(name="training.tend_evaluations")
def tend_evaluations() -> str:
    return services.tend_evaluations(now=now())


@shared_task(name="training.plan_import")
def plan_import(job_id: int) -> None:
    services.plan_import_in_job(job_id=job_id, now=now())


@shared_task(name="training.apply_import")
def apply_import(job_id: int) -> None:
    services.apply_import_in_job(job_id=job_id, now=now())
