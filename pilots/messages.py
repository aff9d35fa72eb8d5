"""Messages of the register of pilots."""

from django.utils.translation import gettext_lazy as _

from outbox.choices import Kind
from outbox.messages import MessageKind


class DecisionRecorded(MessageKind):
    """A decision about a pilot was recorded; for its team and its sponsor, but not for who decided."""

    code = "pilots.decision_recorded"
    kind = Kind.CONFIRMATION
    label = _("A decision about your pilot")


class AddedToPilot(MessageKind):
    """Somebody was added to a pilot's team."""

    code = "pilots.added"
    kind = Kind.CONFIRMATION
    label = _("You are in the team of a pilot")
