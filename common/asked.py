"""What is asked of somebody, and what waits for whoever must act; each app answers, the home page shows."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of a person: what, why, by when, and the one button.

    ``weight`` orders what has no date: the higher, the sooner. ``due_on`` orders first.
    """

    title: str | Promise
    why: str | Promise
    url: str
    action: str | Promise
    due_on: date | None = None
    weight: int = 0
    icon: str = "check"


@dataclass(frozen=True, slots=True)
class Stands:
    """Where somebody stands with one thing, in words, and where to go on."""

    label: str | Promise
    text: str | Promise
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pile of work that waits for a role or a relation: how much of what, and where to do it."""

    title: str | Promise
    count: int
    url: str
    due_on: date | None = None
    icon: str = "clock"
