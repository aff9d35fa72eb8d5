"""Both workers and the clock for the demo, in two processes that share the memory of what they loaded.

In production they are three kinds of processes (compose.yaml), because there may be many workers and only one clock.
"""

import gc
import logging
import os
import signal
import sys
import threading
from functools import partial
from types import FrameType

from celery.beat import Service

from portal.celery import app
from portal.embedded.processes import dies_with_parent
from portal.queues import LONG, SHORT

THREADS = {SHORT: 2, LONG: 1}
"""Threads of each worker: its work waits for the database far more than it computes."""

log = logging.getLogger("houvast.demo")


def main(schedule: str) -> int:
    """Fork the worker for long work, then be the other one with the clock in a thread, until asked to stop."""
    app.loader.init_worker()  # imports the table of what happens when; the clock reads it once, as it starts
    app.finalize()
    gc.collect()
    gc.freeze()  # else the first collection in either writes to every page that they share
    other = start_worker_for_long_work()
    signal.signal(signal.SIGCHLD, partial(_stop_without, other))
    clock = Service(app, schedule_filename=schedule)
    threading.Thread(target=clock.start, daemon=True).start()
    try:
        work(SHORT)
    finally:
        clock.stop()  # without waiting: it sleeps until the next tick, and what it keeps is only a convenience
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = stop(other)
    return code


def work(queue: str) -> None:
    """Be the worker of one queue until asked to stop."""
    app.worker_main(
        [
            *("worker", "--queues", queue, "--pool", "threads", "--concurrency", str(THREADS[queue])),
            *("--hostname", f"{queue}@houvast", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        ]
    )


def start_worker_for_long_work() -> int:
    """Fork; return the number of the new process, which ends when this one does."""
    mortal = dies_with_parent(signal.SIGKILL)
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        mortal()
        work(LONG)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except Exception:
        log.exception("the worker for long work broke")
    finally:
        os._exit(code)


def _stop_without(worker: int, _number: int, _frame: FrameType | None) -> None:
    """Stop when it was the other worker that ended: with half of the work undone this is no demo."""
    if os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        os.kill(os.getpid(), signal.SIGTERM)


def stop(worker: int) -> int:
    """Ask the other worker to finish and wait for it; 1 when it had ended by itself."""
    if os.waitpid(worker, os.WNOHANG)[0]:
        return 1
    os.kill(worker, signal.SIGTERM)
    os.waitpid(worker, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
