"""Worker and clock in one process, for the demo: a process of its own for the clock would cost 100 MB there.

In production they are two (compose.yaml), because there may be many workers and only one clock.
"""

import sys
import threading

from celery.beat import Service

from portal.celery import app


def main(schedule: str) -> None:
    """Start the clock in a thread and the worker around it, until asked to stop."""
    app.loader.init_worker()  # imports the table of what happens when; the clock reads it once, as it starts
    app.finalize()
    clock = Service(app, schedule_filename=schedule)
    threading.Thread(target=clock.start, daemon=True).start()
    try:
        app.worker_main(
            [
                *("worker", "--pool", "threads", "--concurrency", "2", "--hostname", "demo@houvast"),
                *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
            ]
        )
    finally:
        clock.stop()  # without waiting: it sleeps until the next tick, and what it keeps is only a convenience


if __name__ == "__main__":
    main(sys.argv[1])
