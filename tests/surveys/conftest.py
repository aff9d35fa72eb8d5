"""Keys of waves live in a folder of the test; questions are there as after a migration."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from surveys import reference


@pytest.fixture(autouse=True)
def wave_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.WAVE_KEYS_DIR = tmp_path / "wave-keys"
    return tmp_path / "wave-keys"


@pytest.fixture
def questions(db: None) -> None:
    reference.sync()
