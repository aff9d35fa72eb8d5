"""The people of the demo in training, through the services: a seat, a place on the list, an offer, requests."""

from datetime import datetime, timedelta

from django.db.models import Q

from common.clock import day_of
from people.choices import FunctionGroup
from people.models import Person
from portal.seed.people import new_id
from portal.seed.world import World
from training import rules, services
from training.choices import CompletionSource, EnrolmentState, Priority
from training.choices.messages import SentTo
from training.models import Completion, Course, Enrolment, Session

S = EnrolmentState
ASKS = Q(course__cost_cents__gt=0) | Q(course__duration_minutes__gt=rules.MINUTES_WITHOUT_APPROVAL)
"""Sessions of courses for which a manager answers first, where they are not required."""


def tell(world: World, courses: dict[str, Course], now: datetime) -> None:
    """The employee has a seat, waits once, is offered a seat, and completed the first course; some go first."""
    employee = world.roles["employee"]
    done = Session.objects.filter(course=courses["my_work"], ends_at__lt=now, cancelled_at__isnull=True)
    first = done.order_by("starts_at").last()
    if first is not None:
        _completed(world, employee, first)
    _enrol(employee, _ahead_of(courses["ask"], now), now - timedelta(days=3))
    _offer(world, employee, _ahead_of(courses["letters"], now), now)
    _ask_for_seats(world, _ahead_of(courses["coach"], now), now)
    full = _full_session(now, courses, avoid=("ask", "letters", "my_work"))
    if full is not None:
        _enrol(employee, full, now - timedelta(days=1))
        waiting = full.enrolments.waiting_in_order().exclude(person=employee).last()
        if waiting is not None:
            waiting.priority, waiting.priority_reason = Priority.HIGH, "Start volgende maand als AI-coach van het team."
            waiting.save(update_fields=["priority", "priority_reason"])
    _keep_seats(world, now)
    _too_few(now)
    _checked_in(world, now)
    _write_to_participants(world, now)
    services.sweep(now=now)


def _ahead_of(course: Course, now: datetime) -> Session | None:
    return course.sessions.upcoming(now + timedelta(days=2)).in_order().first()


def _enrol(person: Person, session: Session | None, now: datetime) -> None:
    if session is not None:
        services.enrol(session_id=session.pk, person=person, actor=person, now=now)


def _offer(world: World, person: Person, session: Session | None, now: datetime) -> None:
    """Fill the session, let the person wait, and free one seat: the offer comes by itself."""
    if session is None:
        return
    seated = list(session.enrolments.filter(state=S.BOOKED).select_related("person").order_by("pk"))
    if not seated:
        return
    session.enrolments.filter(state=S.WAITING).delete()
    Session.objects.filter(pk=session.pk).update(capacity=len(seated))
    services.enrol(session_id=session.pk, person=person, actor=person, now=now - timedelta(days=2))
    last = seated[-1]
    services.cancel_enrolment(enrolment_id=last.pk, actor=last.person, now=now - timedelta(hours=1))


def _full_session(now: datetime, courses: dict[str, Course], *, avoid: tuple[str, ...]) -> Session | None:
    left_out = [courses[code].pk for code in avoid]
    wished = Session.objects.upcoming(now + timedelta(days=2)).exclude(ASKS | Q(course__in=left_out))
    ahead = wished.with_counts().in_order()
    return max((session for session in ahead if session.waiting), key=lambda session: session.waiting, default=None)


def _completed(world: World, person: Person, session: Session) -> None:
    joined_at = session.starts_at - timedelta(days=12)
    taken = session.enrolments.holding().count()
    if taken >= session.capacity:
        Session.objects.filter(pk=session.pk).update(capacity=min(taken + 1, rules.MOST_SEATS))
    row = Enrolment.objects.create(
        public_id=new_id(world), session=session, person=person, state=S.COMPLETED, state_since=session.ends_at,
        joined_at=joined_at, enrolled_by=person,
    )  # fmt: skip
    Completion.objects.create(
        public_id=new_id(world), course=session.course, person=person, enrolment=row, completed_at=session.ends_at,
        recorded_at=session.ends_at, source=CompletionSource.SESSION,
    )  # fmt: skip


