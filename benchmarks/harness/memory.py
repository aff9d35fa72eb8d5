"""How much memory processes hold of their own: what several share is counted once between them."""

from collections.abc import Iterable
from pathlib import Path

KILOBYTES_OF_A_MEGABYTE = 1024


def unique_memory(pid: int) -> float:
    """Return the megabytes of one process by ``smaps_rollup``: its private pages, and its part of the shared ones.

    That is Linux' proportional set size: a page that three processes share counts a third for each of them, so a sum
    over all processes counts each page once. A process that ended meanwhile holds nothing.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / KILOBYTES_OF_A_MEGABYTE


def name_of(pid: int) -> str:
    """Return what a process is, in words for a table."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "ended"
    for part, name in NAMES.items():
        if part in line:
            return name
    return line[:40]


NAMES = {
    "portal.demo.background": "workers and clock",
    "gunicorn": "web server",
    "valkey": "Valkey",
    "postgres": "PostgreSQL",
    "portal.embedded": "supervisor",
    "portal.demo": "the demo itself",
}


def by_name(pids: Iterable[int]) -> dict[str, tuple[int, float]]:
    """Return for each kind of process how many there are and what they hold together."""
    found: dict[str, tuple[int, float]] = {}
    for pid in pids:
        number, megabytes = found.get(name_of(pid), (0, 0.0))
        found[name_of(pid)] = number + 1, megabytes + unique_memory(pid)
    return found


def descendants_of(pid: int) -> list[int]:
    """List everything below a process."""
    found: list[int] = []
    todo = [pid]
    while todo:
        one = todo.pop()
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        children = [int(word) for word in text.split()]
        found += children
        todo += children
    return found
