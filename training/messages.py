"""What training says to people: confirmations of what happened to their seat."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common.bilingual import both
from common.calendars import Entry, Party, invitation
from common.links import link_token, read_link_token
from outbox.messages import Channel, Invitation, Kind, Message, MessageKind, unpack
from people.models import Person
from training.choices.messages import Because
from training.models import Certificate, Course, Enrolment, SeatShare, Session
from training.rules.meetings import Meets, calendar_uid, title_of
from training.rules.messages import in_paragraphs
from training.selectors import Kept, whom_of
from training.selectors.calendars import given_by
from training.selectors.clashes import Clash


class OfSeat(MessageKind):
    """A message about a seat, which may change the calendar of its reader: ``calendar`` in its context says how."""

    @classmethod
    def invitation_of(cls, message: Message, *, organiser: Party, language: str) -> Invitation | None:
        told = unpack(message.context, language)
        person = message.recipient
        if "calendar" not in told or person is None or person.email is None:
            return None
        said = told["calendar"]
        entry = Entry(
            uid=said["uid"],
            sequence=said["sequence"],
            said_at=message.created_at,
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            title=title_of(told["course"], said["number"], said["of"]),
            place=said["place"] or told["place"] or told["link"],
            text=given_by(told["link"], told.get("guest_trainer", "")),
            url=f"{settings.BASE_URL}{message.url}",
        )
        guest = Party(person.full_name, person.email)
        return Invitation(invitation(entry, method=said["method"], organiser=organiser, attendee=guest), said["method"])


class SeatBooked(OfSeat):
    code = "training.seat_booked"
    kind = Kind.CONFIRMATION
    label = _("You have a seat")


class SeatMoved(OfSeat):
    """A seat went to another session of the course: one message, and in the calendar the entry moves."""

    code = "training.seat_moved"
    kind = Kind.CONFIRMATION
    label = _("Your seat moved to another session")


class MeetingInCalendar(OfSeat):
    """One more meeting of a session for the calendar: by mail only, beside the message that tells of them all."""

    code = "training.meeting_in_calendar"
    kind = Kind.CONFIRMATION
    label = _("A further meeting for your calendar")
    channels = (Channel.MAIL,)


class WaitingListJoined(MessageKind):
    code = "training.waiting_list_joined"
    kind = Kind.CONFIRMATION
    label = _("You are on the waiting list")


class PassedOnList(MessageKind):
    """To who waits: somebody who joined later went first. In the portal only, and once a day for one reason at most."""

    code = "training.passed_on_list"
    kind = Kind.CONFIRMATION
    label = _("Somebody goes before you on a waiting list")
    channels = (Channel.INBOX,)


class SeatOffered(MessageKind):
    """An offer; its mail leads to a page where it is answered without signing in, by whoever has the mail."""

    code = "training.seat_offered"
    kind = Kind.CONFIRMATION
    label = _("A seat is free for you")

    @classmethod
    def path_in_mail(cls, message: Message) -> str:
        offered = message.context.get("offer")
        return reverse("training:offer_answer", kwargs={"token": offer_token(*offered)}) if offered else message.url


class RequestAsked(MessageKind):
    code = "training.request_asked"
    kind = Kind.CONFIRMATION
    label = _("Somebody of yours asks for training")


class RequestAnswered(MessageKind):
    code = "training.request_answered"
    kind = Kind.CONFIRMATION
    label = _("Somebody answered a request in your place")


class RequestDeclined(MessageKind):
    code = "training.request_declined"
    kind = Kind.CONFIRMATION
    label = _("Your request for training is declined")


class EnrolmentCancelled(OfSeat):
    code = "training.enrolment_cancelled"
    kind = Kind.CONFIRMATION
    label = _("Your enrolment has ended")


class SessionChanged(OfSeat):
    code = "training.session_changed"
    kind = Kind.CONFIRMATION
    label = _("A session has a new time or place")


class SessionCancelled(OfSeat):
    code = "training.session_cancelled"
    kind = Kind.CONFIRMATION
    label = _("A session is cancelled")


class WrittenToParticipants(MessageKind):
    """What HR or a trainer wrote to the people of a session; its text is theirs, in one language."""

    code = "training.written_to_participants"
    kind = Kind.CONFIRMATION
    label = _("A message about your session")


class SessionToGive(MessageKind):
    """To a trainer: put on a session or taken off it, or it has another time or place, or it is cancelled."""

    code = "training.session_to_give"
    kind = Kind.CONFIRMATION
    label = _("Something changed in the sessions that you give")


class ProofReady(MessageKind):
    """Somebody completed a course: their certificate, or their proof of attendance, with where it is."""

    code = "training.proof_ready"
    kind = Kind.CONFIRMATION
    label = _("Your proof or certificate is ready")


class CertificateRevoked(MessageKind):
    code = "training.certificate_revoked"
    kind = Kind.CONFIRMATION
    label = _("A proof or certificate of yours counts no more")


class EvidenceAccepted(MessageKind):
    code = "training.evidence_accepted"
    kind = Kind.CONFIRMATION
    label = _("Your evidence is accepted")


class EvidenceSentBack(MessageKind):
    code = "training.evidence_sent_back"
    kind = Kind.CONFIRMATION
    label = _("Your evidence is sent back")


class EvidenceToAnswer(MessageKind):
    """To a trainer, once a day for a course at most; it names nobody, the list does."""

    code = "training.evidence_to_answer"
    kind = Kind.CONFIRMATION
    label = _("Somebody handed in evidence of a course that you gave")


OFFER_SALT = "training.offer"


def offer_token(enrolment_id: str, expires_at: str) -> str:
    """Return the signed words of the link by which one offer is answered; it opens that offer and no later one."""
    return link_token(enrolment_id, expires_at, salt=OFFER_SALT)


def read_offer_token(token: str) -> tuple[UUID, datetime] | None:
    """Return of which enrolment, offered until when, a link is; ``None`` for one that we never made."""
    return read_link_token(token, salt=OFFER_SALT)


class SessionForWaiting(MessageKind):
    code = "training.session_for_waiting"
    kind = Kind.CONFIRMATION
    label = _("There is a session of a course that you waited for")


def about(session: Session) -> str:
    """The name under which messages about a session are found again, to skip them."""
    return f"session:{session.public_id}"


def about_request(enrolment: Enrolment) -> str:
    """The name under which messages that ask for an answer are found again."""
    return f"request:{enrolment.public_id}"


def about_evidence(course: Course) -> str:
    """The name under which messages that ask to look at evidence of a course are found again."""
    return f"evidence:{course.public_id}"


def facts_of_evidence(course: Course) -> dict[str, Any]:
    """What every message about evidence tells."""
    return {"course": both(course.title_nl, course.title_en)}


def address_of_evidence(course: Course) -> str:
    """Return where somebody hands in evidence, and reads how it went."""
    return reverse("training:evidence_hand_in", kwargs={"course_id": course.public_id})


def facts_of(session: Session, *, has_seat: bool) -> dict[str, Any]:
    """What every message about a session tells; needs its course loaded. The link is for who has a seat only."""
    return {
        "course": both(session.course.title_nl, session.course.title_en),
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": session.place,
        "is_online": bool(session.link),
        "guest_trainer": session.guest_trainer,
        "link": session.link if has_seat else "",
        "meetings": [_told(each) for each in session.all_meetings] if session.has_meetings else [],
    }


def _told(meets: Meets) -> dict[str, Any]:
    return {"number": meets.number, "starts_at": meets.starts_at, "ends_at": meets.ends_at, "place": meets.place}


def facts_of_written(session: Session, because: Because, *, sender: Person, subject: str, text: str) -> dict[str, Any]:
    """What a message tells that somebody wrote to the people of a session, beside its facts."""
    return facts_of(session, has_seat=because == Because.HAS_SEAT) | {
        "sender": sender.full_name,
        "subject": subject,
        "text": in_paragraphs(text),
        "because": str(because),
    }


def entry_of(enrolment: Enrolment, session: Session, meets: Meets, *, method: str) -> dict[str, Any]:
    """What a message tells of one meeting for the calendar of who has the seat."""
    return _told(meets) | {
        "uid": calendar_uid(enrolment.calendar_uid, meets.number),
        "sequence": enrolment.calendar_sequence,
        "method": method,
        "of": max(session.meeting_count, meets.number),
    }


def kept_of(kept: Sequence[Kept]) -> dict[str, Any]:
    """What is told to who waits of free seats that are kept for others; nothing where there are none."""
    if not kept:
        return {}
    said = {}
    for language in ("nl", "en"):
        with translation.override(language):
            said[language] = " ".join(each.in_words for each in kept)
    return {"kept": both(said["nl"], said["en"])}


def whom_told(share: SeatShare) -> dict[str, str]:
    """For whom seats are kept, in both languages."""
    said = {}
    for language in ("nl", "en"):
        with translation.override(language):
            said[language] = whom_of(share)
    return both(said["nl"], said["en"])


def clash_told(clash: Clash | None) -> dict[str, Any]:
    """What is told to somebody of what they have themselves at that time; nothing where there is nothing."""
    if clash is None:
        return {}
    other = clash.enrolment.session.course
    return {
        "also": both(other.title_nl, other.title_en),
        "also_starts_at": clash.meets.starts_at,
        "also_ends_at": clash.meets.ends_at,
    }


def was_of(
    session: Session, changed: Collection[str], *, before: Sequence[Meets], after: Sequence[Meets]
) -> dict[str, Any]:
    """What a session about to change tells of how it was: its times and its place, where those change; no link."""
    was: dict[str, Any] = {}
    if len(before) == len(after) == 1:
        if before != after:
            was |= {"was_starts_at": session.starts_at, "was_ends_at": session.ends_at}
    elif before != after:
        kept = {each.number: each for each in after}
        moved = [each for each in before if kept.get(each.number) != each]
        was["were"] = [_told(each) | {"is_gone": each.number not in kept} for each in moved]
    if "place" in changed:
        was |= {"was_place": session.place, "was_online": bool(session.link)}
    return was


def key(kind: type[MessageKind], enrolment: Enrolment, suffix: str = "") -> str:
    """One message of a kind for one enrolment; ``suffix`` where a kind can come more than once."""
    return f"{kind.code}:{enrolment.public_id}{suffix}"


def facts_of_certificate(certificate: Certificate) -> dict[str, Any]:
    """What a message about a certificate tells; needs its version loaded."""
    content = certificate.version.content
    return {
        "course": both(content["title_nl"], content["title_en"]),
        "completed_on": certificate.completed_on,
        "kind": str(certificate.kind),
    }


def about_certificate(certificate: Certificate) -> str:
    """The name under which messages about one certificate are found again, to skip them."""
    return f"certificate:{certificate.public_id}"


def address_of(certificate: Certificate) -> str:
    """Return the page of a certificate for its holder."""
    return reverse("training:certificate_detail", kwargs={"certificate_id": certificate.public_id})
