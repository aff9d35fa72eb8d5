"""HR writes the questions of a course: situations, what one can do, what is right and why.

An attempt that is under way goes on: what somebody answered stays, and only what now asks something else, or is new, is
asked (again). They are told so. Wrong answers are kept in no history, so nothing else can be lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import EditConflict, RuleBroken
from common.prose import normalised
from common.services import record
from people.models import Person
from training.errors import raise_if_any
from training.models import Course, QuizAnswer, QuizAttempt, Scenario, ScenarioChoice
from training.rules import pages
from training.services.writing import after_last, forget, held, make_own, moved, new_key, too_long

WRITABLE = ("situation_nl", "situation_en", "question_nl", "question_en", "lesson")
TEXTS = ("text_nl", "text_en", "explanation_nl", "explanation_en")
LONGEST = {"text": 300, "explanation": pages.LONGEST_EXPLANATION}


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the ways to act, as it is written."""

    text_nl: str
    text_en: str
    explanation_nl: str
    explanation_en: str
    is_right: bool = False


@transaction.atomic
def add_question(
    *, course_id: int, fields: Mapping[str, Any], answers: Sequence[Answer], actor: Person, now: datetime
) -> Scenario:
    """Write a new question after the others. Who is answering is asked it too; a result that is there stays."""
    course, answers = held(course_id, actor), [_tidy(each) for each in answers]
    if course.scenarios.count() >= pages.MOST_QUESTIONS:
        words = _("A course holds at most %(most)d questions. Remove one first.") % {"most": pages.MOST_QUESTIONS}
        raise RuleBroken(words)
    raise_if_any(faults_of_question(fields, answers))
    values = _values(course, fields)
    scenario = Scenario.objects.create(
        course=course, key=new_key(), position=after_last(course.scenarios.all()), **values
    )
    _write(scenario, answers)
    _tell_who_is_answering(course, now=now)
    make_own(course, now=now)
    record("scenario.added", scenario, actor=actor, now=now)
    return scenario


@transaction.atomic
def edit_question(
    *,
    scenario_id: int,
    fields: Mapping[str, Any],
    answers: Sequence[Answer],
    is_other_content: bool,
    actor: Person,
    now: datetime,
    edition: int | None = None,
) -> Scenario:
    """Change a question; where somebody saved since ``edition``, ``EditConflict`` is raised.

    With ``is_other_content``, or where there are other answers or another one is right, who is answering is asked it
    anew. Of other words only, what they chose stays.
    """
    scenario, answers = _scenario(scenario_id, actor), [_tidy(each) for each in answers]
    values, before = _values(scenario.course, fields), list(scenario.choices.order_by("position"))
    changed = [name for name in WRITABLE if getattr(scenario, name) != values[name]]
    if [_of(each) for each in before] != list(answers):
        changed.append("choices")
    if changed and edition is not None and edition != scenario.edition:
        raise EditConflict(kept=scenario)
    raise_if_any(faults_of_question(fields, answers))
    if not changed:
        return scenario
    for name in WRITABLE:
        setattr(scenario, name, values[name])
    scenario.edition += 1
    if is_other_content or pages.asks_something_else(before, answers):
        scenario.revision += 1
        changed.append("revision")
        _ask_anew(scenario, now=now)
    scenario.save(update_fields=[*WRITABLE, "edition", "revision"])
    _write(scenario, answers)
    make_own(scenario.course, now=now)
    record("scenario.changed", scenario, actor=actor, now=now, fields=changed)
    return scenario


@transaction.atomic
def move_question(*, scenario_id: int, up: bool, actor: Person, now: datetime) -> Scenario:
    """Move a question one place up or down. At an end it stays where it is; what is answered stays answered."""
    scenario = _scenario(scenario_id, actor)
    if moved(list(scenario.course.scenarios.in_order()), scenario, up=up):
        make_own(scenario.course, now=now)
        record("scenario.moved", scenario, actor=actor, now=now, fields=["position"])
    return scenario


@transaction.atomic
def remove_question(*, scenario_id: int, actor: Person, now: datetime) -> Course:
    """Take a question away for good; who answered it goes on with the others.

    With the last one the attempts under way end: who read everything then completes the course without questions.
    """
    scenario = _scenario(scenario_id, actor)
    course = scenario.course
    is_last = course.scenarios.count() == 1
    if is_last and course.asks_questions:
        raise RuleBroken(
            _("Who was at a session must pass the questions of this course. Take that off the course first.")
        )
    record("scenario.removed", scenario, actor=actor, now=now)
    if is_last:
        QuizAttempt.objects.under_way().filter(course=course).delete()
    else:
        _tell_who_is_answering(course, now=now)
    forget(scenario, now=now)
    make_own(course, now=now)
    return course


