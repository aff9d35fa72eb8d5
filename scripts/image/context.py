"""What a build may see of a folder, by its `.dockerignore`, and how COPY lays files down."""

import os
import shutil
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path


def rules_of(folder: Path) -> list[str]:
    """Return the rules of the folder's `.dockerignore`."""
    lines = (folder / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def is_ignored(path: str, rules: Iterable[str]) -> bool:
    """Say whether the build does not see a path: the last rule that fits it or a folder above it decides."""
    verdict = False
    parts = Path(path).parts
    for rule in rules:
        pattern = rule.removeprefix("!").removeprefix("**/")
        whole = any(fnmatch("/".join(parts[:end]), pattern) for end in range(1, len(parts) + 1))
        anywhere = rule.removeprefix("!").startswith("**/") and any(fnmatch(part, pattern) for part in parts)
        if whole or anywhere:
            verdict = not rule.startswith("!")
    return verdict


def copy_context(source: Path, target: Path) -> int:
    """Copy what the build may see of ``source``; return how many files that is."""
    rules = rules_of(source)
    let_through = {rule[1:].split("/")[0] for rule in rules if rule.startswith("!")}
    number = 0
    for entry in sorted(source.iterdir()):
        if entry.name in let_through:
            number += _copy_seen(entry, source, target, rules)
    return number


def _copy_seen(entry: Path, source: Path, target: Path, rules: list[str]) -> int:
    relative = entry.relative_to(source)
    if entry.is_dir() and not entry.is_symlink():
        if is_ignored(str(relative), rules) and relative.name == "__pycache__":
            return 0
        return sum(_copy_seen(child, source, target, rules) for child in sorted(entry.iterdir()))
    if is_ignored(str(relative), rules):
        return 0
    (target / relative).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(entry, target / relative, follow_symlinks=False)
    return 1


def copy(sources: list[str], target: str, *, origin: Path, root: Path, folder: str) -> None:
    """Do what COPY does: a folder's content goes into the target, a file beside or under its name; all is root's."""
    place = root / (Path(folder) / target).as_posix().lstrip("/")
    for source in sources:
        found = origin / source.lstrip("/")
        if found.is_dir():
            shutil.copytree(found, place, symlinks=True, dirs_exist_ok=True)
        elif target.endswith("/") or len(sources) > 1 or place.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found, place / found.name, follow_symlinks=False)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found, place, follow_symlinks=False)
    give_to_root(place)


def give_to_root(place: Path) -> None:
    """Make everything that was copied belong to root."""
    for path in (place, *(place.rglob("*") if place.is_dir() else ())):
        os.chown(path, 0, 0, follow_symlinks=False)
