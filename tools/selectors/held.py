"""What the catalogue holds about people, what waits for them, and what their going means for it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.asked import Waiting
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
from people.models import Person
from tools.models import Tool, ToolStatusChange
from tools.selectors.catalogue import to_review


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """What waits for the programme office and for owners: tools whose review date has come."""
    tools = to_review(person, day=day_of(now))
    dates = sorted(day for day in tools.values_list("review_on", flat=True) if day is not None)
    if not dates:
        return []
    title = ngettext("AI tool to review", "AI tools to review", len(dates))
    return [Waiting(title, len(dates), f"{reverse('tools:tool_list')}?scope=review", due_on=dates[0], icon="tool")]


def data_about(person: Person) -> list[Held]:
    """Everything that the catalogue holds about one person."""
    owned = Tool.objects.filter(owner=person).order_by("name")
    changed = ToolStatusChange.objects.filter(changed_by=person).select_related("tool").order_by("-changed_at")
    return [
        Held(
            title=gettext_lazy("AI tools you own or decided on"),
            why=gettext_lazy("So that people know who answers for a tool."),
            seen_by=gettext_lazy("Everyone who works here"),
            kept=gettext_lazy("As long as the tool stands in the catalogue."),
            rows=[
                *(HeldRow(tool.name, _("you own it"), tool.created_at) for tool in owned),
                *(HeldRow(row.tool.name, row.get_to_status_display(), row.changed_at) for row in changed),
            ],
        )
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """What it means for the catalogue when these people leave on that day. One query."""
    count = Tool.objects.filter(owner__in=person_ids, archived_at__isnull=True).count()
    return [Consequence(gettext_lazy("AI tools that lose their owner"), count)] if count else []
