"""Stored files: a random name on disk, a hash, a term, and gone when the term is over."""

import hashlib
import re
import resource
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete

from common import services
from common.models import StoredFile
from common.tasks import delete_expired_files
from people.models import Person
from tests.common.builders import NOW, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
DAY = timedelta(days=1)


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "name",
    [
        "Verzuim Sanne de Boer.csv",
        "../../../etc/sanne.csv",
        "/srv/sanne.csv",
        "sanne\\..\\de boer.csv",
        "hr_import/sanne.csv",
        ".",
        "s" * 300 + ".csv",
        "zoë\x01.csv",
    ],
)
def test_name_that_a_person_gave_never_reaches_the_disk(files: Path, name: str) -> None:
    kept = StoredFile.objects.get(pk=stored(b"nummer;naam\n", name=name).pk)
    code = kept.public_id.hex
    assert on_disk(files) == [kept.file.name] == [f"hr_import/{code[:2]}/{code}"]
    assert kept.name == name[:200]
    assert not re.search(r"sanne|boer|csv", str(kept), re.IGNORECASE)


def test_two_files_of_one_name_and_content_are_two(
    files: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    one, other = stored(), stored()
    assert one.sha256 == other.sha256
    assert len(on_disk(files)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_file(one, now=NOW)
    assert on_disk(files) == [other.file.name]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbfnummer;naam\n", bytes(range(256)) * 1024])
def test_file_is_kept_as_it_came_with_its_size_and_hash(content: bytes) -> None:
    upload = SimpleUploadedFile("hr.csv", content, "text/csv")
    upload.read(3)  # somebody looked at how it begins
    kept = StoredFile.objects.get(
        pk=services.store_file(
            content=upload, name="hr.csv", content_type="text/csv", purpose="hr_import", actor=None, now=NOW
        ).pk
    )
    with kept.file.open("rb") as file:
        assert file.read() == content
    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_full_disk_leaves_no_half_file(files: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))  # every byte beyond is refused, as on a full disk
    try:
        with pytest.raises(OSError, match="File too large"):
            stored(b"x" * 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert on_disk(files) == []
    assert not StoredFile.objects.exists()


def test_row_says_what_for_from_whom_and_until_when(colleague: Person) -> None:
    kept = stored(actor=colleague, expires_at=NOW + DAY, content_type="application/" + "x" * 200)
    kept.refresh_from_db()
    assert (kept.purpose, kept.created_by, kept.created_at, kept.expires_at) == (
        "hr_import", colleague, NOW, NOW + DAY,
    )  # fmt: skip
    assert len(kept.content_type) == 120


def test_only_the_owner_of_the_process_reads_a_file(files: Path) -> None:
    path = files / stored().file.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- deleted, or not after all ----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_file_that_is_deleted_in_a_transaction_that_rolls_back_stays_whole(files: Path) -> None:
    kept = stored(b"nummer;naam\n", expires_at=NOW + DAY)
    with transaction.atomic():
        services.delete_file(kept, now=NOW)
        transaction.set_rollback(True)
    again = StoredFile.objects.get(pk=kept.pk)
    assert again.expires_at == NOW + DAY
    with again.file.open("rb") as file:
        assert file.read() == b"nummer;naam\n"
    with transaction.atomic():
        services.delete_file(again, now=NOW)
        assert len(on_disk(files)) == 1, "nothing goes before the commit"
    assert not StoredFile.objects.exists()
    assert on_disk(files) == []


@pytest.mark.django_db(transaction=True)
def test_bytes_of_a_row_that_cannot_go_stay(files: Path) -> None:
    kept = stored()

    def refuse(sender: type[StoredFile], **_more: object) -> None:
        raise ProtectedError("something points at it", set())

    pre_delete.connect(refuse, sender=StoredFile)
    try:
        services.delete_file(kept, now=NOW)
    finally:
        pre_delete.disconnect(refuse, sender=StoredFile)
    assert on_disk(files) == [kept.file.name]
    assert services.delete_expired_files(now=NOW) == 1, "the daily job tries again"
    assert on_disk(files) == []


# --- terms ------------------------------------------------------------------------------------------------------------
def test_file_and_row_are_gone_when_the_term_is_over_and_others_stay(files: Path) -> None:
    over, ends_now = stored(expires_at=NOW - DAY), stored(expires_at=NOW)
    later, for_ever = stored(expires_at=NOW + timedelta(seconds=1)), stored()
    assert services.delete_expired_files(now=NOW) == 2
    assert set(StoredFile.objects.all()) == {later, for_ever}
    assert on_disk(files) == sorted([later.file.name, for_ever.file.name])
    assert over.file.name not in on_disk(files)
    assert ends_now.file.name not in on_disk(files)
    assert services.delete_expired_files(now=NOW) == 0


def test_beat_removes_what_is_over(files: Path) -> None:
    stored(expires_at=NOW)
    assert delete_expired_files() == 1
    assert on_disk(files) == []


def test_row_that_a_crash_left_without_its_file_is_removed_by_the_next_run(files: Path) -> None:
    kept = stored(expires_at=NOW)
    (files / kept.file.name).unlink()
    assert services.delete_expired_files(now=NOW) == 1
    assert not StoredFile.objects.exists()


def test_file_that_cannot_be_removed_keeps_its_row_and_no_other_file(files: Path) -> None:
    stuck, *rest = [stored(expires_at=NOW - number * DAY) for number in range(4)]
    path = files / stuck.file.name
    path.unlink()
    (path / "in the way").mkdir(parents=True)

    assert services.delete_expired_files(now=NOW) == len(rest)

    assert StoredFile.objects.get() == stuck
    (path / "in the way").rmdir()
    assert services.delete_expired_files(now=NOW) == 1
    assert on_disk(files) == []


def test_row_that_is_refused_leaves_no_file(files: Path) -> None:
    with pytest.raises(Exception, match="too long"):
        services.store_file(
            content=ContentFile(b"x"), name="x", content_type="x", purpose="p" * 41, actor=None, now=NOW
        )
    assert on_disk(files) == []
