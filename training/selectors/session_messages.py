"""Whom HR or a trainer can write to about a session, until when, and what they wrote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.choices import ON_THE_LIST, Ending, EnrolmentState
from training.choices.messages import Because, SentTo
from training.models import Enrolment, Session, SessionMessage
from training.rules.messages import WRITE_UNTIL

WAITS = (EnrolmentState.WAITING, EnrolmentState.OFFERED)


def groups_of(session: Session, rows: Iterable[Enrolment]) -> Mapping[SentTo, Sequence[Enrolment]]:
    """Return whom one can write to about a session, from all of its enrolments: only groups with somebody in them.

    Of a cancelled session nobody has a seat any more: those who lost theirs, or their place, are one group.
    """
    listed = list(rows)
    if session.is_cancelled:
        found = {SentTo.CANCELLED: [row for row in listed if row.ending == Ending.SESSION_CANCELLED]}
    else:
        seats = [row for row in listed if row.state in ON_THE_LIST]
        waiting = [row for row in listed if row.state in WAITS]
        both = [*seats, *waiting] if seats and waiting else []
        found = {SentTo.SEATS: seats, SentTo.WAITING: waiting, SentTo.BOTH: both}
    return {group: members for group, members in found.items() if members}


def why_not_write(session: Session, groups: Mapping[SentTo, Sequence[Enrolment]], *, now: datetime) -> str:
    """Return why nobody can be written to about a session; empty where somebody can."""
    if now > session.ends_at + WRITE_UNTIL:
        return _("This session ended more than 30 days ago, so you cannot write to its participants any more.")
    if groups:
        return ""
    if session.is_cancelled:
        return _("Nobody had a seat or asked for one when it was cancelled, so there is nobody to write to.")
    if session.has_started(now):
        return _("Nobody had a seat, so there is nobody to write to.")
    return _("Nobody has a seat or waits for one, so there is nobody to write to.")


def because_of(row: Enrolment, session: Session, *, now: datetime) -> Because:
    """Return why somebody gets a message about a session."""
    if session.is_cancelled:
        return Because.CANCELLED
    if row.state == EnrolmentState.WAITING:
        return Because.WAITS
    if row.state == EnrolmentState.OFFERED:
        return Because.OFFERED
    return Because.HAD_SEAT if session.ends_at <= now else Because.HAS_SEAT


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the page of its session shows it."""

    message: SessionMessage

    @property
    def by_whom(self) -> str:
        """When it was sent, and by whom."""
        moment = date_format(localtime(self.message.sent_at), "DATETIME_FORMAT")
        return _("%(moment)s, by %(name)s") % {"moment": moment, "name": self.message.sent_by.full_name}

    @property
    def in_words(self) -> str:
        """To whom and how many it went, and how many of them found it in the portal only."""
        group = SentTo(self.message.sent_to).label
        words = ngettext("%(group)s: %(count)d person", "%(group)s: %(count)d people", self.message.people)
        said = words % {"group": group, "count": self.message.people}
        if not self.message.portal_only:
            return f"{said}."
        only = ngettext(
            "%(said)s, of whom %(count)d in the portal only.",
            "%(said)s, of whom %(count)d in the portal only.",
            self.message.portal_only,
        )
        return only % {"said": said, "count": self.message.portal_only}


def messages_of(session: Session) -> list[Sent]:
    """Return what was written to the people of a session, the last first. One query."""
    rows = SessionMessage.objects.filter(session=session).select_related("sent_by").order_by("-sent_at", "-pk")
    return [Sent(each) for each in rows]


def messages_written_by(person_id: int) -> list[SessionMessage]:
    """Return what somebody wrote to the people of sessions, the last first. One query."""
    rows = SessionMessage.objects.filter(sent_by=person_id).select_related("session__course")
    return list(rows.order_by("-sent_at", "-pk"))


def sent_before(session: Session, subject: str, text: str) -> SessionMessage | None:
    """Return the last message about a session with this subject and text. One query."""
    return SessionMessage.objects.filter(session=session, subject=subject, text=text).order_by("-sent_at").first()
