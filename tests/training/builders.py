"""Courses, sessions and enrolments for tests, named as business states."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from common.clock import day_of
from common.services import store_file
from governance.selectors import has_agreement
from people.models import ApiToken, Person, Unit
from people.services import create_api_token
from tests.governance import builders as governance_builders
from tests.people.builders import employee
from tests.training.files import png
from training import selectors, services
from training.choices import IMPORT_OVER, CertificateKind, EnrolmentState
from training.choices.evaluations import EVALUATION
from training.models import (
    Accreditation,
    Certificate,
    Completion,
    CompletionImport,
    Course,
    CourseAlias,
    Enrolment,
    EvaluationRound,
    Evidence,
    Interest,
    LearningPath,
    Lesson,
    LessonRead,
    Meeting,
    PathStep,
    QuizAnswer,
    QuizAttempt,
    Requirement,
    Scenario,
    ScenarioChoice,
    SeatShare,
    Session,
    XapiStatement,
)
from training.rules.certificates import new_code

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
IN_TWO_WEEKS = NOW + timedelta(days=14)
_number = count(1)


def course(*, title: str = "", author: Person | None = None, published: bool = True, **fields: Any) -> Course:
    """Return a published course that people can enrol in."""
    number = next(_number)
    values: dict[str, Any] = {
        "title_nl": title or f"Veilig werken met AI {number}",
        "title_en": f"{title} (English)" if title else f"Working safely with AI {number}",
        "summary_nl": "Wat je wel en niet met AI deelt.",
        "summary_en": "What you share with AI and what not.",
        "outcomes_nl": "Je weet welke gegevens je nooit invoert\nJe weet aan wie je het vraagt",
        "outcomes_en": "You know which data you never enter\nYou know whom to ask",
        "duration_minutes": 90,
        "created_at": NOW - timedelta(days=100),
        "published_at": NOW - timedelta(days=90) if published else None,
    }
    return Course.objects.create(created_by=author or employee(first_name="Hanneke"), **{**values, **fields})


@transaction.atomic
def portal_course(*, lessons: int = 2, questions: int = 4, published: bool = True, **fields: Any) -> Course:
    """Return a course in the portal; of each question the second choice is right, and its lesson is in the order."""
    made = course(published=False, kind="in_portal", **fields)
    pages = [
        Lesson.objects.create(
            course=made, key=f"les-{number}", position=number, title_nl=f"Les {number}", title_en=f"Lesson {number}",
            body_nl=f"# Kop\n\nTekst **{number}**.", body_en=f"# Heading\n\nText **{number}**.",
        )
        for number in range(lessons)
    ]  # fmt: skip
    for number in range(questions):
        scenario = Scenario.objects.create(
            course=made, lesson=pages[number % lessons] if pages else None, key=f"vraag-{number}", position=number,
            situation_nl=f"Situatie {number}", situation_en=f"Situation {number}", question_nl="Wat doe je?",
            question_en="What do you do?",
        )  # fmt: skip
        ScenarioChoice.objects.bulk_create(
            ScenarioChoice(
                scenario=scenario, position=place, is_right=place == 1, text_nl=f"Manier {place}",
                text_en=f"Way {place}", explanation_nl=f"Omdat {place}", explanation_en=f"Because {place}",
            )
            for place in range(3)
        )  # fmt: skip
    if published:
        Course.objects.filter(pk=made.pk).update(published_at=NOW - timedelta(days=90))
    return Course.objects.get(pk=made.pk)


@transaction.atomic
def moved_into_portal(of: Course) -> Course:
    """Give a course a lesson and let people follow it in the portal from now on."""
    Lesson.objects.create(
        course=of, key="les", position=0, title_nl="Les", title_en="Lesson", body_nl="# Kop", body_en="# Heading"
    )
    Course.objects.filter(pk=of.pk).update(kind="in_portal")
    return Course.objects.get(pk=of.pk)


def all_read(*, of: Course, by: Person, at: datetime = NOW) -> None:
    """Let somebody have read all lessons of a course."""
    LessonRead.objects.bulk_create(
        LessonRead(person=by, lesson=lesson, read_at=at, revision=lesson.revision) for lesson in of.lessons.in_order()
    )


def answered(*, of: Course, by: Person, right: int, at: datetime = NOW) -> QuizAttempt:
    """Return an attempt under way in which all questions have an answer, so many of them right."""
    attempt = QuizAttempt.objects.create(person=by, course=of, began_at=at)
    for number, scenario in enumerate(of.scenarios.order_by("position")):
        choice = scenario.choices.get(position=1 if number < right else 0)
        QuizAnswer.objects.create(attempt=attempt, scenario=scenario, choice=choice)
    return attempt


def session(
    *,
    of: Course | None = None,
    starts_at: datetime = IN_TWO_WEEKS,
    capacity: int = 2,
    trainers: Sequence[Person] = (),
    **fields: Any,
) -> Session:
    """Return a session two weeks ahead with two free seats."""
    the_course = of or course()
    made = Session.objects.create(
        course=the_course,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + timedelta(minutes=the_course.duration_minutes)),
        place=fields.pop("place", "Leslokaal 1"),
        capacity=capacity,
        created_at=NOW - timedelta(days=50),
        created_by=the_course.created_by,
        **fields,
    )
    made.trainers.set(trainers)
    return made


def series(*weeks: float, **fields: Any) -> Session:
    """Return a session with a meeting of two hours so many weeks from now, for each of ``weeks``."""
    starts = [NOW + timedelta(weeks=each) for each in weeks]
    ends = [each + timedelta(hours=2) for each in starts]
    made = session(starts_at=starts[0], ends_at=ends[-1], meeting_count=len(weeks), **fields)
    Meeting.objects.bulk_create(
        Meeting(session=made, number=number, starts_at=starts_at, ends_at=ends_at)
        for number, (starts_at, ends_at) in enumerate(zip(starts, ends, strict=True), start=1)
    )
    return made


def enrolment(
    *,
    session: Session,
    person: Person | None = None,
    state: str = EnrolmentState.BOOKED,
    joined_at: datetime = NOW - timedelta(days=5),
    **fields: Any,
) -> Enrolment:
    """Return somebody with a seat in the session; written straight to the database."""
    who = person or employee()
    if state == EnrolmentState.OFFERED:
        fields.setdefault("offer_expires_at", NOW + timedelta(hours=72))
    if state == EnrolmentState.CANCELLED:
        fields.setdefault("ending", "by_person")
    if state == EnrolmentState.REQUESTED:
        fields.setdefault("asked_at", joined_at)
    if state == EnrolmentState.DECLINED:
        fields = {"decided_by": session.created_by, "decision_reason": "Dit jaar niet.", **fields}
    return Enrolment.objects.create(
        session=session, person=who, state=state, state_since=joined_at, joined_at=joined_at, enrolled_by=who, **fields
    )


def asks_evidence(of: Course) -> Course:
    """Let a course ask for a piece of evidence, last of all."""
    Course.objects.filter(pk=of.pk).update(
        asks_evidence=True, evidence_nl="Een foto van wat je maakte.", evidence_en="A photo of what you made."
    )
    return Course.objects.get(pk=of.pk)


def evidence(*, of: Course, by: Person, state: str = "handed_in", at: datetime = NOW, **fields: Any) -> Evidence:
    """Return a piece of evidence of somebody, written straight to the database; answered by HR a day later."""
    if state != "handed_in":
        fields = {"answered_at": at + timedelta(days=1), "answered_as": "hr", **fields}
    if state == "sent_back":
        fields = {"reason": "De foto is onscherp.", **fields}
    stored = store_file(
        content=ContentFile(png()), name="werk.png", content_type="image/png", purpose="training-evidence", actor=by,
        now=at,
    )  # fmt: skip
    return Evidence.objects.create(course=of, person=by, state=state, handed_in_at=at, **{"file": stored, **fields})


def learning_path(
    courses: Sequence[Course], *, choices: Sequence[Course] = (), published: bool = True, **fields: Any
) -> LearningPath:
    """Return a path over these courses, with choices after them, that everyone sees."""
    values = {
        "title_nl": f"Leerpad {next(_number)}", "title_en": "Path", "summary_nl": "Van niets naar veilig gebruik.",
        "summary_en": "From nothing to safe use.", "created_at": NOW - timedelta(days=60),
        "created_by": courses[0].created_by,
    }  # fmt: skip
    made = LearningPath.objects.create(**{**values, **fields})
    for position, each in enumerate([*courses, *choices]):
        PathStep.objects.create(path=made, course=each, position=position, is_required=position < len(courses))
    if published:
        LearningPath.objects.filter(pk=made.pk).update(published_at=NOW - timedelta(days=50))
        made.refresh_from_db()
    return made


def kept(of: Session, seats: int, groups: Sequence[str], *, until: datetime, unit: Unit | None = None) -> SeatShare:
    """Return seats of a session that are kept for these groups, or for those of a unit."""
    return SeatShare.objects.create(
        session=of, seats=seats, function_groups=list(groups), unit=unit, release_at=until,
        created_at=NOW - timedelta(days=9),
    )  # fmt: skip


def full_session(*, capacity: int = 1, waiting: int = 0, **fields: Any) -> Session:
    """Return a session whose seats are all booked, with so many people waiting, the first since longest."""
    made = session(capacity=capacity, **fields)
    for _seat in range(capacity):
        enrolment(session=made)
    for place in range(waiting):
        joined_at = NOW - timedelta(hours=100 - place)
        enrolment(session=made, state=EnrolmentState.WAITING, joined_at=joined_at)
    return made


def requirement(*, of: Course, due_on: date = date(2026, 12, 31), **fields: Any) -> Requirement:
    """Return a requirement that holds for everyone."""
    values: dict[str, Any] = {
        "starts_on": date(2026, 1, 1),
        "why_nl": "Iedereen die met AI werkt moet genoeg weten van de risico's.",
        "why_en": "Everyone who works with AI must know enough of the risks.",
        "created_at": NOW - timedelta(days=80),
    }
    return Requirement.objects.create(course=of, due_on=due_on, created_by=of.created_by, **{**values, **fields})


def interest(*, of: Course, person: Person | None = None, moments: Sequence[str] = ()) -> Interest:
    """Return somebody who waits for a course since a week."""
    who = person or employee()
    return Interest.objects.create(course=of, person=who, moments=list(moments), said_at=NOW - timedelta(days=7))


def completion(*, of: Course, person: Person, at: datetime = NOW - timedelta(days=30)) -> Completion:
    """Return that somebody completed the course a month ago."""
    return Completion.objects.create(course=of, person=person, completed_at=at, recorded_at=at, source="session")


def certificate(*, person: Person, of: Course | None = None, **fields: Any) -> Certificate:
    """Return a certificate of somebody who completed a course with questions a month ago."""
    held = completion(of=of or course(), person=person)
    version = services.version_of(held.course, now=NOW)
    Completion.objects.filter(pk=held.pk).update(version=version)
    values = {
        "kind": CertificateKind.CERTIFICATE, "code": new_code(), "completed_on": day_of(held.completed_at),
        "issued_at": held.recorded_at,
    }  # fmt: skip
    return Certificate.objects.create(completion=held, person=person, version=version, **{**values, **fields})


def accreditation(*, of: Course, profession: str = "Verpleegkundigen", **fields: Any) -> Accreditation:
    """Return that a course counts for one and a half points for nurses, this year and next."""
    values = {
        "body": "Kwaliteitsregister V&V", "number": f"ID {next(_number)}", "points": Decimal("1.5"),
        "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31),
    }  # fmt: skip
    return Accreditation.objects.create(course=of, profession=profession, **{**values, **fields})


def completion_import(*, state: str = "done", by: Person | None = None, **fields: Any) -> CompletionImport:
    """Return a file with completions of Moodle that was carried out."""
    values: dict[str, Any] = {
        "source": "Moodle", "file_name": "moodle.csv", "file_sha256": "0" * 64, "started_at": NOW,
        "finished_at": NOW if state in IMPORT_OVER else None, "outcome": {"rows": 1, "created": 1, "known": 0},
    }  # fmt: skip
    return CompletionImport.objects.create(state=state, started_by=by, **{**values, **fields})


def alias(*, of: Course, value: str, source: str = "") -> CourseAlias:
    """Return a code under which other systems know a course."""
    return CourseAlias.objects.create(course=of, source=source, value=value, added_at=NOW, added_by=of.created_by)


def token(*, name: str = "Moodle", scopes: Sequence[str] = ("write_completions",)) -> tuple[ApiToken, str]:
    """Return a key of another system, and its text."""
    return create_api_token(
        name=name, scopes=scopes, expires_at=NOW + timedelta(days=300), actor=employee(roles=["administrator"]), now=NOW
    )


def statement_row(*, of: ApiToken, became: str = "nothing", **fields: Any) -> XapiStatement:
    """Return that a statement came in."""
    values: dict[str, Any] = {"statement_id": uuid4(), "fingerprint": "0" * 64, "received_at": NOW}
    return XapiStatement.objects.create(token=of, became=became, **{**values, **fields})


def evaluation_round(*, at: datetime = NOW) -> EvaluationRound:
    """Return the round that takes answers, after the works council agreed to it."""
    if not has_agreement(EVALUATION):
        governance_builders.agreed(EVALUATION, now=at)
    services.tend_evaluations(now=at)
    return EvaluationRound.objects.get(state="open")


def evaluate(*, of: Course, by: Person, at: datetime = NOW, **answers: str) -> None:
    """Let somebody who completed a course say what they thought of it; very useful unless told otherwise."""
    ticket = selectors.evaluation_ticket(by, of, now=at)
    assert ticket is not None
    services.send_evaluation(ticket=ticket, answers=answers or {"useful": "5", "tomorrow": "yes", "pace": "right"})


def completers(number: int, *, of: Course, at: datetime = NOW) -> list[Person]:
    """Return so many people who completed a course."""
    people = [employee(first_name=f"Kim{place}") for place in range(number)]
    for person in people:
        completion(of=of, person=person, at=at)
    return people
