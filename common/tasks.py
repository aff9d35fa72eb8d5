"""Work that beat asks of the common room."""

from celery import shared_task

from common import services
from common.clock import now


@shared_task(name="common.resend_lost_jobs")
def resend_lost_jobs() -> int:
    return services.resend_lost_jobs(now=now())


@shared_task(name="common.delete_expired_files")
def delete_expired_files() -> int:
    return services.delete_expired_files(now=now())


@shared_task(name="common.delete_files_without_row")
def delete_files_without_row() -> int:
    return services.delete_files_without_row(now=now())


@shared_task(name="common.delete_expired_cache")
def delete_expired_cache() -> int:
    return services.delete_expired_cache(now=now())
