"""What the tests of reminders stand on: a strategy in force since some days."""

from datetime import UTC, datetime, timedelta

from people.models import Person
from strategy import services
from strategy.models import Version
from tests.strategy.builders import NOW, office, published

PUBLISHED = NOW
"""Friday 20 November 2026, 10:00 in Amsterdam."""
DUE = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
"""Friday two weeks later, 10:00 in Amsterdam: a reminder is due."""
DAY = timedelta(days=1)


def strategy_in_force() -> Version:
    return published(actor=office())


def confirm(version: Version, person: Person, *, now: datetime) -> None:
    services.acknowledge(version_id=version.pk, content_hash=version.content_hash, language="nl", actor=person, now=now)
