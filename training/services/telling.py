"""What somebody hears of a seat, and what that puts into their calendar or takes out of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from common.calendars import REQUEST
from common.clock import day_of
from outbox import services as outbox
from outbox.messages import MessageKind
from training import messages, selectors
from training.choices import EnrolmentState, PassedBy
from training.models import Enrolment, Session
from training.rules.meetings import Meets
from training.selectors.clashes import own_clash


def tell_place(
    enrolment: Enrolment, session: Session, standing: selectors.Standing, *, now: datetime, **told: Any
) -> None:
    """Tell somebody who got a seat or a place on the list which of the two, and for whom seats that are left are.

    Who did not choose the day themselves also hears what they have at that time already.
    """
    if enrolment.state == EnrolmentState.BOOKED:
        also = messages.clash_told(own_clash(enrolment, now)) if told.get("enrolled_by") else {}
        tell(messages.SeatBooked, enrolment, session, now=now, **also, **told)
    else:
        kept = messages.kept_of(standing.kept_from(enrolment.share_id))
        tell(messages.WaitingListJoined, enrolment, session, now=now, **kept, **told)


def tell_passed(session: Session, later: Sequence[Enrolment], *, now: datetime) -> None:
    """Tell who waits longer that these people go before them, and why. Two queries where anybody is passed.

    ``later`` got a seat or an offer, or joined the list with priority; the caller holds the session's lock.
    """
    told: list[outbox.Addressed] = []
    rows = session.enrolments.filter(state=EnrolmentState.WAITING).select_related("person").order_by("pk")
    for row in rows if later else ():
        reasons = {why: each for each in reversed(later) if (why := selectors.why_passed(row, each)) is not None}
        for why in reasons.keys() - {PassedBy.ABSENCE}:
            share = reasons[why].share
            whom = {"whom": messages.whom_told(share)} if why == PassedBy.KEPT_SEATS and share is not None else {}
            told.append(
                outbox.Addressed(
                    recipient=row.person,
                    dedupe_key=messages.key(messages.PassedOnList, row, f":{why}:{day_of(now)}"),
                    context={**messages.facts_of(session, has_seat=False), "why": str(why), **whom},
                    url=reverse("training:enrolment_detail", kwargs={"enrolment_id": row.public_id}),
                    about=messages.about(session),
                )
            )
    if told:
        outbox.add_many(messages.PassedOnList, told, now=now)


def tell(
    kind: type[MessageKind],
    enrolment: Enrolment,
    session: Session,
    *,
    now: datetime,
    suffix: str = "",
    calendar: str = "",
    entries: Sequence[tuple[str, Meets]] | None = None,
    **extra: Any,
) -> None:
    """Tell the person of an enrolment what happened to it; who has a seat gets it in the calendar, and out again.

    ``entries`` says for each meeting whether it goes into the calendar or out; without it ``calendar`` says so for all.
    A calendar program takes one entry from a mail, so each meeting but the first of them has a mail of its own.
    """
    method = calendar or (REQUEST if kind is messages.SeatBooked else "")
    if entries is None:
        entries = [(method, each) for each in session.all_meetings] if method else []
    said = [messages.entry_of(enrolment, session, each, method=how) for how, each in entries]
    if said:
        extra["calendar"] = said[0]
    url = reverse("training:enrolment_detail", kwargs={"enrolment_id": enrolment.public_id})
    facts = messages.facts_of(session, has_seat=enrolment.state == EnrolmentState.BOOKED)
    outbox.add(
        kind,
        recipient=enrolment.person,
        dedupe_key=messages.key(kind, enrolment, suffix),
        context=facts | extra,
        now=now,
        url=url,
        about=messages.about(session),
    )
    for entry in said[1:]:
        outbox.add(
            messages.MeetingInCalendar,
            recipient=enrolment.person,
            dedupe_key=messages.key(messages.MeetingInCalendar, enrolment, f":{entry['sequence']}:{entry['number']}"),
            context=facts | {"calendar": entry},
            now=now,
            url=url,
            about=messages.about(session),
        )
