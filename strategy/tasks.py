"""Work that beat asks of the strategy."""

from celery import shared_task

from common.clock import now
from strategy import services


@shared_task(name="strategy.tend_questions")
def tend_questions() -> str:
    return services.tend_questions(now=now())
