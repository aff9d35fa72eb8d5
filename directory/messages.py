"""What people hear when they are invited to the portal, and about who stands in for whom."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outbox.messages import Channel, Kind, Message, MessageKind
from people.services import invitation_path

INVITATION_LASTS = timedelta(days=14)


class AccountInvitation(MessageKind):
    """You have an account. The link is made when the mail goes out, so no copy of the database holds it."""

    code = "directory.account_invitation"
    kind = Kind.CONFIRMATION
    label = _("An invitation to the portal")
    channels: ClassVar[tuple[Channel, ...]] = (Channel.MAIL,)
    useful_for: ClassVar[timedelta] = timedelta(days=7)

    @classmethod
    def path_in_mail(cls, message: Message) -> str:
        if sign_in_services() or message.recipient is None:
            return reverse("account_login")
        return invitation_path(person=message.recipient, until=message.created_at + INVITATION_LASTS)


def sign_in_services() -> list[str]:
    """Return the names of the organisation's own sign-in services, as the sign-in page has them on its buttons."""
    return [str(app["name"]) for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]]


class DeputyAppointed(MessageKind):
    """Somebody stands in for a manager; for both of them."""

    code = "directory.deputy_appointed"
    kind = Kind.CONFIRMATION
    label = _("Who stands in for whom")


class DeputyEnded(MessageKind):
    """Somebody stands in no longer; for both of them."""

    code = "directory.deputy_ended"
    kind = Kind.CONFIRMATION
    label = _("Standing in has ended")
