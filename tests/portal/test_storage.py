"""Stored files in a folder or in a bucket: one setting, the same behaviour, gone there too when they are to go."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from common import services
from common.models import StoredFile
from common.tasks import delete_expired_files
from portal import backup
from portal.storage import storage_from
from tests.common.builders import NOW, stored
from tests.people.builders import employee
from tests.setup.test_backup import Places

Commit = Callable[..., AbstractContextManager[object]]


class Bucket:
    """A bucket on a server of this test, seen past the portal."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.client = boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="eu-west-1", aws_access_key_id="key",
            aws_secret_access_key="se/cret",
        )  # fmt: skip

    def make(self, name: str) -> str:
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        return f"s3://key:se%2Fcret@127.0.0.1:{self.port}/{name}/houvast?region=eu-west-1&tls=false"

    def keys(self, name: str) -> list[str]:
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=name).get("Contents", [])]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    yield started.get_host_and_port()[1]
    started.stop()


@pytest.fixture
def bucket(server: int) -> Bucket:
    return Bucket(server)


def at(settings: Settings, url: str) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": storage_from(url, folder=Path("/nowhere"))}


@pytest.mark.django_db
def test_file_is_stored_in_the_bucket_read_back_and_deleted_there(
    bucket: Bucket,
    settings: Settings,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    at(settings, bucket.make("one"))
    kept = StoredFile.objects.get(pk=stored(b"nummer;naam\n", name="../../Verzuim Sanne.csv").pk)
    code = kept.public_id.hex
    assert bucket.keys("one") == [f"houvast/hr_import/{code[:2]}/{code}"]
    with kept.file.open("rb") as file:
        assert file.read() == b"nummer;naam\n"
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_file(kept, now=NOW)
    assert bucket.keys("one") == []


@pytest.mark.django_db
def test_file_whose_term_is_over_goes_from_the_bucket(bucket: Bucket, settings: Settings) -> None:
    at(settings, bucket.make("two"))
    stored(b"over", expires_at=NOW - timedelta(days=1))
    staying = stored(b"not yet")
    assert len(bucket.keys("two")) == 2
    delete_expired_files()
    assert bucket.keys("two") == [f"houvast/{staying.file.name}"]


@pytest.mark.django_db
def test_nobody_reads_a_file_without_a_signed_address(bucket: Bucket, settings: Settings) -> None:
    at(settings, bucket.make("three"))
    kept = stored(b"of somebody")
    grants = bucket.client.get_object_acl(Bucket="three", Key=f"houvast/{kept.file.name}")["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
    assert "Signature=" in default_storage.url(kept.file.name or "")


@pytest.mark.django_db(transaction=True)
def test_backup_takes_files_from_a_bucket_and_restores_them_into_another(
    bucket: Bucket, settings: Settings, tmp_path: Path
) -> None:
    here, there = bucket.make("from"), bucket.make("onto")
    places = Places(tmp_path, settings)
    try:
        with places.at(places.make()):
            at(settings, here)
            employee()
            stored(b"proof")
            folder, _manifest = backup.write_backup(tmp_path / "backups", now=NOW, say=lambda words: None)
        with places.at(places.make()):
            at(settings, there)
            backup.restore_backup(folder, say=lambda words: None)
            assert bucket.keys("onto") == bucket.keys("from")
            with StoredFile.objects.get().file.open("rb") as file:
                assert file.read() == b"proof"
        not_empty = pytest.raises(backup.BackupError, match="place for stored files is not empty")
        with places.at(places.make()), not_empty:
            at(settings, there)
            backup.restore_backup(folder, say=lambda words: None)
    finally:
        places.drop()


def test_without_an_address_files_are_in_the_folder() -> None:
    assert storage_from("", folder=Path("/data/files"))["OPTIONS"] == {"location": "/data/files"}
    assert storage_from("file:///srv/houvast%20files", folder=Path("/data"))["OPTIONS"] == {
        "location": "/srv/houvast files"
    }


@pytest.mark.parametrize(
    "url",
    ["s3://host/bucket", "s3://key:secret@host", "s3://key:secret@host/bucket?regio=x", "ftp://a:b@host/bucket",
     "s3://key:secret@host:x/bucket", "bucket", "file://folder", "s3://key:secret@host/bucket?region"],
)  # fmt: skip
def test_address_that_is_no_place_is_refused_in_words(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STORED_FILES_URL must look like"):
        storage_from(url, folder=Path("/data"))
