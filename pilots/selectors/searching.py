"""What the search of the portal finds among the pilots."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.bilingual import written_in
from common.finding import Hit, Hits, first_of, fits, ranked, snippet
from people.models import Person
from pilots.models import Pilot


def search(person: Person, text: str, *, limit: int) -> list[Hits]:
    """Return the pilots that fit, as far as ``person`` may see them. One query."""
    found = Pilot.objects.visible_to(person).filter(fits(text))
    best, total = first_of(ranked(found, text, "title"), limit)
    hits = [
        Hit(
            title=written_in(each.language, each.title),
            url=reverse("pilots:pilot", args=[each.public_id]),
            sense=written_in(each.language, snippet(each.question, text)),
            rank=each.rank,
            note=each.get_stage_display(),
        )
        for each in best
    ]
    return [Hits("pilots", _("Pilots"), "flask", hits, total)]
