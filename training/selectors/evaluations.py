"""Which courses somebody can say something about, and what was told of courses. No answer can be read here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from common.clock import day_of, start_of
from common.disclosure import Status
from common.periods import Period
from governance.selectors import refused_subjects
from people.models import Person
from surveys.choices import RoundState
from surveys.selectors import about_of, box_ticket, open_round_of, sender_of, senders_in
from training.choices import Theme
from training.choices.evaluations import ASKED_FOR, EVALUATION, EvaluationQuestion
from training.models import Completion, Course, Evaluated, EvaluationFigure, EvaluationRound


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one month told about one course, or about several of a theme together."""

    month: Period
    course: Course | None
    theme: str
    figures: dict[str, EvaluationFigure]

    @property
    def theme_name(self) -> str:
        return str(Theme(self.theme).label)

    @property
    def in_order(self) -> list[EvaluationFigure]:
        """The figures in the order of the questions."""
        return [self.figures[question] for question in EvaluationQuestion.values if question in self.figures]

    @property
    def base(self) -> tuple[int, int] | None:
        """Between which numbers the most answers to one question lie; ``None`` when nothing shows."""
        known = [(each.base_low, each.base_high) for each in self.in_order if each.status != Status.HIDDEN]
        return max(((low or 0, high or 0) for low, high in known), default=None)

    @property
    def useful(self) -> EvaluationFigure | None:
        """The share that found it useful, where that shows as one number."""
        figure = self.figures.get(EvaluationQuestion.USEFUL)
        return figure if figure is not None and figure.status == Status.SHOWN else None


@dataclass(frozen=True, slots=True)
class CourseEvaluated:
    """How many people completed a course while it could be evaluated, and how many of them sent an evaluation."""

    course: Course
    asked: int
    answered: int


def to_evaluate(person: Person, *, now: datetime) -> list[Course]:
    """Return the courses that somebody completed of late and did not send for yet. Who is away is not asked."""
    if person.is_away_on(day_of(now)):
        return []
    done = Course.objects.filter(completions__person=person, completions__completed_at__gt=now - ASKED_FOR)
    courses = list(done.exclude(evaluated__person=person).distinct().order_by("title_nl", "pk"))
    current = open_round_of(EvaluationRound) if courses else None
    if current is None:
        return []
    senders = {sender_of(course.public_id, person.public_id): course for course in courses}
    sent = senders_in(current, contents=bytes(current.contents or b""), senders=senders)
    return [course for sender, course in senders.items() if sender not in sent]


def evaluation_ticket(person: Person, course: Course, *, now: datetime) -> str | None:
    """Return what the form on a course carries instead of a person; ``None`` for who is not asked about it."""
    current = open_round_of(EvaluationRound) if course in to_evaluate(person, now=now) else None
    if current is None:
        return None
    sender = sender_of(course.public_id, person.public_id)
    return box_ticket(current, sender=sender, about=str(course.public_id))


def course_of_ticket(ticket: str) -> Course | None:
    """Return the course of a form that was not taken, so that the page can say its name; nobody is known here."""
    current = EvaluationRound.objects.defer("contents").filter(state=RoundState.OPEN).first()
    about = about_of(current, ticket=ticket) if current is not None else None
    return Course.objects.filter(public_id=about).first() if about else None


def may_have_sent(of: EvaluationRound) -> list[tuple[int, UUID, int, UUID]]:
    """Return person and course, by key and public id, of everybody who could send to a round. One query."""
    since = start_of(of.opened_on) - ASKED_FOR
    rows = Completion.objects.filter(completed_at__gt=since).order_by().distinct()
    return list(rows.values_list("person", "person__public_id", "course", "course__public_id"))


# --- what was told ----------------------------------------------------------------------------------------------------
def evaluations() -> list[Evaluation]:
    """Return all that was told: by course, the newest month first; themes after the courses. Two queries.

    Nothing any more where the works council came back on its agreement.
    """
    return _gathered(EvaluationFigure.objects.all())


def newest_evaluation(course: Course) -> Evaluation | None:
    """Return what was told of a course last, as ``evaluations`` does. Two queries."""
    return next(iter(_gathered(EvaluationFigure.objects.filter(course=course))), None)


def _gathered(rows: "QuerySet[EvaluationFigure]") -> list[Evaluation]:
    if EVALUATION in refused_subjects():
        return []
    found: dict[tuple[int, int | None, str], Evaluation] = {}
    for row in rows.select_related("round", "course").defer("round__contents"):
        key = (row.round_id, row.course_id, row.theme)
        made = found.setdefault(key, Evaluation(row.round.month, row.course, row.theme, {}))
        made.figures[row.question] = row
    newest_first = sorted(found.values(), key=lambda each: each.month, reverse=True)
    return sorted(newest_first, key=lambda each: (each.course is None, each.course.title_nl if each.course else ""))


def evaluations_released(first: Period, last: Period) -> Sequence[CourseEvaluated]:
    """Return how evaluation reached who completed a course from ``first`` up to and including ``last``. Four queries.

    Counts, for who holds them to a threshold. Only completions that a closed round could be about count.
    """
    begun = EvaluationRound.objects.exclude(state=RoundState.OPEN).order_by("opened_on", "pk").first()
    if begun is None:
        return []
    since = max(first.starts_at, start_of(begun.opened_on) - ASKED_FOR)
    done = Completion.objects.filter(completed_at__gte=since, completed_at__lt=last.ends_at).order_by().distinct()
    asked = set(done.values_list("course", "person"))
    sent = asked & set(Evaluated.objects.values_list("course", "person"))
    courses = Course.objects.filter(pk__in={course for course, _person in asked}).order_by("title_nl", "pk")
    return [
        CourseEvaluated(
            course,
            asked=sum(of == course.pk for of, _person in asked),
            answered=sum(of == course.pk for of, _person in sent),
        )
        for course in courses
    ]
