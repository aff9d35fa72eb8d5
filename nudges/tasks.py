"""Work that beat asks of the reminders."""

from celery import shared_task

from common.clock import now
from nudges import services


@shared_task(name="nudges.plan")
def plan() -> None:
    services.plan_nudges(now=now())
