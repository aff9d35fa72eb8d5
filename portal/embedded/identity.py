"""As whom the servers run.

PostgreSQL refuses root. As root the servers run as `nobody`; where that user cannot reach the programs or the data
(a clone under a folder that only root may enter) they run in a user namespace, in which root itself bears another
number; where the kernel forbids that (most containers) the programs are copied to where `nobody` can read them.
No user is made, and no folder's rights are widened.
"""

import os
import pwd
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from portal.embedded.processes import LINUX, dies_with_parent


@dataclass(frozen=True)
class Identity:
    """A user for the servers: how a child becomes it, and to whom the data must belong (None: leave it)."""

    name: str
    owner: tuple[int, int] | None
    in_namespace: bool = False

    def start(
        self,
        command: list[str],
        *,
        cwd: Path,
        output: int,
        stdin: int,
        parent_died: int,
        environment: Mapping[str, str] | None = None,
    ) -> "subprocess.Popen[bytes]":
        """Start a program as this user, in a session of its own so that Ctrl-C reaches only the command."""
        mortal = dies_with_parent(parent_died)  # on Linux no thread runs while servers are started
        user = group = None
        extra_groups: list[int] | None = None
        if self.owner is not None and not self.in_namespace:
            user, group = self.owner
            extra_groups = []
        return subprocess.Popen(
            command,
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=extra_groups,
            env=environment,
            preexec_fn=partial(_enter_then, mortal) if self.in_namespace else mortal,  # noqa: PLW1509 - as above
        )

    def take(self, folder: Path) -> None:
        """Make the folder and all in it belong to this user."""
        if self.owner is None:
            return
        uid, gid = self.owner
        for path, _folders, files in folder.walk():
            for name in (path, *(path / file for file in files)):
                if name.lstat().st_uid != uid:
                    os.chown(name, uid, gid, follow_symlinks=False)

    def can(self, command: list[str], *, cwd: Path) -> bool:
        """Say whether this user can run the command with success."""
        try:
            with Path(os.devnull).open("r+b") as nothing:
                null = nothing.fileno()
                process = self.start(command, cwd=cwd, output=null, stdin=null, parent_died=9)
                return process.wait(timeout=30) == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def can_use(self, folder: Path) -> bool:
        """Say whether this user can write in the folder once it is theirs."""
        self.take(folder)
        return self.can(["test", "-w", str(folder), "-a", "-x", str(folder)], cwd=Path("/"))


def _enter_then(prepare: Callable[[], None]) -> None:
    enter_user_namespace()
    prepare()


def enter_user_namespace() -> None:
    """Bear the number of `nobody` from here on, while files still see the user that we are. Between fork and exec."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    inner = nobody()
    os.unshare(os.CLONE_NEWUSER)
    for name, text in (
        ("setgroups", "deny"),
        ("gid_map", f"{inner[1]} {outer_gid} 1"),
        ("uid_map", f"{inner[0]} {outer_uid} 1"),
    ):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def nobody() -> tuple[int, int]:
    """The user that owns nothing; Debian's number where the machine does not know one."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def _has_a_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def candidates() -> list[Identity]:
    """The users to try, the plainest first; `initdb` wants a user that the machine knows by name."""
    myself = (os.geteuid(), os.getegid())
    namespace = [Identity("root in a user namespace", owner=myself, in_namespace=True)] if LINUX else []
    if os.geteuid() == 0:
        return [Identity("nobody", owner=nobody()), *namespace]
    if _has_a_name() or not LINUX:
        return [Identity("you", owner=None)]
    return [Identity("you in a user namespace", owner=None, in_namespace=True)]
