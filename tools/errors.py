"""What the catalogue of tools asks before it does what cannot be undone."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken


class EndsSeats(RuleBroken):
    """Saving a tool like this ends so many seats and requests; whoever saves it says first that they mean that."""

    def __init__(self, *, seats: int, requests: int) -> None:
        parts = [
            ngettext("%(n)d seat", "%(n)d seats", seats) % {"n": seats} if seats else "",
            ngettext("%(n)d request", "%(n)d requests", requests) % {"n": requests} if requests else "",
        ]
        super().__init__(
            _("When you save this, it ends: %(what)s. Everybody concerned gets a message.")
            % {"what": ", ".join(filter(None, parts))}
        )
        self.seats = seats
        self.requests = requests

    @property
    def ends(self) -> int:
        """How many end in all: what a confirmation names, so that it holds for no other number."""
        return self.seats + self.requests
