"""What became of an objective: each change with what it was before, by whom and why; and the moments on its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.measures import in_measure
from people.models import Person
from strategy.choices import METRICS, ObjectiveEvent, Pillar
from strategy.models import KeyDate, Objective, ObjectiveEdition


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of an objective."""

    event: ObjectiveEvent
    at: datetime
    actor: Person | None
    reason: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment on the way to an objective, as it stands on a day."""

    key_date: KeyDate
    is_late: bool


def history_of(objective: Objective) -> list[Entry]:
    """Return all that became of an objective, the newest first. Two queries."""
    editions = list(objective.editions.select_related("actor"))
    owners = {value for each in editions if (value := each.values.get("owner"))}
    people = {str(person.pk): person.full_name for person in Person.objects.filter(pk__in=owners)}
    entries = [_entry(None, editions[0], people)] if editions else []
    entries += [_entry(before, after, people) for before, after in pairwise(editions)]
    return entries[::-1]


def moments_of(objective: Objective, today: date) -> list[Moment]:
    """Return the moments on the way to an objective, the earliest first. One query."""
    return [Moment(each, each.reached_on is None and each.on < today) for each in objective.key_dates.all()]


def _entry(before: ObjectiveEdition | None, after: ObjectiveEdition, people: Mapping[str, str]) -> Entry:
    changes = [
        Change(label, _words(before.values, name, people), _words(after.values, name, people))
        for name, label in _labels().items()
        if before is not None and _said(before.values, name) != _said(after.values, name)
    ]
    return Entry(ObjectiveEvent(after.event), after.at, after.actor, after.reason, changes)


def _said(values: Mapping[str, str | None], name: str) -> object:
    """What decides whether a field reads differently: 40 is 40.00, and a number changes with what it is counted in."""
    value = values.get(name) or None
    return (Decimal(value), values.get("measure")) if value and name in {"baseline", "target"} else value


def _labels() -> dict[str, str]:
    return {
        "title_nl": _("title in Dutch"),
        "title_en": _("title in English"),
        "pillar": _("pillar"),
        "clause_key": _("passage of the strategy"),
        "owner": _("owner"),
        "metric": _("indicator"),
        "baseline": _("at the start"),
        "target": _("target"),
        "due_on": _("to be reached by"),
    }


def _words(values: Mapping[str, str | None], name: str, people: Mapping[str, str]) -> str:
    value = values.get(name)
    if not value:
        return _("none")
    known = METRICS.get(value) if name == "metric" else None
    written: dict[str, Callable[[], str]] = {
        "owner": lambda: people.get(value, _("somebody who left")),
        "pillar": lambda: str(Pillar(value).label),
        "metric": lambda: str(known.title) if known is not None else value,
        "due_on": lambda: date_format(date.fromisoformat(value)),
        "baseline": lambda: in_measure(Decimal(value), values.get("measure") or ""),
        "target": lambda: in_measure(Decimal(value), values.get("measure") or ""),
    }
    return written.get(name, lambda: value)()
