"""Making a backup while people work: all rows as of one moment, then the files that those rows name."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from common.models import StoredFile
from common.selectors import organisation_name
from portal.backup import tables
from portal.backup.errors import STORAGE_FAULTS, BackupError
from portal.backup.manifest import FileEntry, Manifest, TableEntry, migrations_of_code, migrations_of_database
from portal.version import VERSION

PREFIX = "houvast-"
Say = Callable[[str], None]


def write_backup(into: Path, *, now: datetime, say: Say) -> tuple[Path, Manifest]:
    """Write a backup as a new folder in ``into`` and return it.

    People go on working: the rows are those of one moment (one REPEATABLE READ snapshot). The folder has its name
    only when it is whole; what fails leaves nothing. Only the owner may read it: it holds personal data.
    """
    into = into.absolute()
    keys = Path(settings.WAVE_KEYS_DIR).absolute()
    if into.is_relative_to(keys):
        raise BackupError(f"{into} is inside WAVE_KEYS_DIR. Keys and backups never go together: choose another folder.")
    folder = into / f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    partial = folder.with_name(f"{folder.name}.partial")
    if folder.exists():
        raise BackupError(f"{folder} is there already. Wait a second and try again.")
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
        (partial / "tables").mkdir(mode=0o700)
        (partial / "files").mkdir(mode=0o700)
        before = os.umask(0o077)
        try:
            manifest = _write_all(partial, now=now, say=say)
            manifest.write(partial)
        finally:
            os.umask(before)
        _sync(partial)
        partial.rename(folder)
    except STORAGE_FAULTS as error:
        raise BackupError(
            f"The backup to {into} stopped: {error}. Nothing of it stays. Is the disk full, or a bucket away?"
        ) from error
    finally:
        if partial.exists():
            shutil.rmtree(partial, ignore_errors=True)
    return folder, manifest


def _write_all(folder: Path, *, now: datetime, say: Say) -> Manifest:
    listed = tables.list_tables()
    if not listed:
        raise BackupError("This database holds no tables: there is nothing to back up. Is DATABASE_URL right?")
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # Locked before the snapshot is taken: a table that is changed or emptied now waits until we have read it.
        tables.lock_tables(listed, "ACCESS SHARE")
        migrations = migrations_of_database(MigrationRecorder(connection).applied_migrations())
        if migrations != migrations_of_code():
            raise BackupError(
                f"The tables of this database are not those of version {VERSION}. Make the backup with the version "
                "that made them, or run manage.py migrate first."
            )
        tables.write_texts_alike()
        entries = {}
        for table in listed:
            rows, digest = tables.write_table(table, folder / "tables" / f"{table.name}.copy.gz")
            entries[table.name] = TableEntry(table.columns, rows, digest)
        say(f"{sum(entry.rows for entry in entries.values())} rows of {len(entries)} tables")
        organisation = organisation_name()
        stored = list(StoredFile.objects.order_by("pk").values_list("file", "size", "sha256"))
        sequences = tables.read_sequences()
    files, gone = _copy_files(stored, folder / "files")
    say(f"{len(files)} files")
    return Manifest(
        version=VERSION,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        organisation=organisation,
        postgresql=str(connection.pg_version // 10_000),  # type: ignore[attr-defined]
        migrations=migrations,
        tables=entries,
        sequences=sequences,
        files=files,
        files_gone=gone,
    )


def _copy_files(stored: list[tuple[str, int, str]], folder: Path) -> tuple[list[FileEntry], list[str]]:
    """Copy the files that the rows name. One that the portal deleted since is named; a changed one stops the backup."""
    files, gone, damaged = [], [], []
    for name, size, sha256 in stored:
        target = folder / name
        try:
            digest = _copy(name, target)
        except FileNotFoundError:
            gone.append(name)
            continue
        if digest != sha256:
            damaged.append(name)
        files.append(FileEntry(name, size, sha256))
    if damaged:
        raise BackupError(
            f"{len(damaged)} stored files are not what they were when they came in, the first is {damaged[0]}. "
            "Look at the disk or the bucket, and keep the backups that you have."
        )
    return files, gone


def _copy(name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as source:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as copy:
            for chunk in source.chunks():
                digest.update(chunk)
                copy.write(chunk)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    """Have everything on the disk before the folder gets its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def remove_old_backups(into: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` complete backups in a folder; return which went."""
    whole = sorted(path.parent for path in into.glob(f"{PREFIX}*Z/manifest.json"))
    old = whole[: max(0, len(whole) - keep)]
    for folder in old:
        # The manifest first: what is left of an interrupted removal is no backup.
        with contextlib.suppress(FileNotFoundError):
            (folder / "manifest.json").unlink()
        shutil.rmtree(folder)
    return old
