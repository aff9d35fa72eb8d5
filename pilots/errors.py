"""What the register says when two people wrote at the same time, and what it asks before it keeps a value."""

from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import RuleBroken


class DecidedAlready(RuleBroken):
    """Somebody decided on this pilot since the decider opened it: an answer to what is not there any more."""

    def __init__(self) -> None:
        super().__init__(_("Somebody decided on this pilot just before you. Read that decision first."))


class MeasuredAlready(RuleBroken):
    """The day has a value already; whoever sees it may put theirs in its place."""

    def __init__(self, *, value: Decimal, text: str) -> None:
        super().__init__(
            _("This day has a value already: %(value)s. Put yours in its place below, or choose another day.")
            % {"value": text},
            field="measured_on",
        )
        self.value = value


class MeasuredUnlikely(RuleBroken):
    """The value can be right, but is rather a slip of the hand; whoever says that it is right keeps it."""
