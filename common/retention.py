"""Terms: how long each kind of data is kept, on which ground, and from when the term counts."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Term:
    """How long one kind of data lives. A daily job enforces it and a page shows it.

    ``counts_from`` is a phrase ("after the session ended"); ``action`` says what happens then ("deleted").
    """

    code: str
    label: str | Promise
    keeps: timedelta
    counts_from: str | Promise
    action: str | Promise
