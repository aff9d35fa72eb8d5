"""Look for a Python that the portal runs on."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from steps.console import can_run

WANTED = ((3, 13), (3, 12), (3, 14))  # the version that it is developed on first
ASK = "import sys; print(*sys.version_info[:2], getattr(sys, '_base_executable', None) or sys.executable)"


def places() -> list[str]:
    """List where a Python may be: what the person says, this one, the PATH, pyenv, and the usual folders."""
    found = [os.environ.get("HOUVAST_PYTHON", ""), sys.executable]
    found += [shutil.which(name) or "" for name in ("python3.13", "python3.12", "python3.14", "python3", "python")]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in (pyenv / "versions", Path.home() / ".local/share/uv/python"):
        if folder.is_dir():
            found += [
                str(version / "bin" / "python3") for version in sorted(folder.iterdir(), key=by_number, reverse=True)
            ]
    found += ["/usr/local/bin/python3", "/usr/bin/python3", "/opt/homebrew/bin/python3"]
    return [place for place in found if place]


def by_number(folder: Path) -> list[int]:
    """Sort 3.13.2 behind 3.13.10."""
    return [int(part) for part in re.findall(r"\d+", folder.name)]


def find() -> str | None:
    """Give the best Python of this machine, or None; HOUVAST_PYTHON wins where it is new enough."""
    by_version: dict[tuple[int, int], str] = {}
    for place in places():
        answer = can_run([place, "-c", ASK])
        if answer is None:
            continue
        major, minor, executable = answer.split(" ", 2)
        version = (int(major), int(minor))
        if version in WANTED and place == os.environ.get("HOUVAST_PYTHON"):
            return executable
        by_version.setdefault(version, executable)
    for version in WANTED:
        if version in by_version:
            return by_version[version]
    return None


def with_pip() -> list[str] | None:
    """Give a way to call pip, whichever Python it belongs to."""
    pythons = [sys.executable, find() or "", "/usr/bin/python3"]
    commands = [[python, "-m", "pip"] for python in pythons if python]
    commands += [[path] for path in (shutil.which("pip3"), shutil.which("pip")) if path]
    for command in commands:
        if can_run([*command, "--version"]):
            return command
    return None
