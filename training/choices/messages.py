"""To whom HR or a trainer can write about a session, and how long what they wrote is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term
from outbox.choices import SENT_KEPT


class SentTo(models.TextChoices):
    """Which people of a session a message goes to."""

    SEATS = "seats", _("Everyone with a seat")
    WAITING = "waiting", _("Everyone waiting for a seat or offered one")
    BOTH = "both", _("Everyone with a seat, waiting for one or offered one")
    CANCELLED = "cancelled", _("Everyone who had a seat or asked for one when it was cancelled")


class Because(models.TextChoices):
    """Why somebody gets a message about a session; the message says it."""

    HAS_SEAT = "has_seat"
    HAD_SEAT = "had_seat"
    WAITS = "waits"
    OFFERED = "offered"
    CANCELLED = "cancelled"


MESSAGE_TERMS: list[Term] = [
    Term(
        code="training.session_message",
        label=_("Messages that HR or a trainer wrote to the people of a session"),
        keeps=SENT_KEPT,
        counts_from=_("after it was sent"),
        action=_("deleted"),
    ),
]
