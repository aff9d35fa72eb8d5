"""What who gives a session hears of it, so that nobody finds out from a participant.

Who did it themselves hears nothing, and who also takes part hears of a change or an end as a participant.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse

from outbox import services as outbox
from people.models import Person
from training import messages
from training.models import Session


def tell_who_gives(session: Session, *, actor: Person, now: datetime) -> None:
    """Tell the trainers of a session that was planned just now."""
    _tell(session, session.trainers.in_order(), "given", actor=actor, now=now, mark=f"{session.edition}")


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
