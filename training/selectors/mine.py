"""What somebody's own training looks like: for themselves, for their home page, and for what is held about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.asked import Asked
from common.bilingual import quoting
from common.clock import AMSTERDAM, day_of
from common.held import Held, HeldRow
from common.models import AuditEvent
from people.choices import Role
from people.models import Person
from training.choices import AHEAD, AS_MANAGER, ON_THE_LIST, SEEN_BY, EnrolmentState, NamesOn, Why
from training.models import (
    CalendarFeed,
    Completion,
    Confidence,
    Course,
    Enrolment,
    HeadStart,
    Interest,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Registration,
    Session,
)
from training.selectors.catalogue import first_choice, seats_by_course
from training.selectors.certificates import certificates_of
from training.selectors.interest import interests_of
from training.selectors.lessons import Begun, under_way
from training.selectors.required import RequiredCourse, is_away, required_of, units_above


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

    @property
    def has_certificates(self) -> bool:
        """Whether there is something to take along."""
        return any(
            proof and not proof.revoked_at for proof in (getattr(row, "certificate", None) for row in self.completed)
        )


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one course to learn next: why, by when, and the session to go to where there is one."""

    course: Course
    session: Session | None
    why: str
    due_on: date | None


def my_training(person: Person, *, now: datetime) -> MyTraining:
    """Return what lies ahead of somebody, what is required, and what they did."""
    rows = list(
        Enrolment.objects.filter(person=person)
        .with_position()
        .select_related("session__course")
        .order_by("session__starts_at", "pk")
    )
    ahead = [row for row in rows if row.state in AHEAD and not row.session.has_started(now)]
    completed = Completion.objects.filter(person=person).select_related("course", "certificate")
    past = [
        row
        for row in rows
        if row.session.has_started(now) and row.state not in (EnrolmentState.COMPLETED, EnrolmentState.WAITING)
    ]
    ended = [
        row for row in rows if row.state in (EnrolmentState.CANCELLED, EnrolmentState.DECLINED) and row not in past
    ]
    return MyTraining(
        offers=[row for row in ahead if row.state == EnrolmentState.OFFERED],
        booked=[row for row in ahead if row.state == EnrolmentState.BOOKED],
        waiting=[row for row in ahead if row.state == EnrolmentState.WAITING],
        requested=[row for row in ahead if row.state == EnrolmentState.REQUESTED],
        required=required_of(person, now=now),
        completed=list(completed.order_by("-completed_at", "pk")),
        past=sorted([*past, *ended], key=lambda row: row.session.starts_at, reverse=True)[:20],
        under_way=under_way(person),
        waits_for=interests_of(person),
    )


def enrolment_by_id(person: Person, enrolment_id: UUID) -> Enrolment | None:
    """The enrolment with this public id, if ``person`` may see it, with its place on the waiting list."""
    rows = Enrolment.objects.visible_to(person).with_position()
    related = rows.select_related("session__course", "person", "approver", "decided_by")
    return related.filter(public_id=enrolment_id).first()


def offered_by_link(enrolment_id: UUID) -> Enrolment | None:
    """The enrolment that the link of a mail is about, for whoever has the link: who asks checked its signature."""
    return Enrolment.objects.select_related("session__course", "person").filter(public_id=enrolment_id).first()


def asked_of(person: Person, *, now: datetime, required: Sequence[RequiredCourse] | None = None) -> list[Asked]:
    """What training asks of an employee: answer an offer, do what is required. Who is away is asked nothing.

    ``required`` is what ``required_of`` told, for who asked it already.
    """
    if is_away(person, day_of(now)):
        return []
    offers = Enrolment.objects.filter(person=person, state=EnrolmentState.OFFERED, offer_expires_at__gt=now)
    asked = [_answer_offer(row) for row in offers.select_related("session__course").order_by("offer_expires_at", "pk")]
    known = required_of(person, now=now) if required is None else required
    return asked + [_take_course(each) for each in known if not each.is_done and each.ahead is None]


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


def _day(moment: datetime) -> str:
    return date_format(moment.astimezone(AMSTERDAM), "l j F")


def _time(moment: datetime) -> str:
    return date_format(moment.astimezone(AMSTERDAM), "TIME_FORMAT")


