"""What somebody's going means everywhere: each app says it and does it, in the order of this list."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from django.utils import translation
from django.utils.translation import ngettext

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
from common.charts import written
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
# What each app calls a consequence, in English -> the sentence that a report tells, with its number.
SENTENCES: dict[str, Callable[[int], str]] = {
    "pilots without an owner": lambda count: ngettext(
        "%s pilot has no owner any more.", "%s pilots have no owner any more.", count
    ),
    "pilots without a sponsor": lambda count: ngettext(
        "%s pilot has no sponsor any more.", "%s pilots have no sponsor any more.", count
    ),
    "places in a pilot team that end": lambda count: ngettext(
        "%s place in a pilot team ends.", "%s places in pilot teams end.", count
    ),
    "AI tools that lose their owner": lambda count: ngettext(
        "%s AI tool has no owner any more.", "%s AI tools have no owner any more.", count
    ),
    "seats of AI tools that come free": lambda count: ngettext(
        "%s seat of an AI tool comes free.", "%s seats of AI tools come free.", count
    ),
    "requests for AI tools that end": lambda count: ngettext(
        "%s request for an AI tool ends.", "%s requests for AI tools end.", count
    ),
    "× a seat in a course comes free": lambda count: ngettext(
        "%s seat in a course comes free.", "%s seats in courses come free.", count
    ),
    "× a place on a waiting list ends": lambda count: ngettext(
        "%s place on a waiting list ends.", "%s places on waiting lists end.", count
    ),
    "× a session loses its trainer": lambda count: ngettext(
        "%s session has no trainer any more.", "%s sessions have no trainer any more.", count
    ),
    "objectives without an owner": lambda count: ngettext(
        "%s objective has no owner any more.", "%s objectives have no owner any more.", count
    ),
    "answers about a text that nobody waits for any more": lambda count: ngettext(
        "%s answer about a new text is not asked any more.",
        "%s answers about a new text are not asked any more.",
        count,
    ),
    "surveys that are not answered any more": lambda count: ngettext(
        "%s invitation to a survey ends.", "%s invitations to surveys end.", count
    ),
    "messages that will not be sent": lambda count: ngettext(
        "%s message is not sent any more.", "%s messages are not sent any more.", count
    ),
    "people whose manager leaves": lambda count: ngettext(
        "%s colleague has no manager any more.", "%s colleagues have no manager any more.", count
    ),
    "roles that end": lambda count: ngettext("%s role ends.", "%s roles end.", count),
    "managers who lose their deputy": lambda count: ngettext(
        "%s manager has no deputy any more.", "%s managers have no deputy any more.", count
    ),
}


def preview(departing: Iterable[tuple[int, date]]) -> list[Consequence]:
    """Count over all apps what it means that these people leave, each on their day."""
    ordered = sorted(departing, key=lambda each: each[1])
    found: list[Consequence] = []
    for on, group in groupby(ordered, key=lambda each: each[1]):
        ids = [person_id for person_id, _on in group]
        for preview_in_app in PREVIEWS:
            found.extend(preview_in_app(person_ids=ids, on=on))
    return found


def in_words(consequences: Sequence[Consequence]) -> list[dict[str, str]]:
    """Add up what is the same and write a sentence about it in each language, for a report that is kept."""
    counts: dict[str, int] = {}
    labels: dict[str, Consequence] = {}
    for consequence in consequences:
        with translation.override("en"):
            name = str(consequence.label)
        labels.setdefault(name, consequence)
        counts[name] = counts.get(name, 0) + consequence.count
    told = []
    for name, count in counts.items():
        sentences = {}
        for language in LANGUAGES:
            with translation.override(language):
                sentences[language] = _sentence(name, labels[name], count)
        told.append(sentences)
    return told


def _sentence(name: str, consequence: Consequence, count: int) -> str:
    """The sentence in the active language; without one the number and what the app calls it."""
    if name not in SENTENCES:
        return f"{written(count)} {consequence.label}"
    return SENTENCES[name](count) % written(count)


def carry_out(departing: Iterable[tuple[int, date]], *, actor: Person | None, now: datetime) -> None:
    """Let these people leave in every app, inside the caller's transaction."""
    for person_id, on in departing:
        for apply_in_app in APPLIES:
            apply_in_app(person_id=person_id, on=on, actor=actor, now=now)
