"""The lessons and questions of a course for HR who writes them: their order, and what is still missing."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.safestring import SafeString

from common.prose import html_from_markdown
from people.models import Person
from training.models import Course, Lesson, Scenario, ScenarioChoice
from training.rules import pages


@dataclass(frozen=True, slots=True)
class LessonToWrite:
    """A lesson in the list of its course, and whether a part of it is in Dutch only."""

    lesson: Lesson
    lacks_english: bool


@dataclass(frozen=True, slots=True)
class QuestionToWrite:
    """A question in the list of its course, and whether a part of it is in Dutch only."""

    scenario: Scenario
    answers: int
    lacks_english: bool


@dataclass(frozen=True, slots=True)
class CoursePages:
    """What a course is made of, in order."""

    lessons: list[LessonToWrite]
    questions: list[QuestionToWrite]

    @property
    def takes_lesson(self) -> bool:
        return len(self.lessons) < pages.MOST_LESSONS

    @property
    def takes_question(self) -> bool:
        return len(self.questions) < pages.MOST_QUESTIONS


def course_pages(course: Course) -> CoursePages:
    """Return the lessons and questions of a course in order. Three queries."""
    choices = Prefetch("choices", ScenarioChoice.objects.order_by("position"))
    scenarios = Scenario.objects.filter(course=course).in_order().select_related("lesson").prefetch_related(choices)
    return CoursePages(
        lessons=[LessonToWrite(each, lesson_lacks_english(each)) for each in course.lessons.in_order()],
        questions=[QuestionToWrite(each, len(each.choices.all()), question_lacks_english(each)) for each in scenarios],
    )


def lesson_lacks_english(lesson: Lesson) -> bool:
    return not (lesson.title_en and lesson.body_en)


def question_lacks_english(scenario: Scenario) -> bool:
    """Whether a part of a question has no English. One query where its answers are not there yet."""
    parts = [scenario.situation_en, scenario.question_en]
    parts += [text for each in scenario.choices.all() for text in (each.text_en, each.explanation_en)]
    return not all(parts)


def course_of_removed(person: Person, public_id: UUID) -> Course | None:
    """The course that had a lesson or question at this address, if ``person`` may see it."""
    return Course.objects.visible_to(person).filter(removed_pages__public_id=public_id).first()


def lesson_preview(text: str) -> SafeString:
    """Return what is typed as a reader will see it, made as on the page itself; nothing of what is too long."""
    if len(text) > pages.LONGEST_LESSON:
        return SafeString("")
    return html_from_markdown(text, below=2)
