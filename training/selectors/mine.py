"""What somebody's own training looks like: for themselves, and for their home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.asked import Asked
from common.bilingual import quoting
from common.clock import AMSTERDAM, day_of, start_of
from people.models import Person
from training.choices import AHEAD, EnrolmentState
from training.models import (
    Accreditation,
    Completion,
    Course,
    Enrolment,
    Interest,
    Session,
)
from training.rules.meetings import Meets
from training.selectors.catalogue import first_choice, seats_by_course
from training.selectors.certificates import certificates_to_take
from training.selectors.evaluations import to_evaluate
from training.selectors.handed_in import EvidencePage, my_evidence
from training.selectors.interest import interests_of
from training.selectors.lessons import Begun, under_way
from training.selectors.meetings import load_meetings, was_there
from training.selectors.paths import PathPage, my_paths
from training.selectors.required import RequiredCourse, required_of, too_late

LEAVES_SOON = timedelta(days=31)
"""How long before their last day somebody is asked to take along what they got."""


@dataclass(frozen=True, slots=True)
class MyTraining:
    """Everything of one person's training, for that person."""

    offers: list[Enrolment]
    booked: list[Enrolment]
    waiting: list[Enrolment]
    requested: list[Enrolment]
    required: list[RequiredCourse]
    completed: list[Completion]
    past: list[Enrolment]
    under_way: list[Begun]
    waits_for: list[Interest]
    to_evaluate: list[Course]
    paths: list[PathPage]
    evidence: list[EvidencePage]

    @property
    def has_certificates(self) -> bool:
        """Whether there is something to take along."""
        return any(
            proof and not proof.revoked_at for proof in (getattr(row, "certificate", None) for row in self.completed)
        )

    @property
    def earns_points(self) -> bool:
        """Whether anything that they did, or look forward to, has points for a profession."""
        rows = [*self.completed, *self.booked, *self.offers, *self.waiting, *self.requested]
        return any(getattr(row, "earns_points", False) for row in rows)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one course to learn next: why, by when, and the session to go to where there is one."""

    course: Course
    session: Session | None
    why: str
    due_on: date | None
    due_before: date | None = None
    """By when the reader must have done it, where the session ends after that."""


def my_training(person: Person, *, now: datetime) -> MyTraining:
    """Return what lies ahead of somebody, what is required, and what they did."""
    rows = list(
        Enrolment.objects.filter(person=person)
        .with_position()
        .with_presences()
        .select_related("session__course")
        .annotate(earns_points=_accredited("session__course", now))
        .order_by("session__starts_at", "pk")
    )
    load_meetings(row.session for row in rows)
    ahead = [row for row in rows if row.state in AHEAD and _lies_ahead(row, now)]
    mine = Completion.objects.filter(person=person).select_related("course", "certificate")
    completed = mine.annotate(earns_points=_accredited("course", now))
    past = [
        row
        for row in rows
        if row not in ahead
        and (row.session.has_started(now) or row.state == EnrolmentState.ATTENDED)
        and row.state not in (EnrolmentState.COMPLETED, EnrolmentState.WAITING)
    ]
    ended = [
        row for row in rows if row.state in (EnrolmentState.CANCELLED, EnrolmentState.DECLINED) and row not in past
    ]
    required = required_of(person, now=now)
    for row in ahead:
        row.due_before = too_late(row.session, required)
    evidence = my_evidence(person, now=now)
    shown_there = {page.course.pk for page in evidence}
    return MyTraining(
        offers=[row for row in ahead if row.state == EnrolmentState.OFFERED],
        booked=[row for row in ahead if row.state == EnrolmentState.BOOKED],
        waiting=[row for row in ahead if row.state == EnrolmentState.WAITING],
        requested=[row for row in ahead if row.state == EnrolmentState.REQUESTED],
        required=required,
        completed=_with_renewed(completed.order_by("-completed_at", "pk")),
        past=sorted([*past, *ended], key=lambda row: row.session.starts_at, reverse=True)[:20],
        under_way=[each for each in under_way(person) if each.course.pk not in shown_there],
        waits_for=interests_of(person),
        to_evaluate=to_evaluate(person, now=now),
        paths=my_paths(person, now=now, required=required),
        evidence=evidence,
    )


def _with_renewed(completed: QuerySet[Completion]) -> list[Completion]:
    """Mark (``is_renewed``) what has a certificate of which there is a newer one; the last come first."""
    rows, newer = list(completed), set[int]()
    for row in rows:
        held = getattr(row, "certificate", None)
        row.is_renewed = held is not None and row.course_id in newer
        if held is not None and held.revoked_at is None:
            newer.add(row.course_id)
    return rows


def _accredited(course: str, now: datetime) -> Exists:
    """Whether a course has points for a profession, now or later."""
    return Exists(Accreditation.objects.filter(course=OuterRef(course), ends_on__gte=day_of(now)))


def _lies_ahead(row: Enrolment, now: datetime) -> bool:
    """Whether a session begins later, or has a seat of somebody and comes together again."""
    again = row.session.has_meetings and row.state == EnrolmentState.BOOKED and row.session.ends_at > now
    return again or not row.session.has_started(now)


def enrolment_by_id(person: Person, enrolment_id: UUID) -> Enrolment | None:
    """The enrolment with this public id, if ``person`` may see it, with its place on the waiting list."""
    rows = Enrolment.objects.visible_to(person).with_position().with_presences()
    related = rows.select_related("session__course", "person", "approver", "decided_by", "enrolled_by")
    return related.filter(public_id=enrolment_id).first()


def offered_by_link(enrolment_id: UUID) -> Enrolment | None:
    """The enrolment that the link of a mail is about, for whoever has the link: who asks checked its signature."""
    return Enrolment.objects.select_related("session__course", "person").filter(public_id=enrolment_id).first()


def asked_of(person: Person, *, now: datetime, required: Sequence[RequiredCourse] | None = None) -> list[Asked]:
    """What training asks of an employee: answer an offer, be there today, hand in evidence, do what is required.

    Who is away is asked nothing.
    ``required`` is what ``required_of`` told, for who asked it already.
    """
    if person.is_away_on(day_of(now)):
        return []
    offers = Enrolment.objects.filter(person=person, state=EnrolmentState.OFFERED, offer_expires_at__gt=now)
    asked = [_answer_offer(row) for row in offers.select_related("session__course").order_by("offer_expires_at", "pk")]
    asked += _today(person, now=now)
    asked += _take_along(person, now=now)
    known = required_of(person, now=now) if required is None else required
    due = {pk: each.act_by for each in reversed(known) if each.is_asked for pk in each.course_ids}
    evidence = my_evidence(person, now=now)
    asked += [_hand_in(page, due.get(page.course.pk)) for page in evidence if page.can_hand_in]
    # What waits for an answer, or is a matter of handing in, is not asked once more as a course to take.
    shown = {page.course.pk for page in evidence}
    asks = [each for each in known if each.is_asked and each.ahead is None and shown.isdisjoint(each.course_ids)]
    return asked + [_take_course(each) for each in asks]


def _answer_offer(enrolment: Enrolment) -> Asked:
    expires, starts = enrolment.offer_expires_at, enrolment.session.starts_at
    why = _("%(day)s, %(start)s. We hold the seat until %(until)s, %(time)s. After that somebody else can take it.") % {
        "day": capfirst(_day(starts)),
        "start": _time(starts),
        "until": _day(expires or starts),
        "time": _time(expires or starts),
    }
    return Asked(
        title=quoting(_("Do you take the seat in %(course)s?"), course=enrolment.session.course.title),
        why=why,
        url=reverse("training:enrolment_detail", kwargs={"enrolment_id": enrolment.public_id}),
        action=_("Answer"),
        due_on=day_of(expires) if expires else None,
        weight=90,
        icon="hourglass",
    )


def _today(person: Person, *, now: datetime) -> list[Asked]:
    """Where somebody has a seat today, until it is over or they are on the list as present.

    One query, and two for each series that comes together today.
    """
    today = day_of(now)
    seats = Enrolment.objects.filter(
        person=person, state=EnrolmentState.BOOKED, session__starts_at__lt=start_of(today + timedelta(days=1)),
        session__ends_at__gt=now, session__cancelled_at__isnull=True,
    )  # fmt: skip
    found = []
    for row in seats.select_related("session__course").order_by("session__starts_at", "pk"):
        meets = row.session.meeting_at(now)
        is_here = row.session.has_meetings and was_there(row.session, row, now)
        if day_of(meets.starts_at) == today and meets.ends_at > now and not is_here:
            found.append(_be_there(row, meets))
    return found


def _be_there(row: Enrolment, meets: Meets) -> Asked:
    where = meets.place or row.session.place or _("online")
    return Asked(
        title=quoting(_("Today: %(course)s"), course=row.session.course.title),
        why=_("%(start)s to %(end)s, %(place)s.")
        % {"start": _time(meets.starts_at), "end": _time(meets.ends_at), "place": where},
        url=reverse("training:enrolment_detail", kwargs={"enrolment_id": row.public_id}),
        action=_("Look at your seat"),
        due_on=day_of(meets.starts_at),
        weight=95,
        icon="calendar",
    )


def _hand_in(page: EvidencePage, due_on: date | None) -> Asked:
    """Evidence is all that is missing, or was sent back."""
    piece, course = page.piece, page.course
    if page.is_sent_back and piece is not None:
        title, why = _("Hand in your evidence for %(course)s anew"), _("It was sent back: %(reason)s") % {
            "reason": piece.reason
        }  # fmt: skip
    else:
        title, why = _("Hand in your evidence for %(course)s"), _("It is all that is left of this course.")
    return Asked(
        title=quoting(title, course=course.title),
        why=why,
        url=reverse("training:evidence_hand_in", kwargs={"course_id": course.public_id}),
        action=_("Hand it in"),
        due_on=due_on,
        weight=65,
        icon="upload",
    )


def _take_along(person: Person, *, now: datetime) -> list[Asked]:
    """Who leaves within a month takes along what they got; asked of nobody else. One query for who leaves."""
    left_on, today = person.left_on, day_of(now)
    if left_on is None or not today <= left_on <= today + LEAVES_SOON or not certificates_to_take(person):
        return []
    return [
        Asked(
            title=_("Take your certificates along"),
            why=_("You leave on %(day)s. After that you cannot sign in here any more.")
            % {"day": date_format(left_on, "j F")},
            url=reverse("training:my_training") + "#completed",
            action=_("Look at them"),
            due_on=left_on,
            weight=70,
            icon="certificate",
        )
    ]


def _day(moment: datetime) -> str:
    return date_format(moment.astimezone(AMSTERDAM), "l j F")


def _time(moment: datetime) -> str:
    return date_format(moment.astimezone(AMSTERDAM), "TIME_FORMAT")


def _take_course(each: RequiredCourse) -> Asked:
    title = _("Renew the course %(course)s") if each.was_done else _("Take the course %(course)s")
    why, parts = "%(why)s", {"why": each.requirement.why}
    if each.renewal:
        why = _("The short course is enough. %(why)s")
    elif len(each.alternatives) == 1:
        why, parts = (
            _("Or take %(other)s: one of the two is enough. %(why)s"),
            parts | {"other": each.alternatives[0].title},
        )
    elif each.alternatives:
        why = _("You can choose another course that counts as well: its page says which. %(why)s")
    return Asked(
        title=quoting(title, course=each.course.title),
        why=quoting(why, **parts),
        url=reverse("training:course_detail", kwargs={"course_id": each.take.public_id}),
        action=_("Open the course") if each.take.is_in_portal else _("Choose a day"),
        due_on=each.act_by,
        weight=60,
        icon="school",
    )


def next_for(person: Person, now: datetime, *, required: Sequence[RequiredCourse] | None = None) -> NextStep | None:
    """The course to learn next: what is required and not done or booked, else one that is meant for this person.

    ``required`` is what ``required_of`` told, for who asked it already.
    """
    asked = required_of(person, now=now) if required is None else required
    for each in asked:
        if each.is_asked and not each.is_booked:
            return _step(each.take, person, why=str(each.requirement.why), due_on=each.act_by, asked=asked, now=now)
    taken = Enrolment.objects.live().filter(person=person).values("session__course")
    done = Completion.objects.filter(person=person).values("course")
    group = person.placement.function_group if person.placement else ""
    courses = Course.objects.published().exclude(pk__in=taken).exclude(pk__in=done)
    meant = list(courses.meant_for(group, person.unit_ids).ready_for(done).order_by("title_nl", "pk"))
    ahead = seats_by_course(meant, person, now=now)
    order = {"start": 0, "further": 1, "deep": 2}
    meant.sort(key=lambda course: (course.pk not in ahead, order[course.level], course.duration_minutes, course.pk))
    return _step(meant[0], person, why=str(meant[0].summary), due_on=None, asked=asked, now=now) if meant else None


def _step(
    course: Course,
    person: Person,
    *,
    why: str,
    due_on: date | None,
    asked: Sequence[RequiredCourse],
    now: datetime,
) -> NextStep:
    first = first_choice(seats_by_course([course], person, now=now, asked=asked).get(course.pk, []))
    if first is None:
        return NextStep(course=course, session=None, why=why, due_on=due_on)
    return NextStep(course=course, session=first.session, why=why, due_on=due_on, due_before=first.due_before)


def has_completed(person: Person, course_id: int) -> bool:
    """Whether somebody ever completed this course. One query."""
    return Completion.objects.filter(person=person, course=course_id).exists()
