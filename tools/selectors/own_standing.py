"""Where a reader stands with the seats that they asked for."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from common.asked import Stands
from tools.choices import RequestState
from tools.models import AccessRequest

S = RequestState


def stands(requests: Iterable[AccessRequest]) -> list[Stands]:
    """Return a line for each seat that somebody has or asked for: of ``my_requests``, in its order. No query."""
    return [
        Stands(
            label=row.tool.name,
            text=_text(row),
            url=reverse("tools:tool_detail", args=[row.tool.public_id]),
            is_done=row.state == S.GIVEN,
        )
        for row in requests
        if row.tool.is_usable
    ]


def _text(row: AccessRequest) -> str:
    if row.state == S.GIVEN:
        return _("you have a seat")
    if row.state == S.WAITING:
        return _("on the waiting list, at place %(number)d") % {"number": row.position}
    if row.state == S.COURSE:
        return _("first the course, then a seat")
    if row.approver is not None:
        return _("%(name)s says yes or no") % {"name": row.approver.full_name}
    return _("the programme office says yes or no")