def _take_course(each: RequiredCourse) -> Asked:
    return Asked(
        title=quoting(_("Take the course %(course)s"), course=each.course.title),
        why=quoting("%(why)s", why=each.requirement.why),
        url=reverse("training:course_detail", kwargs={"course_id": each.course.public_id}),
        action=_("Open the course") if each.course.is_in_portal else _("Choose a day"),
        due_on=each.due_on,
        weight=60,
        icon="school",
    )


def next_for(person: Person, now: datetime, *, required: Sequence[RequiredCourse] | None = None) -> NextStep | None:
    """The course to learn next: what is required and not done or booked, else one that is meant for this person.

    ``required`` is what ``required_of`` told, for who asked it already.
    """
    for each in required_of(person, now=now) if required is None else required:
        if not each.is_done and not each.is_booked:
            return _step(each.course, person, str(each.requirement.why), each.due_on, now)
    taken = Enrolment.objects.live().filter(person=person).values("session__course")
    done = Completion.objects.filter(person=person).values("course")
    group = person.placement.function_group if person.placement else ""
    units = units_above(person.placement.unit_id if person.placement else None)
    courses = Course.objects.published().exclude(pk__in=taken).exclude(pk__in=done)
    meant = list(courses.meant_for(group, units).ready_for(done).order_by("title_nl", "pk"))
    ahead = seats_by_course(meant, person, now=now)
    order = {"start": 0, "further": 1, "deep": 2}
    meant.sort(key=lambda course: (course.pk not in ahead, order[course.level], course.duration_minutes, course.pk))
    return _step(meant[0], person, str(meant[0].summary), None, now) if meant else None


def _step(course: Course, person: Person, why: str, due_on: date | None, now: datetime) -> NextStep:
    first = first_choice(seats_by_course([course], person, now=now).get(course.pk, []))
    return NextStep(course=course, session=first.session if first else None, why=why, due_on=due_on)


def has_completed(person: Person, course_id: int) -> bool:
    """Whether somebody ever completed this course. One query."""
    return Completion.objects.filter(person=person, course=course_id).exists()


def data_about(person: Person) -> list[Held]:
    """Everything that training holds about one person."""
    enrolments = (
        Enrolment.objects.filter(person=person).select_related("session__course", "share").order_by("-joined_at")
    )
    completions = Completion.objects.filter(person=person).select_related("course").order_by("-completed_at")
    looks = [*_looks_at(person, enrolments), *_looks_at_person(person)]
    given = Session.objects.filter(trainers=person).select_related("course").order_by("-starts_at")
    return [
        Held(
            title=gettext_lazy("Your enrolments and attendance"),
            why=gettext_lazy("To give out seats fairly and to know who was there."),
            seen_by=gettext_lazy("HR, the trainers of the session, and of a request your managers"),
            kept=gettext_lazy("Three years after the session; one year when it was cancelled."),
            rows=[
                HeldRow(
                    str(row.session.course.title),
                    _how_it_stands(row),
                    row.session.starts_at,
                )
                for row in enrolments
            ],
        ),
        Held(
            title=gettext_lazy("Who looked at lists with your name"),
            why=gettext_lazy("So that you can see in which role somebody looked, and for what."),
            seen_by=gettext_lazy("You"),
            kept=gettext_lazy("As long as the log of changes is kept."),
            rows=looks,
        ),
        Held(
            title=gettext_lazy("The address of your calendar"),
            why=gettext_lazy("So that your own calendar can follow your sessions. Only a hash of it is kept."),
            seen_by=gettext_lazy("Nobody"),
            kept=gettext_lazy("Until you end it or leave."),
            rows=[
                HeldRow(_("You made an address"), "", feed.created_at)
                for feed in CalendarFeed.objects.filter(person=person)
            ],
        ),
        Held(
            title=gettext_lazy("Courses you completed"),
            why=gettext_lazy("To show that you did what was required, and to count in groups."),
            seen_by=gettext_lazy(
                "HR, the trainers of the session, your managers where it is required or when they enrol their team, "
                "and the learning system that an administrator gave a key for this"
            ),
            kept=gettext_lazy("Seven years after completion."),
            rows=[HeldRow(str(row.course.title), row.ground, row.completed_at) for row in completions],
        ),
        Held(
            title=gettext_lazy("Your certificates and proofs of attendance"),
            why=gettext_lazy(
                "So that you can show what you did, and others can check it with the code that stands on it."
            ),
            seen_by=gettext_lazy("You, HR, and whoever has the code: your name only if you share it"),
            kept=gettext_lazy("Seven years after completion."),
            rows=[
                HeldRow(str(row.title), capfirst(row.get_kind_display()), row.issued_at)
                for row in certificates_of(person)
            ],
        ),
        Held(
            title=gettext_lazy("Your numbers in professional registers"),
            why=gettext_lazy("So that HR can report the points that you earned."),
            seen_by=gettext_lazy("You and HR"),
            kept=gettext_lazy("Until you take them away, or your name is removed after you left."),
            rows=[
                HeldRow(row.profession, row.number, row.given_at)
                for row in Registration.objects.filter(person=person).order_by("profession")
            ],
        ),
        *_held_of_lessons(person),
        *_held_of_interest(person),
        Held(
            title=gettext_lazy("Sessions you give"),
            why=gettext_lazy("So that people know who gives the session."),
            seen_by=gettext_lazy("Everyone who works here"),
            kept=gettext_lazy("As long as the session is kept."),
            rows=[HeldRow(str(row.course.title), row.place or row.link, row.starts_at) for row in given],
        ),
    ]


