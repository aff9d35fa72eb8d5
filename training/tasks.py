"""Work that beat asks of training."""

from celery import shared_task

from common.clock import now
from training import services


@shared_task(name="training.sweep")
def sweep() -> dict[str, int]:
    return services.sweep(now=now())
