"""What surveys say to people: there is one, and it ends soon. Neither knows anything of an answer."""

from datetime import timedelta
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.choices import Kind
from outbox.messages import MessageKind


class SurveyInvitation(MessageKind):
    """To who is invited, once a wave."""

    code = "surveys.invitation"
    kind = Kind.NUDGE
    label: ClassVar[str | Promise] = _("Invitation to a survey")


class SurveyReminder(MessageKind):
    """To who is not known to have sent, once a wave."""

    code = "surveys.reminder"
    kind = Kind.NUDGE
    label: ClassVar[str | Promise] = _("Reminder of a survey")
    useful_for = timedelta(days=3)