def _how_it_stands(row: Enrolment) -> str:
    """Where an enrolment stands, and as one of which groups it counts where seats are kept."""
    state = row.get_ending_display() if row.ending else row.get_state_display()
    if row.share is None:
        return str(state)
    return _("%(state)s; counts for the seats kept for: %(groups)s") % {
        "state": state, "groups": ", ".join(row.share.group_labels),
    }  # fmt: skip


def _held_of_lessons(person: Person) -> list[Held]:
    """How far somebody is in courses here, how the questions went, and how sure they said to be: for them alone."""
    only_you = gettext_lazy("You")
    read = LessonRead.objects.filter(person=person).select_related("lesson__course").order_by("-read_at", "-pk")
    attempts = QuizAttempt.objects.filter(person=person).select_related("course").order_by("-began_at", "-pk")
    ratings = Confidence.objects.filter(person=person).select_related("course").order_by("-rated_at", "-pk")
    answers = QuizAnswer.objects.filter(attempt__person=person).order_by()
    answered = dict(answers.values_list("attempt").annotate(Count("pk")))
    return [
        Held(
            title=gettext_lazy("Lessons you read"),
            why=gettext_lazy("So that you can go on where you were, on another device too."),
            seen_by=only_you,
            kept=gettext_lazy("Two years after reading."),
            rows=[HeldRow(str(row.lesson.course.title), str(row.lesson.title), row.read_at) for row in read],
        ),
        Held(
            title=gettext_lazy("How the questions of a course went"),
            why=gettext_lazy(
                "To show you your result and what to read again. What you chose is kept only while you are answering."
            ),
            seen_by=only_you,
            kept=gettext_lazy("One year after the last question; 90 days when you do not finish."),
            rows=[
                HeldRow(
                    str(row.course.title), _how_it_went(row, answered.get(row.pk, 0)), row.finished_at or row.began_at
                )
                for row in attempts
            ],
        ),
        Held(
            title=gettext_lazy("How sure you said you were of a subject"),
            why=gettext_lazy("So that you see for yourself what a course did for you. It counts for nothing else."),
            seen_by=only_you,
            kept=gettext_lazy("One year after you said so last."),
            rows=[HeldRow(str(row.course.title), _how_sure(row), row.rated_at) for row in ratings],
        ),
    ]


