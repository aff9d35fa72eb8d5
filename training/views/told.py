"""What HR and trainers read after they planned, enrolled or marked: what it means, and for whom."""

from collections import Counter

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from common.bilingual import filled
from common.http import PersonRequest
from training import rules, selectors, services
from training.choices import EnrolmentState
from training.choices.evidence import EvidenceState
from training.models import Enrolment, Evidence, Session
from training.rules.meetings import Meets


def planned(session: Session) -> str:
    """What a new session means: who can enrol, who waited first, whether kept seats came along."""
    told = selectors.count_of_told(session)
    if told and session.enrol_from is not None:
        words = ngettext(
            "The session is planned. %(count)d person who waited gets a message and can enrol now; everyone else can "
            "from %(at)s.",
            "The session is planned. %(count)d people who waited get a message and can enrol now; everyone else can "
            "from %(at)s.",
            told,
        )
        return words % {"count": told, "at": date_format(timezone.localtime(session.enrol_from), "DATETIME_FORMAT")}
    words = _("The session is planned. People can enrol once the course is published.")
    if session.course.is_published:
        words = _("The session is planned. People can enrol.")
    return f"{words} {_('Kept seats came along.')}" if session.shares.exists() else words


def warn_of_length(request: PersonRequest, session: Session) -> None:
    """Say where several meetings together take another time than the course says, which is what people read."""
    minutes = sum(int((each.ends_at - each.starts_at).total_seconds()) for each in session.all_meetings) // 60
    if session.has_meetings and minutes != session.course.duration_minutes:
        words = _("The meetings take %(together)s together; the course says %(duration)s. Which of the two is right?")
        told = {"together": rules.in_hours(minutes), "duration": session.course.duration}
        messages.warning(request, words % told)


def warn_of_overlaps(request: PersonRequest, session: Session) -> None:
    """Say which other sessions have the same trainer or the same room at that time; nothing is forbidden."""
    for each in selectors.overlaps_of(session):
        names = [trainer.full_name for trainer in each.trainers]
        by_trainer = ngettext(
            "%(names)s gives another session at that time: %(session)s.",
            "%(names)s give another session at that time: %(session)s.",
            len(names),
        )
        in_room = _("In %(place)s there is another session at that time: %(session)s.")
        if names:
            parts = {"names": in_a_row(names), "session": _link_to(each.session, each.meets)}
            messages.warning(request, filled(by_trainer, **parts))
        if each.meets_there is not None:
            parts = {"place": each.room, "session": _link_to(each.session, each.meets_there)}
            messages.warning(request, filled(in_room, **parts))


def _link_to(session: Session, meets: Meets) -> SafeString:
    """The course of a session, and the day and the time of one of its meetings, leading to its page."""
    start, end = timezone.localtime(meets.starts_at), timezone.localtime(meets.ends_at)
    when = _("%(day)s, %(start)s to %(end)s") % {
        "day": date_format(start, "l j F"),
        "start": date_format(start, "TIME_FORMAT"),
        "end": date_format(end, "TIME_FORMAT"),
    }
    url = reverse("training:session_detail", kwargs={"session_id": session.public_id})
    title = session.course.title
    return format_html('<a href="{}"><span lang="{}">{}</span>, {}</a>', url, title.language, title, when)


def saved(count: int) -> str:
    """How many people hear of what changed in a session; nobody, where that concerns nobody."""
    if not count:
        return _("Saved. Nobody gets a message.")
    words = ngettext("Saved. %(count)d person gets a message.", "Saved. %(count)d people get a message.", count)
    return words % {"count": count}


def cancelled(count: int) -> str:
    """What cancelling a session meant, and how many people hear of it."""
    if not count:
        return _("The session is cancelled. Nobody was enrolled.")
    words = ngettext(
        "The session is cancelled. %(count)d person gets a message.",
        "The session is cancelled. %(count)d people get a message.",
        count,
    )
    return words % {"count": count}


def too_few(session: Session) -> str:
    """The sentence that is offered to HR when it cancels a session to which too few people come."""
    words = ngettext(
        "Too few people enrolled: the session goes ahead from %(count)d person.",
        "Too few people enrolled: the session goes ahead from %(count)d people.",
        session.minimum,
    )
    return words % {"count": session.minimum}


def seats_changed(over: int) -> str:
    """What a new number of seats means: who waits is offered what is free, or so many more take part than fit."""
    if not over:
        return _("The number of seats is changed. Free seats are offered to who waits.")
    words = ngettext(
        "The number of seats is changed. There is %(count)d person more than there are seats; nobody loses a seat.",
        "The number of seats is changed. There are %(count)d people more than there are seats; nobody loses a seat.",
        over,
    )
    return words % {"count": over}


def kept(standing: selectors.Standing) -> str:
    """What keeping seats means: they are free for whom they are meant, or others have some of them already."""
    lacking = standing.lacking
    if not lacking:
        return _("The seats are kept. Who waits for one of them is offered it now.")
    words = ngettext(
        "The seats are kept, but %(count)d of them is taken by others. Nobody loses a seat; it is kept once it is "
        "free.",
        "The seats are kept, but %(count)d of them are taken by others. Nobody loses a seat; each is kept once it is "
        "free.",
        lacking,
    )
    return words % {"count": lacking}