def faults_of_question(fields: Mapping[str, Any], answers: Sequence[Answer]) -> list[RuleBroken]:
    """Return what is wrong with a question, each with its field; those of an answer are ``answer_0_text_nl``."""
    found = []
    if not fields["situation_nl"].strip():
        found.append(RuleBroken(_("Describe the situation in Dutch."), field="situation_nl"))
    if not fields["question_nl"].strip():
        found.append(RuleBroken(_("Ask the question in Dutch."), field="question_nl"))
    found += [
        RuleBroken(too_long(len(fields[name]), pages.LONGEST_SITUATION), field=name)
        for name in ("situation_nl", "situation_en")
        if len(fields[name]) > pages.LONGEST_SITUATION
    ]
    if not pages.LEAST_ANSWERS <= len(answers) <= pages.MOST_ANSWERS:
        words = _("A question has %(least)d to %(most)d answers.")
        found.append(RuleBroken(words % {"least": pages.LEAST_ANSWERS, "most": pages.MOST_ANSWERS}))
    for place, answer in enumerate(answers):
        found += [
            RuleBroken(broken.message, field=f"answer_{place}_{broken.field}") for broken in _faults_of_answer(answer)
        ]
    if not any(each.is_right for each in answers):
        found.append(RuleBroken(_("Say which answer is right: at least one."), field="answer_0_is_right"))
    return found


def _faults_of_answer(answer: Answer) -> list[RuleBroken]:
    found = []
    if not answer.text_nl.strip():
        found.append(RuleBroken(_("Write this answer in Dutch, or remove it."), field="text_nl"))
    if not answer.explanation_nl.strip():
        found.append(RuleBroken(_("Explain in Dutch why this answer is right or not."), field="explanation_nl"))
    for name in TEXTS:
        length, most = len(getattr(answer, name)), LONGEST[name.rpartition("_")[0]]
        if length > most:
            found.append(RuleBroken(too_long(length, most), field=name))
    return found


def _values(course: Course, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a question; the lesson to read again is one of the same course that is still there."""
    lesson = fields["lesson"]
    if lesson is not None and not course.lessons.filter(pk=lesson.pk).exists():
        raise RuleBroken(_("This lesson is not part of the course any more. Choose another one."), field="lesson")
    return {name: normalised(fields[name]) for name in WRITABLE if name != "lesson"} | {"lesson": lesson}


def _tidy(answer: Answer) -> Answer:
    """Return an answer as it is kept."""
    return Answer(**{name: normalised(getattr(answer, name)) for name in TEXTS}, is_right=answer.is_right)


def _of(choice: ScenarioChoice) -> Answer:
    return Answer(
        choice.text_nl, choice.text_en, choice.explanation_nl, choice.explanation_en, is_right=choice.is_right
    )


def _write(scenario: Scenario, answers: Sequence[Answer]) -> None:
    """Write the answers in their order; who chose the second has still chosen the second, where there are as many."""
    kept = list(scenario.choices.order_by("position"))
    for choice in kept[len(answers) :]:
        choice.delete()
    for position, answer in enumerate(answers):
        ScenarioChoice.objects.update_or_create(scenario=scenario, position=position, defaults=asdict(answer))


def _ask_anew(scenario: Scenario, *, now: datetime) -> None:
    """Drop what was chosen where it now means something else, and tell who is answering."""
    QuizAnswer.objects.filter(scenario=scenario).delete()
    _tell_who_is_answering(scenario.course, now=now)


def _tell_who_is_answering(course: Course, *, now: datetime) -> None:
    QuizAttempt.objects.under_way().filter(course=course).update(changed_at=now)


def _scenario(scenario_id: int, actor: Person) -> Scenario:
    """Return a question under the lock of its course; one that is gone since the page was made is said in words."""
    course_id = Scenario.objects.filter(pk=scenario_id).values_list("course", flat=True).first()
    course = held(course_id, actor) if course_id is not None else None
    scenario = course.scenarios.select_related("lesson").filter(pk=scenario_id).first() if course else None
    if course is None or scenario is None:
        raise RuleBroken(_("Somebody removed this question in the meantime."))
    scenario.course = course
    return scenario
