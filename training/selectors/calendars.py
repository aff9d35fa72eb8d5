"""What stands in somebody's own calendar: seats they have or were offered, and sessions they give."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.calendars import Entry
from people.models import Person
from training import rules
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import CalendarFeed, Enrolment, Session
from training.rules.meetings import calendar_uid, title_of
from training.selectors.meetings import load_meetings

LOOKS_BACK = timedelta(days=90)


def feed_of(person: Person) -> CalendarFeed | None:
    """The address that somebody made, if there is one. One query."""
    return CalendarFeed.objects.filter(person=person).first()


def person_of_feed(secret: str) -> Person | None:
    """Whose calendar this secret opens, while they work here. One query."""
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=rules.hash_of(secret)).first()
    return feed.person if feed is not None and feed.person.is_here else None


def entries_of(person: Person, *, now: datetime) -> list[Entry]:
    """Return what lies ahead of somebody and the last three months, in the order of time. Three queries at most."""
    since = now - LOOKS_BACK
    seats = Enrolment.objects.filter(
        person=person, state__in=HOLDS_A_SEAT, session__ends_at__gte=since, session__cancelled_at__isnull=True
    ).select_related("session__course")
    given = Session.objects.planned().filter(trainers=person, ends_at__gte=since).select_related("course")
    load_meetings([*(row.session for row in seats), *given])
    entries = [entry for row in seats for entry in _seat(row)]
    entries += [entry for session in given for entry in _given(session)]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))


def _seat(row: Enrolment) -> list[Entry]:
    is_offer = row.state == EnrolmentState.OFFERED
    return _entries(
        row.session,
        uid=row.calendar_uid,
        sequence=row.calendar_sequence,
        said_at=row.state_since,
        link="" if is_offer else row.session.link,
        url=reverse("training:enrolment_detail", kwargs={"enrolment_id": row.public_id}),
        is_tentative=is_offer,
    )


def _given(session: Session) -> list[Entry]:
    return _entries(
        session,
        uid=session.public_id,
        sequence=session.sequence,
        said_at=session.created_at,
        link=session.link,
        url=reverse("training:session_detail", kwargs={"session_id": session.public_id}),
    )


def given_by(link: str, guest_trainer: str) -> str:
    """Return the text of a calendar entry: where to take part, and who from outside gives it."""
    return "\n".join(each for each in (link, guest_trainer and f"{_('Trainer')}: {guest_trainer}") if each)


def _entries(
    session: Session, *, uid: UUID, sequence: int, said_at: datetime, link: str, url: str, is_tentative: bool = False
) -> list[Entry]:
    """Return an entry for each meeting."""
    return [
        Entry(
            uid=calendar_uid(uid, each.number),
            sequence=sequence,
            said_at=said_at,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            title=title_of(str(session.course.title), each.number, session.meeting_count),
            place=each.place or session.place or link,
            text=given_by(link, session.guest_trainer),
            url=f"{settings.BASE_URL}{url}",
            is_tentative=is_tentative,
        )
        for each in session.all_meetings
    ]
