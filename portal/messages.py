"""What the portal itself says to people: about their account, where sign-in cannot reach the outbox."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from outbox.messages import Channel, Kind, MessageKind


class ActivationCodeMade(MessageKind):
    """Somebody can set a password for your account now. In the inbox it stays; by mail it goes at once, unkept."""

    code = "portal.activation_code_made"
    kind = Kind.CONFIRMATION
    label = _("An activation code for your account")
    channels: ClassVar[tuple[Channel, ...]] = (Channel.INBOX,)


class WatchedRoleGiven(MessageKind):
    """To all who hold the role of works council or privacy officer: who gave it to whom."""

    code = "portal.watched_role_given"
    kind = Kind.CONFIRMATION
    label = _("Somebody got a role that you hold too")


class SecondFactorResetRequested(MessageKind):
    """To the other administrators: one of them must confirm."""

    code = "portal.second_factor_reset_requested"
    kind = Kind.CONFIRMATION
    label = _("A request to reset a second step")


class SecondFactorResetDecided(MessageKind):
    """To the administrator who asked."""

    code = "portal.second_factor_reset_decided"
    kind = Kind.CONFIRMATION
    label = _("What was decided on your request to reset a second step")


class SecondFactorWasReset(MessageKind):
    """Your second step is gone. In the inbox it stays; by mail it goes at once, unkept."""

    code = "portal.second_factor_was_reset"
    kind = Kind.CONFIRMATION
    label = _("Your second step was reset")
    channels: ClassVar[tuple[Channel, ...]] = (Channel.INBOX,)


class RoleGiven(MessageKind):
    """What somebody can do from now on, and where."""

    code = "portal.role_given"
    kind = Kind.CONFIRMATION
    label = _("You have a new role")


class RoleEnded(MessageKind):
    """What somebody can no longer do."""

    code = "portal.role_ended"
    kind = Kind.CONFIRMATION
    label = _("A role of yours ended")
