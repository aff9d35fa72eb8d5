"""Messages of the strategy."""

from django.utils.translation import gettext_lazy as _

from outbox.choices import Kind
from outbox.messages import MessageKind


class StrategyPublished(MessageKind):
    """A new version is in force; for whoever carries it: board, HR, privacy officer, works council, objective owners.

    Everyone else finds it on the home page, and a reminder follows for who has not read it.
    """

    code = "strategy.published"
    kind = Kind.CONFIRMATION
    label = _("A new version of the strategy or the house rules is in force")
