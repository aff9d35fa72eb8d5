"""What beat and jobs ask of surveys. None of it knows an answer."""

from celery import shared_task

from common.clock import now
from common.errors import RuleBroken
from common.services import claim_job, finish_job
from surveys import services


@shared_task(name="surveys.open_wave")
def open_wave(job_id: int) -> None:
    job = claim_job(job_id=job_id, now=now())
    if job is None or job.owner is None:
        return
    try:
        wave = services.open_wave(wave_id=job.parameters["wave"], actor=job.owner, now=now())
    except RuleBroken as broken:
        finish_job(job, now=now(), error=str(broken))
    else:
        finish_job(job, now=now(), result={"invited": wave.invited})


@shared_task(name="surveys.close_wave")
def close_wave(job_id: int) -> None:
    job = claim_job(job_id=job_id, now=now())
    if job is None or job.owner is None:
        return
    try:
        services.close_wave(wave_id=job.parameters["wave"], actor=job.owner, now=now())
    except RuleBroken as broken:
        finish_job(job, now=now(), error=str(broken))
    else:
        finish_job(job, now=now())


@shared_task(name="surveys.settle")
def settle() -> int:
    return services.settle_all(now=now())


@shared_task(name="surveys.close_due")
def close_due() -> int:
    services.destroy_leftover_keys(now=now())
    return services.close_due(now=now())
