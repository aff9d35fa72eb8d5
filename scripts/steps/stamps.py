"""Remember what a step was made from, so that it is made again only when that changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "stamps"


def digest(paths: Iterable[Path], *words: str) -> str:
    """Hash the names and contents of files, and the words that go with them."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    for word in words:
        found.update(word.encode() + b"\0")
    return found.hexdigest()


def files_in(folder: Path) -> list[Path]:
    """List the files of a folder, however deep."""
    return [path for path in folder.rglob("*") if path.is_file()]


def is_current(name: str, value: str) -> bool:
    """Say whether the step was last made from the same things."""
    stamp = FOLDER / name
    return stamp.exists() and stamp.read_text(encoding="ascii") == value


def write(name: str, value: str) -> None:
    """Remember that the step is done; call it last."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(value, encoding="ascii")


def forget(name: str) -> None:
    """Forget a step before it is made again, so that half a result never counts."""
    (FOLDER / name).unlink(missing_ok=True)
