"""What somebody's going means everywhere: each app says it and does it, in the order of this list."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import translation

import governance.selectors
import governance.services
import outbox.selectors
import outbox.services
import people.selectors
import people.services
import pilots.selectors
import pilots.services
import strategy.selectors
import strategy.services
import surveys.selectors
import surveys.services
import tools.selectors
import tools.services
import training.selectors
import training.services
from common.departures import AppliesDeparture, Consequence, PreviewsDeparture
from people.models import Person

PREVIEWS: tuple[PreviewsDeparture, ...] = (
    pilots.selectors.preview_departure,
    tools.selectors.preview_departure,
    training.selectors.preview_departure,
    strategy.selectors.preview_departure,
    surveys.selectors.preview_departure,
    governance.selectors.preview_departure,
    outbox.selectors.preview_departure,
    people.selectors.preview_departure,
)
# People last: what the other apps end may ask where somebody is placed or which role they hold.
APPLIES: tuple[AppliesDeparture, ...] = (
    pilots.services.apply_departure,
    tools.services.apply_departure,
    training.services.apply_departure,
    strategy.services.apply_departure,
    surveys.services.apply_departure,
    governance.services.apply_departure,
    outbox.services.apply_departure,
    people.services.apply_departure,
)
LANGUAGES = ("nl", "en")


def preview(departing: Iterable[tuple[int, date]]) -> list[Consequence]:
    """Count over all apps what it means that these people leave, each on their day."""
    ordered = sorted(departing, key=lambda each: each[1])
    found: list[Consequence] = []
    for on, group in groupby(ordered, key=lambda each: each[1]):
        ids = [person_id for person_id, _on in group]
        for preview_in_app in PREVIEWS:
            found.extend(preview_in_app(person_ids=ids, on=on))
    return found


def in_words(consequences: Sequence[Consequence]) -> list[dict[str, Any]]:
    """Add up what is the same and write it in each language, for a report that is kept."""
    counts: dict[tuple[str, ...], int] = {}
    for consequence in consequences:
        labels = []
        for language in LANGUAGES:
            with translation.override(language):
                labels.append(str(consequence.label))
        counts[tuple(labels)] = counts.get(tuple(labels), 0) + consequence.count
    return [{"label": dict(zip(LANGUAGES, labels, strict=True)), "count": count} for labels, count in counts.items()]


def carry_out(departing: Iterable[tuple[int, date]], *, actor: Person | None, now: datetime) -> None:
    """Let these people leave in every app, inside the caller's transaction."""
    for person_id, on in departing:
        for apply_in_app in APPLIES:
            apply_in_app(person_id=person_id, on=on, actor=actor, now=now)
