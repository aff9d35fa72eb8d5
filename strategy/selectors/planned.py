"""What of the strategy falls in a period: objectives to be reached, key dates, and versions that came in force."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from common.clock import day_of, end_of, start_of
from common.planned import Planned
from people.models import Person
from strategy.choices import DocumentKind
from strategy.models import KeyDate, Objective, Version
from strategy.selectors.documents import ROUTES


def planned(person: Person, first: date, last: date, *, today: date) -> list[Planned]:
    """Return the dates of the strategy from ``first`` up to and including ``last``. Three queries."""
    days = (first, last)
    due = Objective.objects.filter(archived_at__isnull=True, due_on__range=days)
    moments = KeyDate.objects.filter(objective__archived_at__isnull=True, on__range=days).select_related("objective")
    published = Version.objects.filter(published_at__gte=start_of(first), published_at__lt=end_of(last))
    found = [
        Planned(
            on=each.due_on,
            kind=_("objective to be reached"),
            title=each.title.text,
            url=reverse("strategy:objective", args=[each.public_id]),
            language=each.title.language,
            icon="target",
            is_late=each.due_on < today,
        )
        for each in due
        if each.due_on is not None
    ]
    found += [
        Planned(
            on=each.on,
            kind=_("key date"),
            title=each.title.text,
            url=reverse("strategy:objective", args=[each.objective.public_id]) + "#dates",
            language=each.title.language,
            icon="flag",
            is_done=each.reached_on is not None,
            is_late=each.reached_on is None and each.on < today,
        )
        for each in moments
    ]
    found += [_published(version) for version in published.select_related("document")]
    return found


def _published(version: Version) -> Planned:
    """A version that came in force: what is in force is read where everyone reads it."""
    assert version.published_at is not None  # noqa: S101 - it was looked for by that day
    title = version.document.title
    here = reverse(ROUTES[DocumentKind(version.document.kind)])
    return Planned(
        on=day_of(version.published_at),
        kind=_("new version"),
        title=_("%(title)s, version %(number)d") % {"title": title.text, "number": version.number},
        url=here if version.is_current else reverse("strategy:version", args=[version.public_id]),
        language=title.language,
        icon="book",
        is_done=True,
    )
