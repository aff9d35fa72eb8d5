"""Work that beat asks of the tool catalogue."""

from celery import shared_task

from common.clock import now
from tools import services


@shared_task(name="tools.sweep")
def sweep() -> dict[str, int]:
    return services.sweep(now=now())


@shared_task(name="tools.tend_declarations")
def tend_declarations() -> str:
    return services.tend_declarations(now=now())
