"""A process in namespaces of its own on a root folder, as a container engine would start it.

``Container`` starts, asks into and stops one. The module run by itself is the first process in there: it makes the
mounts, drops what the container may not have, starts the command as its user, hands signals on, and reaps orphans.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve()
DEVICES = ("null", "zero", "full", "random", "urandom")
NAMESPACES = {"mnt": os.CLONE_NEWNS, "uts": os.CLONE_NEWUTS, "ipc": os.CLONE_NEWIPC, "pid": os.CLONE_NEWPID}
START_SECONDS = 30
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Spec:
    """What one container is: its root, what is laid over it, and what runs in it as whom."""

    root: str
    command: list[str]
    environment: Mapping[str, str]
    folder: str = "/"
    user: tuple[int, int] = (0, 0)
    hostname: str = "build"
    read_only: bool = False
    no_new_privileges: bool = False
    binds: list[tuple[str, str, bool]] = field(default_factory=list)
    """Path outside, path inside, may it be written."""
    tmpfs: dict[str, str] = field(default_factory=dict)
    """Path inside with the options of its mount."""


class Container:
    """One container that was started."""

    def __init__(self, spec: Spec, *, output: IO[bytes] | int | None = None) -> None:
        self.spec = spec
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(HERE), "start", json.dumps(asdict(spec))],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
        )

    def first_process(self) -> int:
        """Return the number, seen from outside, of the first process in there; it comes a moment after the start."""
        ends = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < ends:
            if children := children_of(self.process.pid):
                return children[0]
            time.sleep(0.05)
        raise ProcessLookupError(f"nothing runs in {self.spec.hostname}")

    def processes(self) -> set[int]:
        """Return the numbers of what runs in there, without the first process, which is the engine's own."""
        found: set[int] = set()
        todo = [self.first_process()]
        while todo:
            children = children_of(todo.pop())
            found |= set(children)
            todo += children
        return found

    def run(
        self, command: list[str], *, timeout: float, environment: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command in there as the container's user, as `docker compose exec` does."""
        spec = asdict(self.spec) | {"command": command}
        spec["environment"] = {**self.spec.environment, **(environment or {})}
        asked = [sys.executable, "-I", str(HERE), "join", json.dumps(spec), str(self.first_process())]
        return subprocess.run(asked, capture_output=True, text=True, timeout=timeout, check=False)

    def stop(self, *, grace: float) -> tuple[int, float]:
        """Ask it to stop, end it after its grace; return its exit code and the seconds that it took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code, time.monotonic() - started


def children_of(pid: int) -> list[int]:
    """List the direct children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


# The process inside -------------------------------------------------------------------------------------------------


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _lay_mounts(spec: dict[str, Any]) -> None:
    """Make the mounts, then close the root; the places to mount on are made before that, as an engine does."""
    root = Path(spec["root"])
    _mount("--make-rprivate", "/")
    _mount("--bind", str(root), str(root))
    for name in ("proc", "dev", "run"):
        (root / name).mkdir(exist_ok=True)
    _mount("-t", "proc", "proc", str(root / "proc"))
    _mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", str(root / "dev"))
    for device in DEVICES:
        (root / "dev" / device).touch()
        _mount("--bind", f"/dev/{device}", str(root / "dev" / device))
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        (root / "dev" / name).symlink_to(target)
    (root / "dev" / "shm").mkdir()
    _mount("-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", str(root / "dev" / "shm"))
    for outside, inside, writable in spec["binds"]:
        target = root / inside.lstrip("/")
        if Path(outside).is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        _mount("--bind", outside, str(target))
        if not writable:
            _mount("-o", "remount,bind,ro", str(target))
    for inside, options in spec["tmpfs"].items():
        (root / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"nosuid,nodev,{options}", "tmpfs", str(root / inside.lstrip("/")))
    if spec["read_only"]:
        _mount("-o", "remount,bind,ro", str(root))


def _start(spec: dict[str, Any]) -> int:
    """Be the first process: run the command, hand signals on to it, reap what is orphaned, give its exit code."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    socket.sethostname(spec["hostname"])
    _lay_mounts(spec)
    child = _run_as_user(spec)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda came, _frame: os.kill(child, came))
    while True:
        pid, status = os.wait()
        if pid == child:
            return _exit_code(status)


def _run_as_user(spec: dict[str, Any]) -> int:
    """Start the command in its root as its user; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        os.chroot(spec["root"])
        os.chdir(spec["folder"])
        os.setgroups([])
        os.setresgid(*[spec["user"][1]] * 3)
        os.setresuid(*[spec["user"][0]] * 3)
        if spec["no_new_privileges"]:
            _prctl(PR_SET_NO_NEW_PRIVS, 1)
        os.execvpe(spec["command"][0], spec["command"], dict(spec["environment"]))  # noqa: S606
    except OSError as error:
        os.write(2, f"{spec['command'][0]}: {error}\n".encode())
    finally:
        os._exit(127)


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _outside(inner: int) -> int:
    """Stay outside: hand signals on to the first process inside, and give its exit code."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda came, _frame: os.kill(inner, came))
    return _exit_code(os.waitpid(inner, 0)[1])


def main(verb: str, spec: dict[str, Any], *target: str) -> int:
    """`start SPEC`, or `join SPEC PID` to run a command where another container already is."""
    if verb == "start":
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        os.unshare(sum(NAMESPACES.values()))
        inner = os.fork()
        if inner == 0:
            os._exit(_start(spec))
        return _outside(inner)
    for name, kind in NAMESPACES.items():
        with Path(f"/proc/{target[0]}/ns/{name}").open("rb") as namespace:
            os.setns(namespace.fileno(), kind)
    return _exit_code(os.waitpid(_run_as_user(spec), 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], json.loads(sys.argv[2]), *sys.argv[3:]))
