"""What must hold before a session changes or somebody gets a seat; each says in words what is in the way."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from training import policies, selectors
from training.choices import Priority
from training.models import Enrolment, Session


def assert_own(enrolment: Enrolment, actor: Person) -> None:
    if enrolment.person_id != actor.pk:
        raise RuleBroken(_("This seat was offered to somebody else."))


def assert_reason(priority: int, reason: str) -> None:
    if priority != Priority.NORMAL and not reason.strip():
        raise RuleBroken(_("Say why this person goes first. They can read your reason."), field="priority_reason")


def assert_open(session: Session, *, now: datetime, for_another: bool, person: Person | None = None) -> None:
    """Raise ``RuleBroken`` unless somebody can enrol now. HR is not bound by the window.

    Who waited for the course and was told of the session may enrol before it opens to all.
    """
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled. Choose another one."))
    if session.has_started(now):
        raise RuleBroken(_("This session has begun. Choose a later one."))
    if not session.course.is_published:
        raise RuleBroken(_("This course is not open for enrolment: it is not in the catalogue."))
    if for_another:
        return
    is_early = session.enrol_from is not None and now < session.enrol_from
    if is_early and not selectors.has_head_start(session, person):
        raise RuleBroken(_("Enrolment for this session has not opened yet."))
    if session.enrol_until is not None and now >= session.enrol_until:
        raise RuleBroken(_("Enrolment for this session has closed. Choose another one, or ask HR."))


def assert_may_take_part(session: Session, person: Person, *, now: datetime, leaves: Enrolment | None = None) -> None:
    """Raise ``RuleBroken`` for who does not work here then, gives the session, or has a seat in another one of it.

    ``leaves`` is the seat that they give up for this one.
    """
    stops = selectors.what_stops(session, [person], now=now, leaves=leaves)
    if stops:
        raise RuleBroken(stops[person.pk])


def assert_does_not_give(session: Session, person: Person) -> None:
    """Raise ``RuleBroken`` for a trainer of the session, who would say of themselves that they were there."""
    if policies.gives(person, session):
        raise RuleBroken(_("Who gives a session does not take part in it. Choose another session of this course."))


def assert_marks_another(enrolment: Enrolment, actor: Person) -> None:
    """Raise ``RuleBroken`` at the own row of who marks, whatever their role."""
    if enrolment.person_id == actor.pk:
        words = _("You cannot mark your own attendance. Ask the trainer or somebody else of HR.")
        raise RuleBroken(words, field=f"mark-{enrolment.public_id}")


def assert_works_here(person: Person, day: date) -> None:
    """Raise ``RuleBroken`` for who no longer works here on the day of a session."""
    if not selectors.works_here_on(person, day):
        raise RuleBroken(_("This person no longer works here on the day of the session."))


def assert_manages(actor: Person) -> None:
    if not policies.can_manage(actor):
        raise RuleBroken(_("Only HR builds courses and plans sessions."))


def assert_changeable(session: Session, now: datetime) -> None:
    if session.is_cancelled:
        raise RuleBroken(_("This session is cancelled and stays so. Plan a new one."))
    if session.has_started(now):
        raise RuleBroken(_("This session has begun, so it cannot be changed any more."))


def assert_editable(session: Session, now: datetime) -> None:
    """Raise ``RuleBroken`` unless a meeting of the session lies ahead."""
    if not session.is_editable(now):
        assert_changeable(session, now)
