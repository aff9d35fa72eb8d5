"""What the tests of the strategy stand on: keys of sealed boxes kept in a folder of the test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def box_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.WAVE_KEYS_DIR = tmp_path / "box-keys"
    return tmp_path / "box-keys"
