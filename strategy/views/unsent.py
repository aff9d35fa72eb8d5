"""What somebody typed in a form that was refused and whose place is gone: shown, so that it can be copied."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import Form

TYPED = ("proposed", "text", "reason", "remarks")
"""The fields in which people write."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was typed, and why it was not taken."""

    why: str
    typed: str


def unsent(refused: Iterable[Form | None], *, on_page: Iterable[Form | None]) -> Unsent | None:
    """Return what was typed in a form with errors that does not stand on the page itself, the first one of them."""
    shown = {id(form) for form in on_page}
    for form in refused:
        if form is not None and form.errors and id(form) not in shown:
            typed = [str(form.data.get(name) or "").strip() for name in TYPED]
            why = [str(message) for errors in form.errors.values() for message in errors]
            return Unsent(" ".join(why), "\n\n".join(filter(None, typed)))
    return None
