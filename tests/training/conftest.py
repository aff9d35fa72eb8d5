"""What the tests of training stand on: files and keys kept in a folder of the test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def signing_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"
    return tmp_path / "signing-keys"


@pytest.fixture(autouse=True)
def box_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.WAVE_KEYS_DIR = tmp_path / "box-keys"
    return tmp_path / "box-keys"


@pytest.fixture
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep stored files in a folder of this test."""
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path
