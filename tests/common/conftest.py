"""Files live in a folder of the test; the broker is real, and can be taken away."""

import pytest
from celery import current_app

from portal.embedded.ports import free_port


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the broker be at an address where nobody answers."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
