"""A worker that waits so long that it counts as lost, and the one that gets its job."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from common.models import Job
from common.services import LOST_AFTER


def both_work_at(job_id: int, work: Callable[..., None], *, lock: Callable[[], None], now: datetime) -> None:
    """Let two workers do one job while ``lock`` is held by another, the second when the first counts as lost.

    Both have claimed the job before the lock is free. A fault of either reaches the test.
    """
    errors: list[Exception] = []

    def do(at: datetime) -> None:
        try:
            work(job_id=job_id, now=at)
        except Exception as error:  # noqa: BLE001 - a thread's fault must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(at,)) for at in (now, now + LOST_AFTER)]
    with transaction.atomic():
        lock()
        for attempts, thread in enumerate(threads, 1):
            thread.start()
            until = time.monotonic() + 20
            while Job.objects.get(pk=job_id).attempts < attempts and time.monotonic() < until:
                time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert errors == []
    job = Job.objects.get(pk=job_id)
    assert (job.attempts, job.state) == (len(threads), "done")
