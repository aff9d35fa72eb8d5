"""What happens by itself and when: one readable table. Times are Europe/Amsterdam.

Every task here is safe to run twice and safe to miss: truth is in the database, and the next run makes up for it.
"""

from celery.schedules import crontab

from nudges.choices import PLAN_HOURS, PLAN_MINUTE
from portal.celery import app

SCHEDULE = {
    "remove what was kept long enough": {"task": "portal.enforce_terms", "schedule": crontab(minute="41", hour="3")},
    "send lost jobs again": {"task": "common.resend_lost_jobs", "schedule": 60.0},
    # A tick that no worker took before the next one comes is worth nothing: it goes away by itself.
    "send messages that are due": {"task": "outbox.send_due", "schedule": 60.0, "options": {"expires": 55}},
    "plan reminders": {
        "task": "nudges.plan",
        "schedule": crontab(minute=str(PLAN_MINUTE), hour=f"{PLAN_HOURS[0]}-{PLAN_HOURS[-1]}", day_of_week="mon-fri"),
    },
    "delete files whose term is over": {
        "task": "common.delete_expired_files",
        "schedule": crontab(minute="17", hour="3"),
    },
    "delete files that no row knows": {
        "task": "common.delete_files_without_row",
        "schedule": crontab(minute="22", hour="3"),
    },
    "remove counts of wrong passwords that are over": {
        "task": "common.delete_expired_cache",
        "schedule": crontab(minute="27", hour="3"),
    },
    # Each run adds what may be released and was not yet: the second run of a month finds little to do.
    "release the figures of last month": {"task": "adoption.release_due", "schedule": crontab(minute="10", hour="6")},
    "count what people thought of courses last month": {
        "task": "training.tend_evaluations",
        "schedule": crontab(minute="40", hour="5"),
    },
    # Before the figures of the month: a quarter comes out with its last one.
    "count what people use already last quarter": {
        "task": "tools.tend_declarations",
        "schedule": crontab(minute="50", hour="5"),
    },
    "count which passages people chose wisely about last month": {
        "task": "strategy.tend_questions",
        "schedule": crontab(minute="45", hour="5"),
    },
    "settle offers and waiting lists": {"task": "training.sweep", "schedule": 300.0},
    "settle seats of AI tools": {"task": "tools.sweep", "schedule": 300.0},
    "bring up to date who sent a survey, for all at once": {
        "task": "surveys.settle",
        "schedule": crontab(minute="23", hour="1"),
    },
    "close surveys whose last day has passed": {"task": "surveys.close_due", "schedule": crontab(minute="7", hour="*")},
}

app.conf.beat_schedule = SCHEDULE
