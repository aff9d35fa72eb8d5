"""The portal's Celery application for real worker and beat processes of these tests: another time, a quicker clock.

``QUEUE_CLOCK`` is ``<moment>|<seconds since the epoch at which it was that moment>``: all processes live in that time,
so that the tests do not depend on the hour at which they run. Beat's table is the portal's own; only its rhythm is one
second, for the tasks that ``QUICK`` names.
"""

import os
import time
from datetime import datetime, timedelta

import time_machine

moment, _bar, since = os.environ["QUEUE_CLOCK"].partition("|")
time_machine.travel(datetime.fromisoformat(moment) + timedelta(seconds=time.time() - float(since)), tick=True).start()

from portal import schedule  # noqa: E402 - the clock comes first, and its table before the quicker one
from portal.celery import app  # noqa: E402

QUICK = {"outbox.send_due", "nudges.plan", "common.resend_lost_jobs"}

app.conf.beat_schedule = {
    name: entry | {"schedule": 1.0} for name, entry in schedule.SCHEDULE.items() if entry["task"] in QUICK
}
