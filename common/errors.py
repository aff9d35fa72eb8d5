"""What a service says when a rule of the house forbids what was asked."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class RuleBroken(Exception):
    """A rule forbids this; the message tells the reader what is wrong, where, and how to mend it.

    ``field`` names the form field that the mend concerns, where there is one.
    """

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class EditConflict(RuleBroken):
    """Somebody saved this row since the writer opened it; ``kept`` is the row as it stands, with its edition."""

    def __init__(self, *, kept: Any) -> None:
        super().__init__(
            _(
                "This was saved by somebody else, or in another tab. What is kept now stands below, and what you "
                "typed is still in the form. Put together what should stay, then save again."
            )
        )
        self.kept = kept
