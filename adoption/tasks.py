"""Work that beat asks of figures."""

from celery import shared_task

from adoption.services import releasing
from common.clock import now


@shared_task(name="adoption.release_due")
def release_due() -> list[dict[str, object]]:
    return [outcome.as_json() for outcome in releasing.release_due(now=now())]
