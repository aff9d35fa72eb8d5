"""What the search of the portal finds among the AI tools, and among what somebody asked for themselves."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.bilingual import language_read, written_in
from common.finding import Hit, Hits, first_of, fits, ranked
from people.models import Person
from tools.models import AccessRequest, Tool


def search(person: Person, text: str, *, limit: int) -> list[Hits]:
    """Return the tools that ``person`` may see and that fit, and their own seats and requests for one. Two queries."""
    return [_tools(person, text, limit), _mine(person, text, limit)]


def _tools(person: Person, text: str, limit: int) -> Hits:
    """Tools that fit, or may take the data that ``text`` names."""
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
    return Hits("tools", _("AI tools"), "tool", hits, total)


def _mine(person: Person, text: str, limit: int) -> Hits:
    """Seats that somebody has or asked for: nobody finds those of another."""
    found = AccessRequest.objects.live().filter(fits(text, "tool__search_text"), person=person).select_related("tool")
    best, total = first_of(ranked(found, text, "tool__name"), limit)
    hits = [
        Hit(
            title=written_in(language_read(), each.tool.name),
            url=reverse("tools:my_access"),
            sense=written_in(language_read(), each.purpose),
            rank=each.rank,
            note=each.get_state_display(),
        )
        for each in best
    ]
    return Hits("my_tools", _("Your own AI tools"), "user", hits, total)
