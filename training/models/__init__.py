"""Courses, their sessions and lessons, who takes part, what is required of whom, and what was completed."""

from training.models.calendars import CalendarFeed
from training.models.certificates import Accreditation, Certificate, Registration, SigningKey
from training.models.courses import Course
from training.models.enrolments import Enrolment
from training.models.evaluations import Evaluated, EvaluationFigure, EvaluationRound
from training.models.evidence import Evidence
from training.models.exchange import CompletionImport, CourseAlias, RememberedColumns, XapiStatement
from training.models.interest import HeadStart, Interest, Prerequisite
from training.models.lessons import (
    Confidence,
    Lesson,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
    RemovedPage,
    Scenario,
    ScenarioChoice,
)
from training.models.meetings import Meeting, Presence
from training.models.paths import LearningPath, PathStep
from training.models.requirements import Completion, Requirement, RequirementAlternative, WithdrawnCompletion
from training.models.session_messages import SessionMessage
from training.models.sessions import Session
from training.models.shares import SeatShare
from training.models.versions import CourseVersion

__all__ = [
    "Accreditation",
    "CalendarFeed",
    "Certificate",
    "Completion",
    "CompletionImport",
    "Confidence",
    "Course",
    "CourseAlias",
    "CourseVersion",
    "Enrolment",
    "Evaluated",
    "EvaluationFigure",
    "EvaluationRound",
    "Evidence",
    "HeadStart",
    "Interest",
    "LearningPath",
    "Lesson",
    "LessonRead",
    "Meeting",
    "PathStep",
    "Prerequisite",
    "Presence",
    "QuizAnswer",
    "QuizAttempt",
    "Registration",
    "RememberedColumns",
    "RemovedPage",
    "Requirement",
    "RequirementAlternative",
    "Scenario",
    "ScenarioChoice",
    "SeatShare",
    "Session",
    "SessionMessage",
    "SigningKey",
    "WithdrawnCompletion",
    "XapiStatement",
]
