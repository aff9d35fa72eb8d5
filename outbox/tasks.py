"""Work that beat and ``add`` ask of the outbox."""

from celery import shared_task

from common.clock import now
from outbox import services


@shared_task(name="outbox.send_due", soft_time_limit=240, time_limit=300)
def send_due() -> None:
    if services.send_due(now=now()).more:
        services.hand_over()
