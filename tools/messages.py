"""What the tool catalogue says to people: what became of their request for a seat, and what waits for an answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from outbox.messages import Kind, MessageKind
from tools.models import AccessRequest


class AccessAsked(MessageKind):
    code = "tools.access_asked"
    kind = Kind.CONFIRMATION
    label = _("Somebody of yours asks for an AI tool")


class AccessDeclined(MessageKind):
    code = "tools.access_declined"
    kind = Kind.CONFIRMATION
    label = _("Your request for an AI tool is declined")


class AccessWaits(MessageKind):
    """A yes that is no seat yet: a course comes first, or others wait."""

    code = "tools.access_waits"
    kind = Kind.CONFIRMATION
    label = _("You wait for a seat of an AI tool")


class AccessGiven(MessageKind):
    code = "tools.access_given"
    kind = Kind.CONFIRMATION
    label = _("You have a seat of an AI tool")


class AccessEnded(MessageKind):
    """A seat that was returned or a request that ended, by somebody else or by the tool."""

    code = "tools.access_ended"
    kind = Kind.CONFIRMATION
    label = _("Your seat or request of an AI tool has ended")


def about(request: AccessRequest) -> str:
    """The name under which messages about a request are found again, to skip them."""
    return f"tool-request:{request.public_id}"


def key(kind: type[MessageKind], request: AccessRequest, suffix: str = "") -> str:
    return f"{kind.code}:{request.public_id}{suffix}"


def facts_of(request: AccessRequest) -> dict[str, Any]:
    return {"tool": request.tool.name}
