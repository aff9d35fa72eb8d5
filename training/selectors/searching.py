"""What the search of the portal finds in training: courses, sessions ahead, and what somebody takes part in."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.bilingual import language_read, written_in
from common.clock import AMSTERDAM
from common.finding import Hit, Hits, first_of, fits, ranked
from people.models import Person
from training.models import Course, Enrolment, Session


def search(person: Person, text: str, *, limit: int, now: datetime) -> list[Hits]:
    """Return what ``person`` may find: courses of the catalogue, sessions ahead, own enrolments. Three queries."""
    return [_mine(person, text, limit), _courses(person, text, limit), _sessions(person, text, limit, now)]


def _courses(person: Person, text: str, limit: int) -> Hits:
    found = Course.objects.visible_to(person).published().matching(text)
    best, total = first_of(ranked(found, text, "title_nl", "title_en"), limit)
    hits = [
        Hit(
            title=course.title,
            url=reverse("training:course_detail", args=[course.public_id]),
            sense=course.summary,
            rank=course.rank,
            note=course.get_kind_display(),
        )
        for course in best
    ]
    return Hits("courses", gettext_lazy("Courses"), "school", hits, total)


def _sessions(person: Person, text: str, limit: int, now: datetime) -> Hits:
    """Sessions ahead of courses that fit, or at a place that does; the first one first."""
    seen = Course.objects.visible_to(person).published()
    place = Q(place__icontains=text.strip(), course__in=seen) if text.strip() else Q(pk__in=[])
    # Courses that fit are looked up by themselves: beside a place, the index of their texts would not be asked.
    found = Session.objects.upcoming(now).filter(Q(course__in=seen.filter(fits(text))) | place)
    fitting = ranked(found.select_related("course"), text, "course__title_nl", "course__title_en")
    best, total = first_of(fitting.order_by("starts_at", "pk"), limit)
    hits = [
        Hit(
            title=session.course.title,
            url=f"{reverse('training:course_detail', args=[session.course.public_id])}#sessions",
            sense=written_in(language_read(), session.place or _("online")),
            rank=session.rank,
            note=date_format(session.starts_at.astimezone(AMSTERDAM), "j F Y, H:i"),
        )
        for session in best
    ]
    return Hits("sessions", gettext_lazy("Sessions ahead"), "calendar", hits, total)


def _mine(person: Person, text: str, limit: int) -> Hits:
    """What somebody takes part in or took part in: nobody finds that of another."""
    found = Enrolment.objects.filter(fits(text, "session__course__search_text"), person=person)
    fitting = ranked(
        found.select_related("session__course"), text, "session__course__title_nl", "session__course__title_en"
    )
    best, total = first_of(fitting, limit)
    hits = [
        Hit(
            title=each.session.course.title,
            url=reverse("training:enrolment_detail", args=[each.public_id]),
            sense=written_in(language_read(), date_format(each.session.starts_at.astimezone(AMSTERDAM), "j F Y")),
            rank=each.rank,
            note=each.get_state_display(),
        )
        for each in best
    ]
    return Hits("mine", gettext_lazy("Your own training"), "user", hits, total)
