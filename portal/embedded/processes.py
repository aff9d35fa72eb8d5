"""Processes that do not outlive the one that started them.

Linux gives three means and all are used, because each has a hole: a signal at the death of the parent (lost when a
process changes its rights), adoption of orphans (works only while the adopter lives), and the list in /proc.
Elsewhere the list comes from `ps`, and the supervisor's pair of processes watch each other through a pipe.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

# Loaded once, before any fork: the dynamic loader must not be called between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def _prctl(option: int, value: int) -> None:
    if _libc is not None:
        _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def end_with_parent(signum: int) -> None:
    """Ask the kernel for this signal when the parent dies; on Linux only. Call it after any change of user."""
    _prctl(PR_SET_PDEATHSIG, signum)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies; on Linux only."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def dies_with_parent(signum: int) -> Callable[[], None]:
    """Give what a child must do between fork and exec: take signals again, and end when we end."""
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        end_with_parent(signum)
        if os.getppid() != parent:  # we died between the fork and the line above
            os._exit(128 + signum)

    return prepare


def _parents() -> dict[int, int]:
    """Map every process to its parent; processes that end meanwhile are left out."""
    found: dict[int, int] = {}
    if LINUX:
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit():
                continue
            try:
                stat = Path(entry.path, "stat").read_bytes()
            except OSError:
                continue
            fields = stat[stat.rindex(b")") + 2 :].split()
            if fields[0] not in (b"Z", b"X"):
                found[int(entry.name)] = int(fields[1])
    else:
        listing = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
        for line in listing.splitlines():
            pid, parent = line.split()
            found[int(pid)] = int(parent)
    return found


def descendants(root: int, *, without: Collection[int] = ()) -> list[int]:
    """List the living processes below `root`, leaving out the branches that start at `without`."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    todo = [root]
    while todo:
        for pid in children.get(todo.pop(), []):
            if pid not in without:
                found.append(pid)
                todo.append(pid)
    return found


def send(pids: Iterable[int], signum: int) -> None:
    """Send a signal to each; one that is gone is no fault."""
    for pid in pids:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            continue


def reap() -> dict[int, int]:
    """Collect the children that have ended, adopted ones too: pid to exit code as a shell counts (128 + signal)."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        code = os.waitstatus_to_exitcode(status)
        ended[pid] = code if code >= 0 else 128 - code


def end_descendants(*, without: Collection[int] = (), grace: float) -> dict[int, int]:
    """End all below this process: first politely, after `grace` seconds by force. Gives what was reaped meanwhile."""
    ended: dict[int, int] = {}
    deadline = time.monotonic() + grace
    asked: set[int] = set()
    while True:
        ended.update(reap())
        left = descendants(os.getpid(), without=without)
        if not left:
            ended.update(reap())
            return ended
        if time.monotonic() >= deadline:
            send(left, signal.SIGKILL)
        else:
            send(set(left) - asked, signal.SIGTERM)
            asked.update(left)
        time.sleep(0.02)
