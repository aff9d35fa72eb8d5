"""What changes training: one service a file of its kind, one way in."""

from training.services.attendance import Marked, mark_attendance
from training.services.catalogue import (
    archive_course,
    create_course,
    edit_course,
    end_requirement,
    publish_course,
    require_course,
)
from training.services.leaving import apply_departure, enforce_terms
from training.services.seats import (
    accept_offer,
    cancel_enrolment,
    decline_offer,
    enrol,
    settle,
    sweep,
)
from training.services.sessions import cancel_session, change_capacity, edit_session, plan_session

__all__ = [
    "Marked",
    "accept_offer",
    "apply_departure",
    "archive_course",
    "cancel_enrolment",
    "cancel_session",
    "change_capacity",
    "create_course",
    "decline_offer",
    "edit_course",
    "edit_session",
    "end_requirement",
    "enforce_terms",
    "enrol",
    "mark_attendance",
    "plan_session",
    "publish_course",
    "require_course",
    "settle",
    "sweep",
]