def _keep_seats(world: World, now: datetime) -> None:
    """HR keeps seats for the work floor in a small session for everyone, until a week before it."""
    floor = {each.person.pk for each in world.members if each.function_group == FunctionGroup.CUSTOMER_CONTACT}
    open_to_all = Session.objects.upcoming(now + timedelta(days=9)).filter(course__function_groups=[])
    for each in open_to_all.with_counts().order_by("capacity", "starts_at", "pk"):
        spare = min(4, (each.capacity - each.taken) // 2)
        if spare > 1 and not each.waiting:
            services.keep_seats(
                session_id=each.pk, function_groups=[FunctionGroup.CUSTOMER_CONTACT],
                seats=spare + each.enrolments.holding().filter(person__in=floor).count(),
                release_at=world.moment(day_of(each.starts_at) - timedelta(days=7), 9), actor=world.roles["hr"],
                now=now - timedelta(days=1),
            )  # fmt: skip
            return


def _too_few(now: datetime) -> None:
    """One session of the next two weeks has two people fewer than it needs."""
    soon = Session.objects.upcoming(now).filter(starts_at__lt=now + timedelta(days=13))
    for each in soon.with_counts().order_by("-starts_at", "pk"):
        if 0 < each.booked <= each.capacity - 2:
            Session.objects.filter(pk=each.pk).update(minimum=each.booked + 2)
            return


def _checked_in(world: World, now: datetime) -> None:
    """At the last session that the trainer gave, most people scanned the code at the door in its first minutes."""
    given = Session.objects.planned().filter(trainers=world.roles["trainer"], ends_at__lt=now)
    last = given.filter(enrolments__state=S.COMPLETED).order_by("starts_at", "pk").last()
    rows = list(last.enrolments.filter(state=S.COMPLETED).order_by("pk")) if last else []
    for place, row in enumerate(rows):
        if place % 4 != 3:
            row.checked_in_at = row.session.starts_at + timedelta(seconds=40 + 17 * place)
            row.save(update_fields=["checked_in_at"])


def _write_to_participants(world: World, now: datetime) -> None:
    """Yesterday a trainer, or else HR, wrote to the people of the next session in which anybody has a seat."""
    ahead = Session.objects.upcoming(now).filter(enrolments__state=S.BOOKED).distinct().order_by("starts_at", "pk")
    theirs = ahead.filter(trainers=world.roles["trainer"]).first()
    session, actor = (theirs, world.roles["trainer"]) if theirs else (ahead.first(), world.roles["hr"])
    if session is not None:
        services.write_to_participants(
            session_id=session.pk, sent_to=SentTo.SEATS, subject="Neem een eigen voorbeeld mee",
            text="Beste allemaal,\nNeem een tekst uit je eigen werk mee waar je mee wilt oefenen:\n- zonder namen\n"
            "- niet langer dan een bladzijde\nTot dan!", form_token=new_id(world), actor=actor,
            now=now - timedelta(days=1),
        )  # fmt: skip


def _ask_for_seats(world: World, the_session: Session | None, now: datetime) -> None:
    """Two of the manager's people and somebody without a manager ask for a course of more than a day."""
    if the_session is None:
        return
    going_on = Session.objects.filter(course=the_session.course_id, ends_at__gt=now)
    live = Enrolment.objects.live().filter(session__in=going_on)
    manager, busy = world.roles["manager"], set(live.values_list("person", flat=True))
    shown = {person.pk for person in world.roles.values()}
    free = [each for each in world.members if each.person.pk not in busy | shown]
    team = [each.person for each in free if each.manager_id == manager.pk][:2]
    alone = [each.person for each in free if each.manager_id is None][:1]
    for hours, person in zip((50, 26, 5), [*team, *alone], strict=False):
        _enrol(person, the_session, now - timedelta(hours=hours))
