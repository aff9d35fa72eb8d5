"""Counts for figures: facts of the programme, and who completed something. Names never leave from here."""

from datetime import datetime

from django.db.models import Q

from common.periods import Period
from training.models import Completion, Course, Session, WithdrawnCompletion


def completed_ids(*, until: datetime, theme: str | None = None) -> set[int]:
    """Primary keys of everyone who completed at least one course before ``until``, of one theme if given. One query."""
    completions = Completion.objects.until(until)
    if theme is not None:
        completions = completions.filter(course__theme=theme)
    return set(completions.values_list("person", flat=True).distinct())


def withdrawn_ids(*, since: datetime) -> set[int]:
    """Primary keys of everyone of whom a completion was taken back from ``since`` on. One query."""
    return set(WithdrawnCompletion.objects.filter(withdrawn_at__gte=since).values_list("person", flat=True))


def programme_facts(period: Period) -> dict[str, int]:
    """What training did in a month; courses completed are what people did, which no page may say exactly. 3 queries."""
    held = Session.objects.held(period.starts_at, period.ends_at)
    published = Course.objects.filter(published_at__lt=period.ends_at).filter(
        Q(archived_at__isnull=True) | Q(archived_at__gte=period.ends_at)
    )
    completions = Completion.objects.filter(completed_at__gte=period.starts_at, completed_at__lt=period.ends_at)
    return {
        "sessions_held": held.count(),
        "courses_published": published.count(),
        "courses_completed": completions.count(),
    }
