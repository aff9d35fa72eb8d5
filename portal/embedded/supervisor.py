"""Two processes that watch each other, and what runs between them.

The outer process is the one that a person sees and may kill; the inner one starts the servers and the command. Both
adopt orphans. When the outer one is killed the inner one is told and ends everything; when the inner one is killed
everything below it falls to the outer one, which ends it. When both are killed at once the kernel tells the servers
and the command themselves.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from portal.embedded import binaries, processes
from portal.embedded.errors import EmbeddedError
from portal.embedded.identity import Identity, candidates, nobody
from portal.embedded.servers import Home, Server, start_postgres, start_valkey

WATCHED = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD}
SENT_BY_TERMINAL = 0x80  # si_code of a signal that the kernel made: the whole foreground group has it already
COMMAND_GRACE = 20.0  # seconds to stop by itself once asked
ORPHAN_GRACE = 3.0
SERVER_GRACE = 30.0
OUTSIDE = "/var/tmp"  # noqa: S108 - its owner is checked before use
PREFIX = "houvast-embedded-"
SAID = "portal.embedded: "


def say(text: str) -> None:
    """Speak to the person, never in the output of the command."""
    print(SAID + text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Signal:
    """A signal that came in, and whether the terminal gave it to the command as well."""

    number: int
    from_terminal: bool


def next_signal() -> Signal:
    """Wait for the next of the watched signals."""
    if processes.LINUX:
        info = signal.sigwaitinfo(WATCHED)
        return Signal(info.si_signo, from_terminal=info.si_code == SENT_BY_TERMINAL)
    number = signal.sigwait(WATCHED)
    return Signal(number, from_terminal=number == signal.SIGINT and _in_foreground())


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def watch_signals() -> None:
    """Hold the signals until they are asked for; a child gets them back before its program starts."""
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # else some systems drop it while it is held
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)


# The outer process --------------------------------------------------------------------------------------------------


def run(command: list[str], *, data: Path | None, end_with_parent: bool) -> int:
    """Run the command with the servers it lacks, and give its exit code; nothing that it started stays behind."""
    parent = os.getppid()
    watch_signals()
    if end_with_parent:
        processes.end_with_parent(signal.SIGTERM)
        if os.getppid() != parent:
            return 128 + signal.SIGTERM
    processes.adopt_orphans()
    folder = _throwaway_folder() if data is None else data
    outer_lives, outer_end = os.pipe()
    inner = os.fork()
    if inner == 0:
        os.close(outer_end)
        code = 1
        try:
            code = _inner(command, folder=folder, keep=data is not None, outer_lives=outer_lives)
        except EmbeddedError as error:
            say(str(error))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(outer_lives)
    try:
        return _guard(inner)
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _guard(inner: int) -> int:
    """Hand signals on to the inner process until it ends, then end whatever is left."""
    while True:
        came = next_signal()
        if came.number == signal.SIGCHLD:
            ended = processes.reap()
            if inner in ended:
                processes.end_descendants(grace=ORPHAN_GRACE)
                return ended[inner]
        elif not came.from_terminal:
            processes.send([inner], came.number)


def _throwaway_folder() -> Path:
    """Make a folder for this run, and remove those whose run was killed with both its processes."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{PREFIX}*"):
        try:
            if old.stat().st_uid in (os.geteuid(), nobody()[0]) and _lock(old) is not None:
                shutil.rmtree(old, ignore_errors=True)
        except OSError:
            continue
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # the servers' user must pass through to its own folder in it
    return folder


