"""Counts for figures: facts of the programme, and who completed something. Names never leave from here."""

from datetime import datetime

from django.db.models import Count, Q, Sum

from common.periods import Period
from training.choices import CAME, HOLDS_A_SEAT, EnrolmentState
from training.models import Completion, Course, Enrolment, Session, WithdrawnCompletion


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
    """What training did in a month: class A figures, about the programme and not about people. Four queries."""
    held = Session.objects.held(period.starts_at, period.ends_at)
    of_held = Enrolment.objects.filter(session__in=held).aggregate(
        seats_given=Count("pk", filter=Q(state__in=HOLDS_A_SEAT)),
        attended=Count("pk", filter=Q(state__in=CAME)),
        no_shows=Count("pk", filter=Q(state=EnrolmentState.NO_SHOW)),
    )
    cancelled = Session.objects.filter(
        cancelled_at__isnull=False, starts_at__gte=period.starts_at, starts_at__lt=period.ends_at
    )
    published = Course.objects.filter(published_at__lt=period.ends_at).filter(
        Q(archived_at__isnull=True) | Q(archived_at__gte=period.ends_at)
    )
    completions = Completion.objects.filter(completed_at__gte=period.starts_at, completed_at__lt=period.ends_at)
    sessions = held.aggregate(sessions_held=Count("pk"), seats_planned=Sum("capacity", default=0))
    return {
        **sessions,
        **of_held,
        "sessions_cancelled": cancelled.count(),
        "courses_published": published.count(),
        "courses_completed": completions.count(),
    }
