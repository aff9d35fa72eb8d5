"""What the search of the portal finds among the AI tools."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.bilingual import language_read, written_in
from common.finding import Hit, Hits, first_of, ranked
from people.models import Person
from tools.models import Tool


def search(person: Person, text: str, *, limit: int) -> list[Hits]:
    """Return the tools that ``person`` may see and that fit, or may take the data that ``text`` names. One query."""
    found = Tool.objects.visible_to(person).filter(archived_at__isnull=True).matching(text)
    best, total = first_of(ranked(found, text, "name"), limit)
    hits = [
        Hit(
            title=written_in(language_read(), tool.name),
            url=reverse("tools:tool_detail", args=[tool.public_id]),
            sense=tool.purpose,
            rank=tool.rank,
            note=tool.get_status_display(),
        )
        for tool in best
    ]
    return [Hits("tools", _("AI tools"), "tool", hits, total)]
