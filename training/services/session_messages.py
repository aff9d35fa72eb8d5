"""Writing to the people of a session: one message to each of them, and the message as it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.prose import normalised
from common.services import record
from outbox import selectors as outbox_selectors
from outbox import services as outbox
from people.models import Person
from training import messages, policies
from training.choices.messages import SentTo
from training.models import Enrolment, Session, SessionMessage
from training.selectors.session_messages import because_of, groups_of, why_not_write


@dataclass(frozen=True, slots=True)
class Written:
    """A message that went out; without ``reach`` it had gone out before, from the same preview."""

    message: SessionMessage
    reach: outbox_selectors.Reach | None


@transaction.atomic
def write_to_participants(
    *, session_id: int, sent_to: str, subject: str, text: str, form_token: UUID, actor: Person, now: datetime
) -> Written:
    """Write to people of a session, each in a message of their own; the same preview sends once.

    Under the session's lock, so that everybody who has a seat or waits at this moment gets it, and nobody else.
    """
    session = Session.objects.hold(session_id)
    if not policies.can_write_to_participants(actor, session):
        raise RuleBroken(_("Only HR and the trainers of this session can write to its participants."))
    sent_before = SessionMessage.objects.filter(sent_by=actor, form_token=form_token).first()
    if sent_before is not None:
        return Written(sent_before, None)
    subject, text = " ".join(subject.split()), normalised(text)
    if not subject or not text:
        raise RuleBroken(_("Write a subject and a text."), field="text" if subject else "subject")
    groups = groups_of(session, session.enrolments.select_related("person").order_by("pk"))
    rows = _members(session, groups, sent_to, now=now)
    reach = reach_of(rows, now=now)
    if not reach.people:
        raise RuleBroken(_("None of these people work here any more."), field="sent_to")
    message = SessionMessage.objects.create(
        session=session, sent_to=sent_to, subject=subject, text=text, people=len(reach.people),
        portal_only=reach.portal_only, sent_by=actor, sent_at=now, form_token=form_token,
    )  # fmt: skip
    _send(message, session, rows, reach, now=now)
    record("session.participants_written_to", session, actor=actor, now=now)
    return Written(message, reach)


def reach_of(rows: Sequence[Enrolment], *, now: datetime) -> outbox_selectors.Reach:
    """Return whom of these people a message finds, and how. Needs their people loaded. One query."""
    kind = messages.WrittenToParticipants
    return outbox_selectors.reach([row.person for row in rows], code=kind.code, kind=kind.kind, now=now)


def _members(
    session: Session, groups: Mapping[SentTo, Sequence[Enrolment]], sent_to: str, *, now: datetime
) -> Sequence[Enrolment]:
    if why := why_not_write(session, groups, now=now):
        raise RuleBroken(why)
    if sent_to not in groups:
        raise RuleBroken(_("Nobody is in that group any more. Choose who to write to."), field="sent_to")
    return groups[SentTo(sent_to)]


def _send(
    message: SessionMessage, session: Session, rows: Sequence[Enrolment], reach: outbox_selectors.Reach, *,
    now: datetime,
) -> None:  # fmt: skip
    """Hand one message to each person to the outbox, all at once."""
    here = {person.pk for person in reach.people}
    outbox.add_many(
        messages.WrittenToParticipants,
        [
            outbox.Addressed(
                recipient=row.person,
                dedupe_key=messages.key(messages.WrittenToParticipants, row, f":{message.public_id}"),
                context=messages.facts_of_written(
                    session, because_of(row, session, now=now), sender=message.sent_by, subject=message.subject,
                    text=message.text,
                ),
                url=reverse("training:enrolment_detail", kwargs={"enrolment_id": row.public_id}),
                about=messages.about(session),
            )
            for row in rows
            if row.person_id in here
        ],
        now=now,
    )  # fmt: skip
