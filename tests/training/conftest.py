"""Keys that sign live in a folder of the test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def signing_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"
    return tmp_path / "signing-keys"
