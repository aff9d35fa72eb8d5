"""What a backup says of itself: version, migrations, and of each table and file how much and which checksum."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from portal.backup.errors import BackupError

MANIFEST = "manifest.json"
FORMAT = 1
"""Raised when a restore can no longer read what an older version wrote."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: the columns in the order of its file, how many rows, and the SHA-256 of its rows by key."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One stored file, under the name that its row has."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole of what a backup holds. It is written last, so a folder with a manifest is complete."""

    version: str
    made_at: str
    organisation: str
    postgresql: str
    migrations: dict[str, list[str]]
    tables: dict[str, TableEntry]
    sequences: dict[str, tuple[int, bool]]
    files: list[FileEntry]
    files_gone: list[str] = field(default_factory=list)
    """Names of files whose rows were there and that the portal deleted while they were copied."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read what the backup in ``folder`` says of itself."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(
            f"{folder} holds no {MANIFEST}, so it is no complete backup. "
            "Give the folder that `manage.py backup` named, such as houvast-20261202T063000Z."
        ) from None
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}. Take another backup.") from error
    if raw.get("format") != FORMAT:
        raise BackupError(
            f"This backup was written by version {raw.get('version', 'unknown')} in a form that this version does not "
            "read. Restore it with the version that made it."
        )
    try:
        raw["tables"] = {name: TableEntry(**entry) for name, entry in raw["tables"].items()}
        raw["files"] = [FileEntry(**entry) for entry in raw["files"]]
        raw["sequences"] = {name: (last, called) for name, (last, called) in raw["sequences"].items()}
        return Manifest(**raw)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{folder / MANIFEST} is damaged ({error}). Take another backup.") from error


def migrations_of_code() -> dict[str, list[str]]:
    """Return the migrations of this release, by app."""
    return _by_app(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def migrations_of_database(applied: Any) -> dict[str, list[str]]:
    """Return the migrations that have run, by app."""
    return _by_app(applied)


def _by_app(keys: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(keys):
        found.setdefault(app, []).append(name)
    return found
