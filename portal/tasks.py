"""Work that concerns every app at once."""

from collections.abc import Callable
from datetime import datetime

from celery import shared_task

import adoption.services
import directory.services
import governance.services
import outbox.services
import people.services
import pilots.services
import strategy.services
import surveys.services
import tools.services
import training.services
from common.clock import now

ENFORCED_BY: list[Callable[..., dict[str, int]]] = [
    people.services.enforce_terms,
    strategy.services.enforce_terms,
    training.services.enforce_terms,
    pilots.services.enforce_terms,
    tools.services.enforce_terms,
    surveys.services.enforce_terms,
    governance.services.enforce_terms,
    outbox.services.enforce_terms,
    adoption.services.enforce_terms,
    directory.services.enforce_terms,
]


def enforce_all_terms(*, at: datetime) -> dict[str, int]:
    """Let each app remove what has been kept long enough; return how much of each kind went."""
    return {kind: count for enforce in ENFORCED_BY for kind, count in enforce(now=at).items()}


@shared_task(name="portal.enforce_terms")
def enforce_terms() -> dict[str, int]:
    return enforce_all_terms(at=now())
