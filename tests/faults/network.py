"""A network of one's own, in which packets can be dropped: Linux, as root."""

import contextlib
import os
import subprocess
from collections.abc import Iterator

import pytest


class Network:
    """The loopback of this thread and of what it starts. All of 127.0.0.0/8 is there."""

    def drop(self, *, sender: str, receiver: str) -> None:
        """Let nothing of a server reach its client: what the client sent stays without a receipt."""
        _ip("rule", "add", "pref", "0", "from", sender, "to", receiver, "blackhole")

    def heal(self) -> None:
        _ip("rule", "del", "pref", "0")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextlib.contextmanager
def own_network() -> Iterator[Network]:
    """Leave the machine's network until the end of the block; connections that are open stay in it."""
    machine = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            os.unshare(os.CLONE_NEWNET)
        except OSError as error:
            pytest.skip(f"this user may make no network: {error.strerror}")
        try:
            _ip("link", "set", "lo", "up")
            # The rule for what is local comes first, and nothing can come before it.
            _ip("rule", "add", "pref", "1", "lookup", "local")
            _ip("rule", "del", "pref", "0")
            yield Network()
        finally:
            os.setns(machine, os.CLONE_NEWNET)
    finally:
        os.close(machine)
