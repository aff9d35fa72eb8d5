"""Putting a backup back into an empty installation of the same version: all of it, or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from people.models import Person
from people.services import unreadable_second_factors
from portal.backup import tables
from portal.backup.errors import BackupError
from portal.backup.manifest import Manifest, migrations_of_code, migrations_of_database, read_manifest
from portal.backup.writing import Say
from portal.version import VERSION
from surveys import selectors as surveys
from training import selectors as training


@dataclass(slots=True)
class Restored:
    """What came back, and what the system manager must know."""

    manifest: Manifest
    warnings: list[str] = field(default_factory=list)


def restore_backup(folder: Path, *, say: Say) -> Restored:
    """Put the backup in ``folder`` into this empty installation.

    Everything is read and checked before anything is written. Rows go in within one transaction in which the tables
    are compared with the checksums of the backup; a failure leaves an empty installation.
    """
    folder = folder.absolute()
    manifest = read_manifest(folder)
    _check_version(manifest)
    _check_content(folder, manifest)
    say("the backup is whole")
    _check_rights()
    _check_empty()
    if not tables.list_tables():
        call_command("migrate", interactive=False, verbosity=0)
        say("tables made")
    call_command("createcachetable", verbosity=0)
    written: list[str] = []
    try:
        with transaction.atomic(durable=True):
            _put_rows(folder, manifest)
            say(f"{manifest.rows} rows of {len(manifest.tables)} tables")
            _put_files(folder, manifest, written)
            say(f"{len(manifest.files)} files")
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # What was prepared from other rows must not be shown as if it came from these.
    for alias in ("released", "presence"):
        caches[alias].clear()
    return Restored(manifest, _warnings(manifest))


def _warnings(manifest: Manifest) -> list[str]:
    """Say what a backup never holds and is missed here, and what the state of that moment means today."""
    found = []
    if manifest.files_gone:
        found.append(
            f"{len(manifest.files_gone)} files were deleted by the portal while the backup ran; they are gone."
        )
    wave = surveys.open_now()
    if wave is not None and not surveys.has_keys(wave):
        found.append(
            f"The survey {wave.title_en or wave.title_nl!r} was open, and its keys are not here: its answers cannot be "
            "read any more. End it without results on its page, and tell people."
        )
    unreadable = unreadable_second_factors()
    if unreadable:
        found.append(
            f"{unreadable} second factors cannot be read: the key that encrypted them is not in SECOND_FACTOR_KEYS. "
            "Put it back from where you keep it; nobody gets in with an app or a recovery code before that."
        )
    key = training.signing_key()
    if key is not None and training.private_half(key) is None:
        found.append(
            "The key that signs badges and files of evidence is not in SIGNING_KEYS_DIR. Put it back from where you "
            "keep it, or run manage.py renew_signing_key: what was signed still counts."
        )
    return found


def _check_version(manifest: Manifest) -> None:
    if manifest.version != VERSION:
        raise BackupError(
            f"This backup was made by version {manifest.version}, and this is version {VERSION}. Nothing was changed. "
            f"Start version {manifest.version}, restore there, and upgrade after that."
        )
    if manifest.migrations != migrations_of_code():
        raise BackupError(
            f"This backup calls itself version {manifest.version} as this program does, but its tables are others: it "
            "was made between two releases. Nothing was changed. Restore it with the very program that made it."
        )


def _check_content(folder: Path, manifest: Manifest) -> None:
    """Read every table and file of the backup and compare them with the manifest."""
    wrong = []
    for name, entry in manifest.tables.items():
        path = folder / "tables" / f"{name}.copy.gz"
        try:
            found = tables.checksum(tables.lines_of(path))
        except (OSError, EOFError) as error:  # gzip says a cut or bent file by these
            wrong.append(f"tables/{path.name} ({type(error).__name__})")
            continue
        if found != (entry.rows, entry.sha256):
            wrong.append(f"tables/{path.name}")
    for file in manifest.files:
        path = folder / "files" / file.name
        if not path.resolve().is_relative_to((folder / "files").resolve()):
            wrong.append(f"files/{file.name} (outside the backup)")
        elif not path.is_file() or _sha256(path) != file.sha256:
            wrong.append(f"files/{file.name}")
    if wrong:
        raise BackupError(
            f"This backup is damaged: {len(wrong)} of its parts are missing or changed, the first is {wrong[0]}. "
            "Nothing was changed. Take another backup."
        )


def _check_rights() -> None:
    """Refuse a role that may not make or alter tables, as the portal's own may not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user,
                   has_schema_privilege(current_schema(), 'CREATE') AND NOT EXISTS (
                       SELECT FROM pg_class
                       WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                             AND NOT pg_has_role(relowner, 'USAGE'))
            """
        )
        role, may = cursor.fetchone()
    if not may:
        raise BackupError(
            f"The database role {role} may not make tables. Restore with the role that owns them: in compose that is "
            "the service migrate, elsewhere the DATABASE_URL with which you run manage.py migrate."
        )


def _check_empty() -> None:
    """Refuse an installation in which anybody is registered, or that has stored files."""
    listed = {table.name for table in tables.list_tables()}
    if Person._meta.db_table in listed and Person.objects.exists():
        raise BackupError(
            f"This database is not empty: {Person.objects.count()} people are registered in it. Nothing was changed. "
            "A backup is only restored into an empty database; docs/operations.md says how to make one."
        )
    if listed and not tables_are_of_this_release():
        raise BackupError(
            f"This database is not empty: it has {len(listed)} tables, which are not those of version {VERSION}. "
            "Nothing was changed. Make an empty database."
        )
    if _holds_files():
        raise BackupError(
            "The place for stored files is not empty. Nothing was changed. Move what is in it away, or point "
            "STORED_FILES_URL at an empty place."
        )


def tables_are_of_this_release() -> bool:
    """Say whether every migration of this release has run here, and no other."""
    return migrations_of_database(MigrationRecorder(connection).applied_migrations()) == migrations_of_code()


def _holds_files() -> bool:
    """Say whether any file is stored; a folder without files in it counts as empty."""
    return next(_stored_names(""), None) is not None


def _stored_names(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from files
    for name in folders:
        yield from _stored_names(f"{folder}/{name}" if folder else name)


def _put_rows(folder: Path, manifest: Manifest) -> None:
    here = {table.name: table for table in tables.list_tables()}
    unlike = [
        name
        for name in here.keys() | manifest.tables.keys()
        if name not in here
        or name not in manifest.tables
        or set(here[name].columns) != set(manifest.tables[name].columns)
    ]
    if unlike:
        raise BackupError(f"The tables {', '.join(sorted(unlike))} are not as in the backup. Nothing was changed.")
    everything = list(here.values())
    tables.lock_tables(everything, "ACCESS EXCLUSIVE")
    tables.write_texts_alike()
    triggers = tables.switch_off_triggers(everything)
    tables.empty_tables(everything)
    for name, entry in manifest.tables.items():
        tables.read_table(name, entry.columns, folder / "tables" / f"{name}.copy.gz")
    tables.switch_on_triggers(triggers)
    tables.set_sequences(manifest.sequences)
    for name, entry in manifest.tables.items():
        if tables.checksum(tables.rows_of(here[name], entry.columns)) != (entry.rows, entry.sha256):
            raise BackupError(f"The table {name} did not come back as it was in the backup. Nothing was changed.")


def _put_files(folder: Path, manifest: Manifest, written: list[str]) -> None:
    """Store the files; ``written`` names each that may be there, half or whole."""
    for entry in manifest.files:
        written.append(entry.name)
        with (folder / "files" / entry.name).open("rb") as file:
            name = default_storage.save(entry.name, File(file))
        if name != entry.name:  # somebody stored one of this name since we looked
            written[-1] = name
            raise BackupError(f"The file {entry.name} is there already. Nothing was changed.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
