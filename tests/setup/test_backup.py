"""A backup made while people work comes back whole, in an empty place of the same version, or not at all."""

import gzip
import hashlib
import json
import os
import resource
import secrets
import shutil
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError
from psycopg import sql
from pytest_django.fixtures import Settings

from common import services
from common.clock import now
from common.models import AuditEvent, StoredFile
from people.models import Person
from people.services import encrypt_secret
from portal import backup
from portal.backup import tables
from portal.version import VERSION
from tests.databases import drop_database
from tests.drill import tries
from tests.people.builders import employee, unit
from tests.setup.processes import run
from training.models import SigningKey

NOW = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)
PURPOSE = "drill"
INDEPENDENT = """
    SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t
"""

pytestmark = pytest.mark.django_db(transaction=True)


class Places:
    """Databases and folders of two installations, made from the migrated database of the tests."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.name = connection.settings_dict["NAME"]
        self.made: list[str] = []

    def administer(self, statement: str, name: str) -> None:
        connection.close()
        with psycopg.connect(**server("postgres"), autocommit=True) as own:
            own.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(self.name)))  # type: ignore[arg-type]

    def make(self, *, tables_too: bool = True) -> str:
        """Make one more database: of this release and with nobody in it, or without a table."""
        name = f"backup_{uuid.uuid4().hex[:10]}"
        self.administer("CREATE DATABASE {} TEMPLATE {}" if tables_too else "CREATE DATABASE {}", name)
        self.made.append(name)
        return name

    @contextmanager
    def at(self, name: str) -> Iterator[Path]:
        """Be the installation whose database is ``name``, other threads included; yields the place of its files."""
        (self.folder / name).mkdir(exist_ok=True)
        files = self.folder / name / "files"
        connection.close()
        connection.settings_dict["NAME"] = name
        self.settings.STORAGES = {
            **self.settings.STORAGES,
            "default": {**self.settings.STORAGES["default"], "OPTIONS": {"location": str(files)}},
        }
        self.settings.WAVE_KEYS_DIR = self.folder / name / "wave-keys"
        try:
            yield files
        finally:
            connection.close()
            connection.settings_dict["NAME"] = self.name

    def drop(self) -> None:
        connection.close()
        with psycopg.connect(**server("postgres"), autocommit=True) as own:
            for name in self.made:
                drop_database(own, name)


def server(name: str) -> dict[str, Any]:
    found = connection.settings_dict
    return {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"],
            "dbname": name}  # fmt: skip


def url(name: str) -> str:
    found = server(name)
    return f"postgresql://{found['user']}:{found['password']}@{found['host']}:{found['port']}/{name}"


@pytest.fixture
def places(tmp_path: Path, settings: Settings) -> Iterator[Places]:
    found = Places(tmp_path, settings)
    yield found
    found.drop()


def counted(name: str) -> dict[str, tuple[int, str | None]]:
    """Count and fingerprint every table by other means than the product's; generated columns included."""
    with psycopg.connect(**server(name)) as own:
        own.execute("SET TIME ZONE 'UTC'")
        names = [row[0] for row in own.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {
            table: own.execute(sql.SQL(INDEPENDENT).format(sql.Identifier(table))).fetchone()  # type: ignore[misc]
            for table in names
        }


def stored(text: str, *, actor: Person | None = None) -> StoredFile:
    """Store a file and record it, in one transaction: neither is ever there without the other."""
    with transaction.atomic():
        file = services.store_file(
            content=ContentFile(text.encode()), name="proof.txt", content_type="text/plain", purpose=PURPOSE,
            actor=actor, now=NOW,
        )  # fmt: skip
        services.record("drill.stored", file, actor=actor, now=NOW)
    return file


def fill() -> None:
    """Let there be somebody, with files and a history."""
    person = employee(first_name="Sanne", unit=unit("201", "Thuiszorg Ürk \\ 'Noord'\t"))
    for number in range(5):
        stored(f"file {number} {secrets.token_hex(200)}", actor=person)


def made(into: Path, now: datetime = NOW) -> tuple[Path, backup.Manifest]:
    return backup.write_backup(into, now=now, say=lambda words: None)


def restored(folder: Path) -> backup.Restored:
    return backup.restore_backup(folder, say=lambda words: None)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups")


@pytest.fixture
def one(places: Places, once: Path, tmp_path: Path) -> Path:
    """Give a backup of an installation with somebody in it, made once and copied for each test."""
    if not any(once.iterdir()):
        with places.at(places.make()):
            fill()
            made(once)
    (original,) = once.iterdir()
    return Path(shutil.copytree(original, tmp_path / "backups" / original.name))


def test_backup_comes_back_equal_in_every_table_and_file(places: Places, tmp_path: Path) -> None:
    source, target = places.make(), places.make()
    with places.at(source) as before:
        fill()
        folder, manifest = made(tmp_path / "backups")
    with places.at(target) as after:
        answer = restored(folder)
        assert counted(target) == counted(source)
        assert contents(after) == contents(before)
        assert len(contents(after)) == 5
        assert answer.manifest == manifest
        assert employee(first_name="Next").pk > Person.objects.get(first_name="Sanne").pk, "counters go on"


def test_protection_of_the_database_is_back_after_a_restore(places: Places, one: Path) -> None:
    target = places.make()
    with places.at(target):
        before = tables.list_triggers()
        restored(one)
        assert tables.list_triggers() == before
        with pytest.raises((InternalError, DatabaseError), match="Cannot update"):
            AuditEvent.objects.update(action="other")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Work(threading.Thread):
    """Somebody who stores files, and deletes one now and then, until told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.over, self.done = threading.Event(), 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.over.is_set():
                file = stored(f"{self.name} {self.done} {secrets.token_hex(50)}")
                self.done += 1
                if self.done % 5 == 0:
                    services.delete_file(file, now=now())
        except Exception as error:  # noqa: BLE001 - shown by the test that started us
            self.error = error
        finally:
            connection.close()


@contextmanager
def at_work(number: int) -> Iterator[list[Work]]:
    workers = [Work() for _one in range(number)]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        for worker in workers:
            worker.over.set()
        for worker in workers:
            worker.join()
    assert [worker.error for worker in workers] == [None] * number


def drilled(places: Places, source: str, target: str, into: Path) -> tuple[int, backup.Manifest]:
    """Back up while four people write, restore, and look for torn transactions; return how much was written."""
    with places.at(source), at_work(4) as workers:
        while not all(worker.done for worker in workers):
            threading.Event().wait(0.01)
        before = sum(worker.done for worker in workers)
        folder, manifest = made(into)
        written = sum(worker.done for worker in workers) - before
    with places.at(target) as files:
        restored(folder)
        every = StoredFile.objects.all()
        rows = {str(file.public_id) for file in every if file.purpose == PURPOSE}
        events = set(AuditEvent.objects.filter(action="drill.stored").values_list("object_id", flat=True))
        assert rows <= events, "a file without the event of its own transaction"
        there = {name: hashlib.sha256(content).hexdigest() for name, content in contents(files).items()}
        expected = {file.file.name: file.sha256 for file in every}
        assert {name: digest for name, digest in expected.items() if name not in manifest.files_gone} == there
        everything = counted(target)
        assert {name: entry.rows for name, entry in manifest.tables.items()} == {n: c[0] for n, c in everything.items()}
    return written, manifest


def test_backup_made_while_people_write_is_of_one_moment(places: Places, tmp_path: Path) -> None:
    source, target = places.make(), places.make()
    with places.at(source):
        fill()
    written, manifest = drilled(places, source, target, tmp_path / "backups")
    assert written > 20, "nobody wrote while the backup ran: the test proves nothing"
    assert manifest.tables["common_storedfile"].rows > 5


def test_restore_refuses_a_place_where_somebody_is_registered(places: Places, one: Path) -> None:
    target = places.make()
    with places.at(target):
        employee()
        before = counted(target)
        with pytest.raises(backup.BackupError, match="not empty: 1 people are registered"):
            restored(one)
        assert counted(target) == before


def test_restore_refuses_a_place_with_files(places: Places, one: Path) -> None:
    with places.at(places.name) as files:
        (files / "import").mkdir(parents=True)
        (files / "import" / "old").write_bytes(b"of somebody")
        with pytest.raises(backup.BackupError, match="place for stored files is not empty"):
            restored(one)
        assert not Person.objects.exists()


def test_restore_refuses_tables_of_another_release(places: Places, one: Path) -> None:
    with places.at(places.make(tables_too=False)):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE of_another_program (id int PRIMARY KEY)")
        with pytest.raises(backup.BackupError, match="not empty: it has 1 tables"):
            restored(one)


def test_restore_refuses_another_version_and_says_which_to_start(places: Places, one: Path) -> None:
    change(one, lambda manifest: manifest.update(version="9.1.0"))
    with places.at(places.name):
        with pytest.raises(backup.BackupError, match=rf"made by version 9.1.0, and this is version {VERSION}.*upgrade"):
            restored(one)
        assert not Person.objects.exists()


def test_restore_refuses_other_tables_under_the_same_version(places: Places, one: Path) -> None:
    change(one, lambda manifest: manifest["migrations"]["people"].append("9999_of_tomorrow"))
    with places.at(places.name), pytest.raises(backup.BackupError, match="between two releases"):
        restored(one)


def change(folder: Path, how: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    how(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def turned(path: Path) -> None:
    """Give a table one row more than it had."""
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) * 2))


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: cut(folder / "tables" / "people_person.copy.gz"),
        lambda folder: turned(folder / "tables" / "people_person.copy.gz"),
        lambda folder: (folder / "tables" / "people_unit.copy.gz").unlink(),
        lambda folder: next(path for path in (folder / "files").rglob("*") if path.is_file()).write_bytes(b"other"),
        lambda folder: shutil.rmtree(folder / "files"),
        lambda folder: change(folder, lambda manifest: manifest["files"][0].update(name="../../elsewhere")),
    ],
    ids=["table cut off", "table changed", "table gone", "file changed", "files gone", "file outside"],
)
def test_restore_refuses_a_damaged_backup_before_it_writes(
    places: Places, one: Path, harm: Callable[[Path], object]
) -> None:
    harm(one)
    with places.at(places.name):
        with pytest.raises(backup.BackupError, match="damaged"):
            restored(one)
        assert not Person.objects.exists()


def test_folder_without_a_manifest_is_no_backup(places: Places, one: Path) -> None:
    (one / "manifest.json").unlink()
    with places.at(places.name), pytest.raises(backup.BackupError, match="no complete backup"):
        restored(one)


def test_restore_that_fails_halfway_leaves_an_empty_place(places: Places, one: Path) -> None:
    target = places.make()
    with places.at(target) as files:
        before = counted(target)
        with no_room_for_files(), pytest.raises(OSError, match="File too large"):
            restored(one)
        assert counted(target) == before
        assert contents(files) == {}
        restored(one)  # once there is room again


@contextmanager
def no_room_for_files() -> Iterator[None]:
    """Refuse every byte beyond the hundredth of a file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_changed_file_stops_the_backup_and_nothing_is_left(places: Places, tmp_path: Path) -> None:
    with places.at(places.make()):
        fill()
        file = StoredFile.objects.first()
        assert file is not None
        Path(default_storage.path(file.file.name or "")).write_bytes(b"bits fell over")
        with pytest.raises(backup.BackupError, match="not what they were"):
            made(tmp_path / "backups")
        assert list((tmp_path / "backups").iterdir()) == []


def test_backup_is_its_owners_alone(one: Path) -> None:
    modes = {path.stat().st_mode & 0o077 for path in [one, *one.rglob("*")]}
    assert modes == {0}


def test_keys_of_surveys_are_never_in_a_backup(places: Places, tmp_path: Path, settings: Settings) -> None:
    key = secrets.token_bytes(32)
    with places.at(places.make()):
        fill()
        keys = Path(settings.WAVE_KEYS_DIR)
        keys.mkdir()
        (keys / "wave.seal").write_bytes(key)
        folder, _manifest = made(tmp_path / "backups")
        with pytest.raises(backup.BackupError, match="inside WAVE_KEYS_DIR"):
            made(keys / "backups")
    for path in folder.rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert key not in content, path
            assert key.hex().encode() not in content, path


def test_restore_says_which_keys_are_missed(places: Places, tmp_path: Path, settings: Settings) -> None:
    with places.at(places.make()):
        person = employee()
        Authenticator.objects.create(user=person, type="totp", data={"secret": encrypt_secret("JBSWY3DP")})
        SigningKey.objects.create(public_key=bytes(32), created_at=NOW)
        folder, _manifest = made(tmp_path / "backups")
    settings.SECOND_FACTOR_KEYS = [Fernet.generate_key().decode()]
    settings.SIGNING_KEYS_DIR = tmp_path / "no-keys"
    with places.at(places.make()):
        words = restored(folder).warnings
    assert [word in " ".join(words) for word in ("1 second factors", "SIGNING_KEYS_DIR")] == [True, True]


def test_only_the_newest_backups_are_kept_when_asked(places: Places, tmp_path: Path) -> None:
    into = tmp_path / "backups"
    with places.at(places.make()):
        folders = [made(into, NOW + timedelta(days=day))[0] for day in range(4)]
    (into / "houvast-20991231T000000Z.partial").mkdir()
    assert backup.remove_old_backups(into, keep=2) == folders[:2]
    assert sorted(path.name for path in into.glob("*Z")) == [folder.name for folder in folders[2:]]


def test_commands_say_what_was_done_and_end_with_the_right_code(places: Places, tmp_path: Path) -> None:
    said, words = StringIO(), StringIO()
    with places.at(places.make()):
        fill()
        call_command("backup", tmp_path / "backups", "--format", "json", stdout=said, stderr=words)
    answer = json.loads(said.getvalue())
    assert answer["version"] == VERSION
    assert answer["files"] == 5
    assert "Backup complete" in words.getvalue()
    said, words = StringIO(), StringIO()
    with places.at(places.make()):
        call_command("restore", answer["backup"], "--format", "json", stdout=said, stderr=words)
        assert json.loads(said.getvalue())["tables"]["people_person"] == 1
        with pytest.raises(CommandError, match="not empty") as refused:
            call_command("restore", answer["backup"], stderr=words)
    assert refused.value.returncode == 2
    assert "all compared with the checksums" in words.getvalue()


@pytest.mark.long
def test_drill_of_a_whole_organisation(places: Places, tmp_path: Path) -> None:
    """Back up under load, restore into an empty place, compare; in full five times, 20,000 people and 24 months."""
    people, months = tries(500, 20_000), tries(4, 24)
    source = places.make(tables_too=False)
    environment = {"DATABASE_URL": url(source), "REDIS_URL": os.environ["REDIS_URL"], "HOUVAST_ENV": "development",
                   "DATA_DIR": str(tmp_path / source)}  # fmt: skip
    for command in (["migrate"], ["sync_reference"], ["seed_demo", "--people", str(people), "--months", str(months)]):
        done = run([sys.executable, "manage.py", *command], environment=environment, timeout=5400)
        assert done.returncode == 0, done.stderr
    for turn in range(tries(2, 5)):
        target = places.make(tables_too=turn > 0)
        started = datetime.now(UTC)
        written, manifest = drilled(places, source, target, tmp_path / f"backups-{turn}")
        seconds = (datetime.now(UTC) - started).total_seconds()
        much = f"{manifest.rows} rows, {len(manifest.files)} files, {written} written meanwhile"
        tell(f"{turn + 1}: {much}, {seconds:.0f} s")
        assert written > 20
        assert seconds < 600


def tell(words: str) -> None:
    """Say it at once, also where pytest keeps what a test prints."""
    sys.__stdout__.write(f"  backup drill {words}\n")  # type: ignore[union-attr]
