"""The disk is full: nothing half stays, the reader gets it in words, and what was rolled back is swept."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg.errors
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common import services
from common.clock import now
from common.disk import means_no_room
from common.models import AuditEvent, StoredFile
from common.tasks import delete_files_without_row
from directory.models import ImportRun
from directory.services import print_codes_in_job, start_invitations
from people.choices import Role
from people.models import ActivationCode, Person
from tests.common.builders import stored
from tests.people.builders import employee
from training.models import SigningKey
from training.services.keys import key_to_sign_with

pytestmark = pytest.mark.django_db
ROOM = 1_000_000
HEADER = "personeelsnummer;voornaam;achternaam;e-mail;afdeling;afdelingscode;functie;in dienst\n"
Full = AbstractContextManager[Path]


@contextmanager
def small_file_system(folder: Path) -> Iterator[Path]:
    """A file system of a megabyte, really mounted."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this user may mount nothing: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_files(folder: Path) -> Iterator[Path]:
    """A process that may write no file beyond a megabyte: what everybody may try."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(params=[small_file_system, small_files])
def full(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Where files are stored, uploaded to and signed from: a folder with room for a megabyte."""
    settings.SECOND_FACTOR_REQUIRED = False
    folder = tmp_path / "disk"
    folder.mkdir()
    with request.param(folder):
        for name in ("files", "uploads", "keys"):
            (folder / name).mkdir()
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(folder / "files")},
            },
        }
        settings.FILE_UPLOAD_TEMP_DIR = str(folder / "uploads")
        settings.SIGNING_KEYS_DIR = folder / "keys"
        yield folder


@pytest.fixture
def hr() -> Person:
    return employee(roles=[Role.HR])