def _held_of_interest(person: Person) -> list[Held]:
    """What somebody wants to follow, and of which sessions they were told before others."""
    said = Interest.objects.filter(person=person).select_related("course").order_by("-said_at", "-pk")
    told = HeadStart.objects.filter(person=person).select_related("session__course").order_by("-told_at", "-pk")
    return [
        Held(
            title=gettext_lazy("Courses that you want to follow"),
            why=gettext_lazy(
                "So that HR plans sessions where and when people want them, and tells you of yours first."
            ),
            seen_by=gettext_lazy("You. HR sees how many people want a course, without names."),
            kept=gettext_lazy("One year, or until you enrol, complete the course, take it back or leave."),
            rows=[HeldRow(str(row.course.title), row.moments_in_words or _("any moment"), row.said_at) for row in said],
        ),
        Held(
            title=gettext_lazy("Sessions that you were told of first"),
            why=gettext_lazy("So that you can enrol before others in a session that you waited for."),
            seen_by=gettext_lazy("You. HR sees how many people were told, without names."),
            kept=gettext_lazy("Thirty days after the session."),
            rows=[HeldRow(str(row.session.course.title), "", row.told_at) for row in told],
        ),
    ]


def _how_it_went(attempt: QuizAttempt, answered: int) -> str:
    if attempt.finished_at is None:
        return ngettext("%(count)d question answered", "%(count)d questions answered", answered) % {"count": answered}
    return _("%(right)d of %(total)d right") % {"right": attempt.right or 0, "total": attempt.total or 0}


def _how_sure(rated: Confidence) -> str:
    parts = []
    if rated.before is not None:
        parts.append(_("before: %(rating)d of 5") % {"rating": rated.before})
    if rated.after is not None:
        parts.append(_("after: %(rating)d of 5") % {"rating": rated.after})
    return ", ".join(parts)


def _looks_at_person(person: Person) -> list[HeldRow]:
    """Who saw certificates of this person, or that they must still take a course; each once. Two queries."""
    mine = AuditEvent.objects.filter(
        action__startswith=SEEN_BY, object_type=Person._meta.label_lower, object_id=str(person.public_id)
    )
    events = list(mine.exclude(actor=person).order_by("-at", "-pk"))
    courses = Course.objects.filter(public_id__in={event.fields[0] for event in events if event.fields})
    titles = {str(course.public_id): str(course.title) for course in courses}
    return [
        HeldRow(
            f"{capfirst(_looker(event))}, {_list_and_why(event)}",
            titles.get(event.fields[0], "") if event.fields else "",
            day_of(event.at),
        )
        for event in events
    ]


def _list_and_why(event: AuditEvent) -> str:
    """On which list somebody was seen, and for what; some lists say that themselves."""
    if event.reason in (NamesOn.TEAM, NamesOn.CERTIFICATES):
        return str(NamesOn(event.reason).label)
    seen_on = NamesOn(event.fields[1]) if len(event.fields) > 1 else NamesOn.REQUIRED
    return f"{seen_on.label}: {Why(event.reason).label}"


def _looker(event: AuditEvent) -> str:
    """As whom somebody looked, in words."""
    seen_as = event.action.removeprefix(SEEN_BY)
    return _("manager") if seen_as == AS_MANAGER else str(Role(seen_as).label)


def _looks_at(person: Person, enrolments: Iterable[Enrolment]) -> list[HeldRow]:
    """Who saw this person's name on a list since it stood there: role, list and day; each once. One query."""
    mine: dict[str, list[Enrolment]] = {}
    for row in enrolments:
        mine.setdefault(str(row.session.public_id), []).append(row)
    requests = {str(row.public_id): row for row in enrolments}
    events = AuditEvent.objects.filter(
        Q(object_type=Session._meta.label_lower, object_id__in=mine)
        | Q(object_type=Enrolment._meta.label_lower, object_id__in=requests),
        action__startswith=SEEN_BY,
    )
    seen: dict[tuple[str, str, str, date], HeldRow] = {}
    for event in events.exclude(actor=person).order_by("-at", "-pk"):
        rows = [requests[event.object_id]] if event.object_id in requests else mine[event.object_id]
        rows = [row for row in rows if row.joined_at <= event.at]
        if event.reason == NamesOn.ATTENDANCE:
            rows = [row for row in rows if row.state in ON_THE_LIST]
        if rows:
            label = f"{capfirst(_looker(event))}, {NamesOn(event.reason).label}"
            day = day_of(event.at)
            seen.setdefault(
                (event.object_id, event.action, event.reason, day),
                HeldRow(label, str(rows[0].session.course.title), day),
            )
    return list(seen.values())
