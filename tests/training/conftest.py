"""When the tests of training take place."""

import pytest
import time_machine

from tests.training.builders import (
    NOW,
)


@pytest.fixture
def _at_work(settings: pytest.FixtureRequest) -> object:
    """It is the morning of 2 November 2026, and the second factor is somebody else's test."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW, tick=False):
        yield