@pytest.fixture
def browser(hr: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(hr)
    return client


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def hr_file(size: int) -> SimpleUploadedFile:
    row = "1001;Sanne;de Boer;sanne@houtwijk.example;Zorg;201;verpleegkundige;2020-01-01\n"
    return SimpleUploadedFile("hr.csv", (HEADER + row * (size // len(row))).encode(), "text/csv")


# --- uploads ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "size", [pytest.param(1_500_000, id="while it is stored"), pytest.param(3_000_000, id="while it is received")]
)
def test_upload_that_does_not_fit_is_refused_in_words(full: Path, browser: Client, size: int) -> None:
    answer = browser.post(reverse("directory:import_new"), {"file": hr_file(size)})
    assert answer.status_code == 507
    page = answer.content.decode()
    assert "<h1>De schijf van het portaal is vol</h1>" in page
    assert "Er is niets opgeslagen" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert on_disk(full) == []
    assert not StoredFile.objects.exists()
    assert not ImportRun.objects.exists()
    assert browser.post(reverse("directory:import_new"), {"file": hr_file(10_000)}).status_code == 302
    assert len(on_disk(full)) == StoredFile.objects.count() == 1


@contextmanager
def nothing_fits_in(table: str) -> Iterator[None]:
    """Let the database say what it says on a full disk, for each new row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;"
            f'CREATE TRIGGER disk_is_full BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION disk_is_full()'
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION disk_is_full CASCADE")


def test_file_whose_row_does_not_fit_is_gone_at_once(files: Path, settings: Settings, browser: Client) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    with nothing_fits_in(StoredFile._meta.db_table):
        assert browser.post(reverse("directory:import_new"), {"file": hr_file(1_000)}).status_code == 507
    assert on_disk(files) == []
    assert not StoredFile.objects.exists()


def test_file_of_a_transaction_that_is_rolled_back_later_is_swept(
    files: Path, settings: Settings, browser: Client
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    with nothing_fits_in(AuditEvent._meta.db_table):
        assert browser.post(reverse("directory:import_new"), {"file": hr_file(1_000)}).status_code == 507
    assert not StoredFile.objects.exists()
    assert not ImportRun.objects.exists()
    (left,) = on_disk(files)
    assert delete_files_without_row() == 0
    assert on_disk(files) == [left]
    an_earlier_day(files / left)
    assert delete_files_without_row() == 1
    assert on_disk(files) == []


@pytest.mark.parametrize("path", ["/api/v1/figures", "/scim/v2/Users"])
def test_program_gets_a_full_disk_as_a_problem(path: str, browser: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.MIDDLEWARE = ["tests.faults.test_disk_full.no_room"]
    answer = browser.get(path)
    assert answer.status_code == 507
    assert answer.headers["Content-Type"] in {"application/problem+json", "application/scim+json"}
    assert "schijf" in answer.content.decode() or "disk" in answer.content.decode()


def no_room(_get_response: object) -> Callable[[object], None]:
    def answer(_request: object) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    return answer


# --- jobs and keys ----------------------------------------------------------------------------------------------------
def test_codes_that_do_not_fit_are_not_made_and_the_job_says_it(full: Path, hr: Person) -> None:
    employee(email=None)
    (full / "files" / "fill").write_bytes(b"x" * (ROOM - 20_000))
    job = start_invitations(way="paper", who="never", unit=None, actor=hr, now=now())
    with no_room_left(full):
        print_codes_in_job(job_id=job.pk, now=now())
    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        "De schijf van het portaal is vol. Er is geen code gemaakt. Begin opnieuw zodra er ruimte is.",
    )
    assert not ActivationCode.objects.exists()
    assert not StoredFile.objects.exists()
    assert on_disk(full) == ["files/fill"]


def test_key_that_does_not_fit_leaves_no_half_key(full: Path) -> None:
    with no_room_left(full), pytest.raises(OSError, match=r"No space left|File too large"):
        key_to_sign_with(now=now())
    assert on_disk(full / "keys") == []
    assert not SigningKey.objects.exists()
    key_to_sign_with(now=now())


@contextmanager
def no_room_left(folder: Path) -> Iterator[None]:
    """Fill a mounted disk to its last byte; a process without one may write nothing at all."""
    if os.path.ismount(folder):
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4_096)
            except OSError:
                pass
        yield
        filler.unlink()
    else:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- swept ------------------------------------------------------------------------------------------------------------
def an_earlier_day(path: Path) -> None:
    at = (now() - services.ROLLED_BACK - timedelta(minutes=1)).timestamp()
    os.utime(path, (at, at))


def test_only_old_files_without_a_row_under_a_name_of_ours_are_swept(files: Path) -> None:
    known = stored().file.name
    gone, young = stored(), stored()
    StoredFile.objects.filter(pk__in=[gone.pk, young.pk]).delete()
    others = ["hr_import/ab/notes.txt", "ab/00ff00ff00ff00ff00ff00ff00ff00ff", f"hr_import/zz/{'ab' * 16}", "readme"]
    for name in others:
        default_storage.save(name, ContentFile(b"x"))
    for name in [known, gone.file.name, *others]:
        an_earlier_day(files / name)
    assert delete_files_without_row() == 1
    assert on_disk(files) == sorted([known, young.file.name, *others])


def test_many_files_without_a_row_are_no_accident(files: Path) -> None:
    for number in range(services.MOST_WITHOUT_ROW + 1):
        name = f"hr_import/{number % 256:02x}/{number % 256:02x}{number:030x}"
        an_earlier_day(files / default_storage.save(name, ContentFile(b"x")))
    assert delete_files_without_row() == 0
    assert len(on_disk(files)) == services.MOST_WITHOUT_ROW + 1


def test_nothing_was_ever_stored(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "nowhere")},
        },
    }
    assert delete_files_without_row() == 0


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(122, "Disk quota exceeded"), True),
        (OSError(13, "Permission denied"), False),
        (psycopg.errors.DiskFull("could not extend file"), True),
        (psycopg.errors.DeadlockDetected("deadlock"), False),
        (None, False),
    ],
)
def test_a_full_disk_is_told_from_other_faults(error: Exception | None, is_full: bool) -> None:
    assert means_no_room(error) is is_full
    from_django: DatabaseError = OperationalError("wrapped")
    from_django.__cause__ = error
    assert means_no_room(from_django) is is_full
