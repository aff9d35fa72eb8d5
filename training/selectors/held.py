"""What training holds about one person, for that person: rows, who sees them, and who looked."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.clock import day_of
from common.held import Held, HeldRow
from common.models import AuditEvent
from people.choices import Role
from people.models import Person
from training.choices import AS_MANAGER, ON_THE_LIST, SEEN_BY, NamesOn, Why
from training.models import (
    CalendarFeed,
    Certificate,
    Completion,
    Confidence,
    Course,
    Enrolment,
    Evaluated,
    HeadStart,
    Interest,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Registration,
    Session,
    WithdrawnCompletion,
)
from training.selectors.certificates import certificates_of
from training.selectors.held_evidence import held_of_evidence
from training.selectors.session_messages import messages_written_by


def data_about(person: Person) -> list[Held]:
    """Everything that training holds about one person."""
    enrolments = (
        Enrolment.objects.filter(person=person)
        .select_related("session__course", "share")
        .prefetch_related("presences")
        .order_by("-joined_at")
    )
    completions = Completion.objects.filter(person=person).select_related("course").order_by("-completed_at")
    withdrawn = WithdrawnCompletion.objects.filter(person=person).select_related("course").order_by("-withdrawn_at")
    looks = [*_looks_at(person, enrolments), *_looks_at_person(person)]
    given = Session.objects.filter(trainers=person).select_related("course").order_by("-starts_at")
    return [
        Held(
            title=gettext_lazy("Your enrolments and attendance"),
            why=gettext_lazy("To give out seats fairly and to know who was there."),
            seen_by=gettext_lazy(
                "HR, the trainers of the session, and of a request your managers. Who enrols you or answers your "
                "request sees that you have something else at that time, and only HR sees what"
            ),
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
            title=gettext_lazy("Completed courses that were taken back"),
            why=gettext_lazy("So that a system that heard that you completed a course hears that this was a mistake."),
            seen_by=gettext_lazy("HR, and the learning system that an administrator gave a key for this"),
            kept=gettext_lazy("Two years after it was taken back."),
            rows=[HeldRow(str(row.course.title), row.ground, row.withdrawn_at) for row in withdrawn],
        ),
        Held(
            title=gettext_lazy("Your certificates and proofs of attendance"),
            why=gettext_lazy(
                "So that you can show what you did, and others can check it with the code that stands on it."
            ),
            seen_by=gettext_lazy("You, HR, and whoever has the code: your name only if you share it"),
            kept=gettext_lazy("Seven years after completion."),
            rows=[
                HeldRow(str(row.title), _certificate_in_words(row), row.issued_at) for row in certificates_of(person)
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
        held_of_evidence(person),
        _held_of_evaluations(person),
        Held(
            title=gettext_lazy("Sessions you give"),
            why=gettext_lazy("So that people know who gives the session."),
            seen_by=gettext_lazy("Everyone who works here"),
            kept=gettext_lazy("As long as the session is kept."),
            rows=[HeldRow(str(row.course.title), row.place or row.link, row.starts_at) for row in given],
        ),
        Held(
            title=gettext_lazy("What you wrote to participants"),
            why=gettext_lazy("So that HR and the trainers of a session know what its participants were told."),
            seen_by=gettext_lazy("Whom you wrote to, HR and the trainers of the session"),
            kept=gettext_lazy("13 months."),
            rows=[
                HeldRow(str(row.session.course.title), row.subject, row.sent_at)
                for row in messages_written_by(person.pk)
            ],
        ),
    ]


def _how_it_stands(row: Enrolment) -> str:
    """Where an enrolment stands, and as one of which groups it counts where seats are kept."""
    state = row.get_ending_display() if row.ending else row.get_state_display()
    meetings = list(row.presences.all())
    if meetings:
        state = _("%(state)s; you were at %(there)d of the %(marked)d meetings that are marked") % {
            "state": state, "there": sum(each.was_there for each in meetings), "marked": len(meetings),
        }  # fmt: skip
    if row.checked_in_at is not None or any(each.checked_in_at for each in meetings):
        state = _("%(state)s; you checked in with the code") % {"state": state}
    if row.share is None:
        return str(state)
    return _("%(state)s; counts for the seats kept for: %(groups)s") % {
        "state": state, "groups": ", ".join(row.share.group_labels),
    }  # fmt: skip


def _certificate_in_words(certificate: Certificate) -> str:
    """Which of the two it is, with its number, and where its holder worked."""
    parts = [f"{capfirst(certificate.get_kind_display())} {certificate.number}", certificate.unit]
    return ", ".join(part for part in parts if part)


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


def _held_of_evaluations(person: Person) -> Held:
    """Of which courses it is known that somebody said what they thought; what they said is held of nobody."""
    sent = Evaluated.objects.filter(person=person).select_related("course").order_by("-known_on", "course__title_nl")
    return Held(
        title=gettext_lazy("Courses of which you said what you thought"),
        why=gettext_lazy("So that you are asked once. What you said is not linked to you, so it does not stand here."),
        seen_by=gettext_lazy("You. In figures it counts how many people of a course answered, without names."),
        kept=gettext_lazy("Two years."),
        rows=[HeldRow(str(row.course.title), "", row.known_on) for row in sent],
    )


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
    if event.reason in (NamesOn.TEAM, NamesOn.CERTIFICATES, NamesOn.EVIDENCE):
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
