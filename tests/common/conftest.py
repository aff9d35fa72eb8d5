"""Files live in a folder of the test; the broker is real, and can be taken away."""

from pathlib import Path

import pytest
from celery import current_app
from pytest_django.fixtures import Settings

from portal.embedded.ports import free_port


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """Keep stored files in a folder of this test, and return it."""
    folder = tmp_path / "files"
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return folder


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the broker be at an address where nobody answers."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
