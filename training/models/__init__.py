"""Courses, their sessions, who takes part, what is required of whom, and what was completed."""

from training.models.calendars import CalendarFeed
from training.models.courses import Course
from training.models.requirements import Completion, Requirement
from training.models.sessions import Enrolment, Session

__all__ = [
    "CalendarFeed",
    "Completion",
    "Course",
    "Enrolment",
    "Requirement",
    "Session",
]
