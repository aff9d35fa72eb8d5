"""Courses, their sessions and lessons, who takes part, what is required of whom, and what was completed."""

from training.models.calendars import CalendarFeed
from training.models.courses import Course
from training.models.lessons import (
    Confidence,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    Scenario,
    ScenarioChoice,
)
from training.models.requirements import Completion, Requirement
from training.models.sessions import Enrolment, Session

__all__ = [
    "CalendarFeed",
    "Completion",
    "Confidence",
    "Course",
    "Enrolment",
    "Lesson",
    "LessonRead",
    "QuizAnswer",
    "QuizAttempt",
    "Requirement",
    "Scenario",
    "ScenarioChoice",
    "Session",
]
