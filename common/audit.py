"""What the audit log says of each recorded action: a sentence, what it calls the object, and what it leaves out.

An app says it in ``<app>/audit.py``, which is found at the start. The log never knows more than its readers may:
who does something for themselves, and whom a colleague's act is about, are not named in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils import formats
from django.utils.functional import Promise

type Text = str | Promise
type InWords = Callable[[Sequence[str]], Iterable[Text]]
"""Turns what an event keeps in ``fields`` into words."""


class Shows(Enum):
    """How much of an event its readers see."""

    ALL = "all"
    ACTOR = "actor"
    """Who acted in a role; not whom it is about, nor what was written about that person."""
    NEITHER = "neither"
    """Somebody's own affair: neither who nor about whom."""


@dataclass(frozen=True, slots=True)
class Action:
    """One recorded action: its sentence, with ``{actor}`` first and ``{object}``, and what the log shows of it."""

    app: str
    code: str
    sentence: Text
    shows: Shows = Shows.ALL
    fields: InWords | None = None
    reason: Callable[[str], Text] | None = None
    """Turns a coded reason into words. A reason in free text is shown where ``shows`` is ``ALL`` only."""
    is_look: bool = False
    """Somebody saw names; those people see that too, on the page with their data."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: the noun, and what one of them is called without naming a person in it."""

    label: str
    noun: Text
    title: Callable[[Any], str]
    related: tuple[str, ...] = ()
    names_person: bool = False
    """The object is a person, or a role of theirs: only what shows all names it."""
    changes: Callable[[Any], Sequence[tuple[Text, str, str]]] | None = None
    """What it was and became, where the object itself keeps that: label, before, after."""


ACTIONS: dict[str, Action] = {}
KINDS: dict[str, Kind] = {}
FIELDS: dict[tuple[str, str], Text] = {}


def define(app: str, sentences: Mapping[str, Text], *, shows: Shows = Shows.ALL, **more: Any) -> None:
    """Register the sentence of each action of an app; a second definition of an action is an error."""
    for code, sentence in sentences.items():
        if code in ACTIONS:
            raise ValueError(f"the audit action {code} is defined twice")
        ACTIONS[code] = Action(app, code, sentence, shows, **more)


def define_kind(label: str, noun: Text, title: Callable[[Any], str], *related: str, **more: Any) -> None:
    """Register a kind of object by its model's label; ``related`` is what its title reads."""
    if label in KINDS:
        raise ValueError(f"the kind {label} is defined twice")
    KINDS[label] = Kind(label, noun, title, related, **more)


def define_fields(app: str, labels: Mapping[str, Text]) -> None:
    """Register what the fields of an app's objects are called."""
    FIELDS.update({(app, name): label for name, label in labels.items()})


def quoted(title: object) -> str:
    """Return a title between quotation marks."""
    return f"“{title}”"


def on_day(day: date) -> str:
    """Return a day in full, in the reader's language."""
    return formats.date_format(day, "DATE_FORMAT")
