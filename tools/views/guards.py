"""What several pages of the catalogue ask first: is the tool there for the reader, and are they the office."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.http import PersonRequest
from tools import policies, selectors
from tools.models import Tool


def tool_or_404(request: PersonRequest, tool_id: UUID) -> Tool:
    tool = selectors.tool_by_id(request.user, tool_id)
    if tool is None:
        raise Http404
    return tool


def only_office(request: PersonRequest) -> None:
    if not policies.can_edit(request.user):
        raise PermissionDenied


def is_look(request: PersonRequest) -> bool:
    """Whether somebody opens this page: not a browser that fetches it ahead, nor one that asks for its head."""
    ahead = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in each or "preview" in each for each in ahead)
