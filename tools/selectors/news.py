"""Which AI tools got another status of late."""

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from common.news import MOST_NEWS, News
from people.models import Person
from tools.models import Tool, ToolStatusChange


def news(person: Person, *, since: datetime) -> list[News]:
    """Return what changed after ``since`` about whether a tool may be used, the newest first. One query."""
    changes = ToolStatusChange.objects.filter(
        tool__in=Tool.objects.visible_to(person), changed_at__gt=since, to_status=F("tool__status")
    ).exclude(from_status=F("to_status"))
    return [
        News(
            at=change.changed_at,
            kind=change.get_to_status_display(),
            title=change.tool.name,
            url=reverse("tools:tool_detail", args=[change.tool.public_id]),
            language=(get_language() or "nl")[:2],
            icon="tools",
        )
        for change in changes.select_related("tool").order_by("-changed_at", "-pk")[:MOST_NEWS]
    ]
