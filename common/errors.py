"""What a service says when a rule of the house forbids what was asked."""

from django.utils.functional import Promise


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