def _lock(folder: Path) -> int | None:
    """Own the folder until this process ends; None when another owns it."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


# The inner process --------------------------------------------------------------------------------------------------


@dataclass
class _Running:
    """What the inner process has started."""

    servers: list[Server] = field(default_factory=list)

    def pids(self) -> set[int]:
        return {server.process.pid for server in self.servers}

    def alive(self) -> list[Server]:
        return [server for server in self.servers if server.process.returncode is None]

    def note(self, ended: dict[int, int]) -> None:
        for server in self.servers:
            if server.process.pid in ended:
                server.process.returncode = ended[server.process.pid]

    def stop(self) -> None:
        """Stop the servers, the broker first; force what does not stop in time."""
        for server in reversed(self.servers):
            server.process.send_signal(server.stop_signal)
        for server in reversed(self.servers):
            try:
                server.process.wait(timeout=SERVER_GRACE)
            except subprocess.TimeoutExpired:
                say(f"{server.name} does not stop in {SERVER_GRACE:.0f} seconds and is ended by force.")
                server.process.kill()
                server.process.wait()


def _inner(command: list[str], *, folder: Path, keep: bool, outer_lives: int) -> int:
    outer = os.getppid()
    processes.adopt_orphans()
    processes.end_with_parent(signal.SIGTERM)
    if not processes.LINUX:
        _end_when_closed(outer_lives)
    if os.getppid() != outer:
        return 128 + signal.SIGTERM
    folder.mkdir(parents=True, exist_ok=True)
    if _lock(folder) is None:
        raise EmbeddedError(f"Another command uses {folder}. Stop that one first, or choose another folder.")
    running = _Running()
    environment = dict(os.environ)
    try:
        _start_servers(running, environment, folder=folder, keep=keep)
        return _run_command(command, environment, running, orphaned=lambda: os.getppid() != outer)
    finally:
        running.note(processes.end_descendants(without=running.pids(), grace=ORPHAN_GRACE))
        running.stop()


def _end_when_closed(pipe: int) -> None:
    """Tell ourselves to stop when the other end of the pipe closes, which it does however its owner dies."""

    def watch() -> None:
        os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _start_servers(running: _Running, environment: dict[str, str], *, folder: Path, keep: bool) -> None:
    """Start each server whose address the environment does not give, and put its address there."""
    postgres = not _given(environment, "DATABASE_URL")
    valkey = not _given(environment, "REDIS_URL")
    if not postgres and not valkey:
        return
    programs = binaries.find(postgres=postgres, valkey=valkey)
    (folder / "log").mkdir(exist_ok=True)
    identity, programs, data = _settle(programs, folder=folder, postgres=postgres)
    home = Home(folder=folder, data=data, keep=keep)
    if postgres:
        server = start_postgres(programs.postgres, home=home, identity=identity)
        running.servers.append(server)
        environment["DATABASE_URL"] = server.address
        environment[binaries.POSTGRES_BIN] = str(programs.postgres)  # for pg_dump and psql
    if valkey:
        server = start_valkey(programs.valkey, home=home, identity=identity)
        running.servers.append(server)
        environment["REDIS_URL"] = server.address


def _given(environment: dict[str, str], name: str) -> bool:
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))


def _settle(programs: binaries.Binaries, *, folder: Path, postgres: bool) -> tuple[Identity, binaries.Binaries, Path]:
    """Choose as whom and where the servers run, the plainest way that works here."""
    data = folder / "servers"
    data.mkdir(mode=0o700, exist_ok=True)
    program = [
        str(programs.postgres / "postgres" if postgres else programs.valkey),
        "--version",
    ]
    tried = candidates()
    for identity in tried:
        if identity.can(program, cwd=Path("/")) and identity.can_use(data):
            return identity, programs, data
    if os.geteuid() == 0:
        return tried[0], *_elsewhere(programs, data, identity=tried[0])
    raise EmbeddedError(
        f"The servers cannot run here: {program[0]} does not start, or {data} cannot be written.\n"
        "  Look at the rights of both; on a machine that is no Linux, macOS or WSL set DATABASE_URL and REDIS_URL."
    )


def _elsewhere(programs: binaries.Binaries, data: Path, *, identity: Identity) -> tuple[binaries.Binaries, Path]:
    """Copy the programs to where `nobody` can read them, and keep the data there too.

    This is for root in a container under a folder that only root may enter. Where it is stands in `elsewhere.txt`.
    """
    place = Path(OUTSIDE) / f"{PREFIX}{sha256(bytes(data)).hexdigest()[:12]}"
    place.mkdir(mode=0o755, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid != 0:
        raise EmbeddedError(f"{place} belongs to another user. Remove it, or use a folder that others may enter.")
    say(f"Other users cannot enter {data.parent}, so the servers live in {place}.")
    moved = programs.copied_to(place)
    for path in place.rglob("*"):
        if not path.is_symlink() and not path.is_relative_to(place / "data"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    kept = place / "data"
    kept.mkdir(mode=0o700, exist_ok=True)
    if not identity.can_use(kept):
        raise EmbeddedError(f"The servers cannot use {kept}. Run this as an ordinary user.")
    (data.parent / "elsewhere.txt").write_text(f"{place}\n", encoding="utf-8")
    return moved, kept


def _run_command(
    command: list[str],
    environment: dict[str, str],
    running: _Running,
    *,
    orphaned: Callable[[], bool],
) -> int:
    """Run the command in the terminal's foreground; hand it the signals that the terminal did not give it."""
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            preexec_fn=processes.dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - on Linux no thread runs yet
        )
    except OSError as error:
        say(f"{command[0]} cannot be started: {error.strerror}.")
        return 127
    deadline = _Deadline()
    while True:
        came = next_signal()
        if came.number == signal.SIGCHLD:
            ended = processes.reap()
            running.note(ended)
            if process.pid in ended:
                process.returncode = ended[process.pid]
                return ended[process.pid]
            for server in running.servers:
                if server.process.pid in ended:
                    say(
                        f"{server.name} ended by itself; the command is stopped. Its last words:\n{server.last_words()}"
                    )
                    processes.send([process.pid], signal.SIGTERM)
                    deadline.set(process.pid)
        else:
            if not came.from_terminal:
                processes.send([process.pid], came.number)
            if orphaned() or came.number == signal.SIGTERM:
                deadline.set(process.pid)


class _Deadline:
    """The moment at which a command that was asked to stop is ended by force."""

    def __init__(self) -> None:
        self.timer: threading.Timer | None = None

    def set(self, pid: int) -> None:
        if self.timer is None:
            self.timer = threading.Timer(COMMAND_GRACE, processes.send, [[pid], signal.SIGKILL])
            self.timer.daemon = True
            self.timer.start()
