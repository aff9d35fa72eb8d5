"""Prepare a fresh clone: packages, front-end assets, catalogues, browser. Needs no more than Python 3.9 itself.

`scripts/bootstrap demo` prepares what `make demo` needs, `scripts/bootstrap test` what the tests need besides. What is
already there is not made again: each step leaves a stamp with a hash of all that went into it.
"""

from __future__ import annotations

import argparse
import fcntl
import sys

from steps import assets, browser, packages, project
from steps.console import Stopped, say


def main() -> int:
    """Run the steps of one purpose, one process at a time in this folder."""
    parser = argparse.ArgumentParser(prog="scripts/bootstrap", description=__doc__.splitlines()[0])
    parser.add_argument("purpose", choices=["demo", "test", "static-checks", "assets", "lock", "uv"])
    purpose = parser.parse_args().purpose
    project.VAR.mkdir(exist_ok=True)
    with (project.VAR / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command prepares this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            prepare(purpose)
        except Stopped as reason:
            print(f"\n{reason}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


def prepare(purpose: str) -> None:
    """Do what the purpose needs, in the order in which one step needs another."""
    if purpose == "lock":
        packages.lock()
    elif purpose == "uv":
        print(packages.bring_uv())
    elif purpose == "assets":
        assets.build()
    elif purpose == "demo":
        packages.install("demo")
        assets.build()
        project.compile_catalogues()
        project.collect_static()
    else:
        packages.install("dev")
        assets.build()
        project.compile_catalogues()
        if purpose == "test":
            browser.bring()


if __name__ == "__main__":
    sys.exit(main())
