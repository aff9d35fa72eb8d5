"""What who gives a session hears of it, so that nobody finds out from a participant; and that they have no seat.

Who did it themselves hears nothing, and who also takes part hears of a change or an end as a participant.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from outbox import services as outbox
from people.models import Person
from training import messages
from training.choices import Ending
from training.models import Session
from training.services.seats import end


def tell_who_gives(session: Session, *, actor: Person, now: datetime) -> None:
    """Tell the trainers of a session that was planned just now."""
    _tell(session, session.trainers.in_order(), "given", actor=actor, now=now, mark=f"{session.edition}")


def end_seats_of_who_gives(
    session: Session, trainers: Collection[Person], *, ends_seats: bool, actor: Person, now: datetime
) -> None:
    """End the seat, the offer or the place of who gives a session from now on: nobody takes part in what they give.

    Raise ``RuleBroken`` for HR that did not say so (``ends_seats``), and where a session that has begun has them on
    its attendance list. Before the trainers are set, and before they hear that they give it.
    """
    new = set(trainers) - set(session.trainers.all())
    theirs = session.enrolments.live().filter(person__in=new).select_related("person")
    rows = list(theirs.order_by("person__sort_key", "pk"))
    if not rows:
        return
    names = [each.person.full_name for each in rows]
    told = {"names": get_text_list(names, str(_("and")))}
    if session.has_started(now):
        words = ngettext(
            "%(names)s takes part in this session, which has begun. Choose another trainer.",
            "%(names)s take part in this session, which has begun. Choose another trainer.",
            len(rows),
        )
        raise RuleBroken(words % told, field="trainers")
    if not ends_seats:
        words = ngettext(
            "%(names)s has a seat in this session, or waits for one. Who gives a session does not take part in it, so "
            "this ends and the seat goes to who waits. Tick this to go on.",
            "%(names)s have a seat in this session, or wait for one. Who gives a session does not take part in it, so "
            "this ends and the seats go to who waits. Tick this to go on.",
            len(rows),
        )
        raise RuleBroken(words % told, field="ends_seats")
    for each in rows:
        end(each, session, Ending.GIVES_IT, actor=actor, now=now)


def tell_trainers_of_change(
    session: Session,
    trainers: Collection[Person],
    was: dict[str, Any],
    *,
    announced: bool,
    actor: Person,
    now: datetime,
) -> None:
    """Tell who gives it from now on, who no longer does, and where it was announced who stays. Before they are set."""
    before, after = set(session.trainers.all()), set(trainers)
    _tell(session, after - before, "given", actor=actor, now=now, mark=f"{session.edition}")
    _tell(session, before - after, "taken_off", actor=actor, now=now, mark=f"{session.edition}")
    if announced:
        _tell(session, before & after, "changed", actor=actor, now=now, mark=f"{session.edition}", **was)


def tell_trainers_of_end(session: Session, *, actor: Person, now: datetime) -> None:
    """Tell the trainers that a session is cancelled, and why. Before the enrolments end."""
    trainers = session.trainers.in_order()
    _tell(session, trainers, "cancelled", actor=actor, now=now, mark="", reason=session.cancel_reason)


def _tell(
    session: Session, trainers: Collection[Person], what: str, *, actor: Person, now: datetime, mark: str, **told: Any
) -> None:
    concerned = [each for each in trainers if each.pk != actor.pk]
    if concerned and what in ("changed", "cancelled"):
        taking_part = set(session.enrolments.ahead().filter(person__in=concerned).values_list("person", flat=True))
        concerned = [each for each in concerned if each.pk not in taking_part]
    code = messages.SessionToGive.code
    for each in concerned:
        outbox.add(
            messages.SessionToGive,
            recipient=each,
            dedupe_key=f"{code}:{session.public_id}:{each.public_id}:{what}:{mark}",
            context=messages.facts_of(session, has_seat=what != "taken_off") | told | {"what": what},
            now=now,
            url=reverse("training:session_detail", kwargs={"session_id": session.public_id})
            if what != "taken_off"
            else reverse("training:session_list"),
            about=messages.about(session),
        )
