"""Which worker takes which task: two queues by length, so that nobody waits behind an import or a release.

Mail about an account does not pass here at all: the process that was asked sends it at once.
"""

SHORT, LONG = "short", "long"
QUEUES = (SHORT, LONG)

QUEUE_OF = {
    # A person waits for it, and it takes seconds.
    "outbox.send_due": SHORT,
    "training.sweep": SHORT,
    "tools.sweep": SHORT,
    "surveys.open_wave": SHORT,
    "surveys.close_wave": SHORT,
    "common.resend_lost_jobs": SHORT,
    "directory.send_invitations": SHORT,
    "directory.print_codes": SHORT,
    # A whole file of people or of completions: it shows its progress, and may take minutes.
    "directory.plan_import": LONG,
    "directory.apply_import": LONG,
    "training.plan_import": LONG,
    "training.apply_import": LONG,
    # The whole organisation at once: figures, reminders, and what is counted or removed at night.
    "adoption.release_due": LONG,
    "nudges.plan": LONG,
    "surveys.settle": LONG,
    "surveys.close_due": LONG,
    "training.tend_evaluations": LONG,
    "tools.tend_declarations": LONG,
    "strategy.tend_questions": LONG,
    "common.delete_expired_files": LONG,
    "common.delete_files_without_row": LONG,
    "common.delete_expired_cache": LONG,
    "portal.enforce_terms": LONG,
}
"""Each task with its queue. A test fails on a task that is not in the table."""