def asked(enrolment: Enrolment) -> str:
    """With whom a request is now."""
    if enrolment.approver is None:
        return _("Your request is with HR. You get a message as soon as there is an answer.")
    words = _("Your request is with %(name)s. You get a message as soon as there is an answer.")
    return words % {"name": enrolment.approver.full_name}


def answered(enrolment: Enrolment) -> str:
    """What an answer to a request meant for who asked."""
    words = {
        EnrolmentState.BOOKED: _("%(name)s has a seat and gets a message."),
        EnrolmentState.WAITING: _("No seat is free for %(name)s, who is on the waiting list now and gets a message."),
    }.get(EnrolmentState(enrolment.state), _("%(name)s gets a message with your reason."))
    return words % {"name": enrolment.person.full_name}


def tell_answered(request: PersonRequest, answered: services.Answered) -> None:
    """Say who has a seat, who waits, who was refused one, and for each whom the answer did not reach why."""
    sentences = {
        EnrolmentState.BOOKED: ngettext_lazy(
            "%(names)s has a seat and gets a message.", "%(names)s have a seat and get a message.", "count"
        ),
        EnrolmentState.WAITING: ngettext_lazy(
            "No seat is free for %(names)s, who is on the waiting list now and gets a message.",
            "No seat is free for %(names)s, who are on the waiting list now and get a message.",
            "count",
        ),
        EnrolmentState.DECLINED: ngettext_lazy(
            "%(names)s gets a message with your reason.", "%(names)s get a message with your reason.", "count"
        ),
    }
    for state, words in sentences.items():
        names = [row.person.full_name for row in answered.done if row.state == state]
        if names:
            messages.success(request, words % {"count": len(names), "names": in_a_row(names)})
    for row, why in answered.refused:
        messages.error(request, _("%(name)s is not answered. %(why)s") % {"name": row.person.full_name, "why": why})


def evidence_answered(evidence: Evidence) -> str:
    """What an answer to evidence meant for who handed it in."""
    if evidence.state != EvidenceState.ACCEPTED:
        words = _("Sent back. %(name)s gets a message with your reason.")
    elif evidence.completion_id is not None:
        words = _("Accepted. %(name)s completed the course and gets a message.")
    else:
        words = _("Accepted. %(name)s gets a message; something else of the course is still missing.")
    return words % {"name": evidence.person.full_name}


def tell_marked(request: PersonRequest, count: int) -> None:
    """Say how many marks are new; where none is, that is no success."""
    if not count:
        messages.info(request, _("You marked nobody, so nothing changed. Choose present or not for each person."))
        return
    text = ngettext("%(count)d person marked.", "%(count)d people marked.", count)
    messages.success(request, text % {"count": count})


def tell_enrolled(request: PersonRequest, enrolled: services.Enrolled) -> None:
    """Say who got a seat, who waits and at which place, and who was in already; one name of two, with the unit."""
    times = Counter(row.person.full_name for row in [*enrolled.seated, *enrolled.waiting, *enrolled.already])

    def name(row: Enrolment) -> str:
        here = row.person.full_name
        return f"{here} ({row.unit_name})" if times[here] > 1 and row.unit_name else here

    by_place = sorted(enrolled.waiting, key=lambda row: row.position or 0)
    if enrolled.seated:
        words = ngettext(
            "%(names)s is enrolled and gets a message.",
            "%(names)s are enrolled and get a message.",
            len(enrolled.seated),
        )
        messages.success(request, words % {"names": in_a_row([name(row) for row in enrolled.seated])})
    if len(enrolled.waiting) > 1:
        words = _("No seat is free for %(count)d people, who are on the waiting list and get a message: %(names)s.")
        places = [
            _("%(name)s (number %(position)d)") % {"name": name(row), "position": row.position} for row in by_place
        ]
        messages.info(request, words % {"count": len(places), "names": in_a_row(places)})
    elif enrolled.waiting:
        words = _("No seat is free for %(name)s, who is number %(position)d on the waiting list and gets a message.")
        row = enrolled.waiting[0]
        messages.info(request, words % {"name": name(row), "position": row.position})
    if enrolled.already:
        words = ngettext(
            "%(names)s was on the list already.", "%(names)s were on the list already.", len(enrolled.already)
        )
        messages.info(request, words % {"names": in_a_row([name(row) for row in enrolled.already])})


def tell_switched(request: PersonRequest, moved: Enrolment, seat: Enrolment) -> None:
    """Say that a seat moved, or that somebody waits in another session and keeps the seat, to them or to HR."""
    is_own = moved.person_id == request.user.pk
    parts = {
        "name": moved.person.full_name,
        "day": date_format(timezone.localtime(moved.session.starts_at), "j F"),
        "was": date_format(timezone.localtime(seat.session.starts_at), "j F"),
    }
    if moved.state == EnrolmentState.BOOKED:
        words = (
            _("Your seat moved from %(was)s to %(day)s. A confirmation is in your inbox.")
            if is_own
            else _("The seat of %(name)s moved from %(was)s to %(day)s. They get a message.")
        )
        messages.success(request, words % parts)
        return
    words = (
        _("You are on the waiting list for %(day)s and keep your seat of %(was)s.")
        if is_own
        else _("%(name)s is on the waiting list for %(day)s, keeps the seat of %(was)s and gets a message.")
    )
    messages.info(request, words % parts)


def in_a_row(names: list[str]) -> str:
    """Names as one says them: Ada, Ben and Cas."""
    return get_text_list(names, str(_("and")))
