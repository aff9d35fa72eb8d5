"""Going to another session of a course: which ones there are, and which seat somebody keeps until they have another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.clock import AMSTERDAM, day_of
from training.choices import Ending, EnrolmentState
from training.models import Enrolment, Session
from training.querysets import EnrolmentQuerySet
from training.selectors.catalogue import SeatsAt, seats_by_course
from training.selectors.conditions import works_here_on
from training.selectors.required import required_of


@dataclass(frozen=True, slots=True)
class SwitchChoice:
    """A session that somebody can go to instead of the one in which they have a seat."""

    seats: SeatsAt
    leaves: Enrolment

    @property
    def is_full(self) -> bool:
        """Whether they come on its waiting list; who was offered a seat there has one."""
        mine = self.seats.mine
        return self.seats.is_full and (mine is None or mine.state != EnrolmentState.OFFERED)

    @property
    def title(self) -> str:
        """The day and the time; of a series those of its first meeting, and how many there are."""
        session = self.seats.session
        starts, ends = session.starts_at.astimezone(AMSTERDAM), session.ends_at.astimezone(AMSTERDAM)
        day = capfirst(date_format(starts, "l j F Y"))
        if session.has_meetings:
            words = _("%(day)s, %(start)s, and further: %(number)d meetings")
            return words % {"day": day, "start": _time(starts), "number": session.meeting_count}
        return _("%(day)s, %(start)s to %(end)s") % {"day": day, "start": _time(starts), "end": _time(ends)}

    @property
    def in_words(self) -> str:
        """Where it is, whether there is a seat, and what speaks against it."""
        session, clash = self.seats.session, self.seats.clash
        said = [f"{session.place or capfirst(_('online'))}.", f"{self.seats.in_words}."]
        if self.is_full:
            said.append(_("Waiting list first: the present seat stays until there is one here."))
        if self.seats.due_before is not None:
            said.append(_("This is after the deadline: %(due)s.") % {"due": date_format(self.seats.due_before)})
        if clash is not None and clash.enrolment.pk != self.leaves.pk:
            course = clash.enrolment.session.course.title
            said.append(_("At that time there is another session already: %(course)s.") % {"course": course})
        return " ".join(said)


def can_switch(enrolment: Enrolment, *, now: datetime) -> bool:
    """Whether it is a seat in a session ahead, and there is another one of the course. One query at most."""
    is_seat = enrolment.state == EnrolmentState.BOOKED and not enrolment.walked_in
    return is_seat and has_others_ahead(enrolment.session, now=now)


def has_others_ahead(session: Session, *, now: datetime) -> bool:
    """Whether a session lies ahead, and another one of its course does. One query at most."""
    if not session.is_changeable(now) or not session.course.is_published:
        return False
    return Session.objects.upcoming(now).filter(course=session.course_id).exclude(pk=session.pk).exists()


def sessions_to_switch_to(enrolment: Enrolment, *, by_hr: bool, now: datetime) -> list[SwitchChoice]:
    """Return the sessions to which somebody can go with their seat, in time order; HR is not bound by the window.

    One in which they wait already is left out: a free seat there is offered to them anyway. At most twelve queries.
    """
    if not can_switch(enrolment, now=now):
        return []
    session, person = enrolment.session, enrolment.person
    course = session.course
    ahead = seats_by_course([course], person, now=now, asked=required_of(person, now=now)).get(course.pk, [])
    return [
        SwitchChoice(each, enrolment)
        for each in ahead
        if each.session.pk != session.pk
        and each.is_given
        and not each.gives
        and (by_hr or each.is_open)
        and (each.mine is None or each.mine.state in (EnrolmentState.OFFERED, EnrolmentState.REQUESTED))
        and works_here_on(person, day_of(each.session.starts_at))
    ]


def seats_ahead(person_id: int, course_id: int, *, now: datetime) -> EnrolmentQuerySet:
    """The seats that somebody has in sessions of a course that are not over; the database allows one."""
    seats = Enrolment.objects.filter(person=person_id, session__course=course_id, state=EnrolmentState.BOOKED)
    return seats.filter(session__ends_at__gt=now, session__cancelled_at__isnull=True, walked_in=False)


def seat_kept(enrolment: Enrolment, *, now: datetime) -> Enrolment | None:
    """The seat that somebody who waits, or is offered a seat, has in another session of the course. One query.

    They give it up when they take the seat that is offered, and keep it in every other case.
    """
    if enrolment.state not in (EnrolmentState.WAITING, EnrolmentState.OFFERED):
        return None
    others = seats_ahead(enrolment.person_id, enrolment.session.course_id, now=now).exclude(pk=enrolment.pk)
    return others.select_related("session__course").order_by("session__starts_at", "pk").first()


def kept_in_words(enrolment: Enrolment, *, now: datetime) -> str:
    """Tell who waits, or is offered a seat, what becomes of the seat that they have in another session. One query."""
    seat = seat_kept(enrolment, now=now)
    if seat is None:
        return ""
    day = date_format(seat.session.starts_at.astimezone(AMSTERDAM), "l j F")
    if enrolment.state == EnrolmentState.OFFERED:
        words = _(
            "If you take this seat, your seat of %(day)s goes to somebody else. If you do not, you keep that one."
        )
    else:
        words = _("You keep your seat of %(day)s until you take a seat in this session.")
    return words % {"day": day}


def seats_kept(rows: Sequence[Enrolment], *, now: datetime) -> dict[int, Enrolment]:
    """The same for many people of one session, by person. One query, none for nobody."""
    if not rows:
        return {}
    people, session = [row.person_id for row in rows], rows[0].session_id
    seats = Enrolment.objects.filter(person__in=people, state=EnrolmentState.BOOKED, walked_in=False)
    seats = seats.filter(session__ends_at__gt=now, session__cancelled_at__isnull=True).exclude(session=session)
    same = seats.filter(session__course__sessions=session).select_related("session")
    return {row.person_id: row for row in same}


def switched_to(enrolment: Enrolment) -> Enrolment | None:
    """The enrolment for which somebody gave up this one; one query where they did."""
    if enrolment.ending != Ending.SWITCHED:
        return None
    others = Enrolment.objects.filter(person=enrolment.person_id, session__course=enrolment.session.course_id)
    others = others.exclude(session=enrolment.session_id).filter(state_since__gte=enrolment.state_since)
    return others.select_related("session").order_by("state_since", "pk").first()


def _time(moment: datetime) -> str:
    return date_format(moment, "TIME_FORMAT")
