"""Who may not see something gets 404, who may see it and not do this gets 403."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.http import PersonRequest
from training import policies, selectors
from training.models import (
    Certificate,
    Course,
    Enrolment,
    LearningPath,
    Lesson,
    Requirement,
    Scenario,
    SeatShare,
    Session,
)


def course_or_404(request: PersonRequest, course_id: UUID) -> Course:
    course = selectors.course_by_id(request.user, course_id)
    if course is None:
        raise Http404
    return course


def lesson_or_404(request: PersonRequest, lesson_id: UUID) -> Lesson:
    """The lesson, if its course is visible."""
    lesson = selectors.lesson_by_id(request.user, lesson_id)
    if lesson is None:
        raise Http404
    return lesson


def scenario_or_404(request: PersonRequest, scenario_id: UUID) -> Scenario:
    """The scenario, if its course is visible."""
    scenario = selectors.scenario_by_id(request.user, scenario_id)
    if scenario is None:
        raise Http404
    return scenario


def only_learner(request: PersonRequest, course: Course) -> None:
    """Refuse who sees a course that is not followed here now: a draft, one from the archive, one of another kind."""
    if not policies.can_follow(request.user, course):
        raise PermissionDenied


def session_or_404(request: PersonRequest, session_id: UUID) -> Session:
    """The session, if its course is visible."""
    session = selectors.session_by_id(session_id)
    if session is None or selectors.course_by_id(request.user, session.course.public_id) is None:
        raise Http404
    return session


def share_or_404(share_id: UUID) -> SeatShare:
    """Kept seats, for HR: ask ``only_hr`` first."""
    share = selectors.share_by_id(share_id)
    if share is None:
        raise Http404
    return share


def session_key_or_404(request: PersonRequest, session_id: UUID) -> int:
    """The key of the session, if its course is visible, for a view that only hands it to a service."""
    key = selectors.session_key(request.user, session_id)
    if key is None:
        raise Http404
    return key


def enrolment_or_404(request: PersonRequest, enrolment_id: UUID) -> Enrolment:
    enrolment = selectors.enrolment_by_id(request.user, enrolment_id)
    if enrolment is None:
        raise Http404
    return enrolment


def certificate_or_404(request: PersonRequest, certificate_id: UUID) -> Certificate:
    certificate = selectors.certificate_by_id(request.user, certificate_id)
    if certificate is None:
        raise Http404
    return certificate


def requirement_or_404(requirement_id: UUID) -> Requirement:
    """The requirement, for HR: ask ``only_hr`` first."""
    requirement = selectors.requirement_by_id(requirement_id)
    if requirement is None:
        raise Http404
    return requirement


def path_or_404(request: PersonRequest, path_id: UUID) -> LearningPath:
    path = selectors.path_by_id(request.user, path_id)
    if path is None:
        raise Http404
    return path


def is_look(request: PersonRequest) -> bool:
    """Whether somebody opens this page: not a browser that fetches it ahead, nor one that asks for its head."""
    ahead = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in each or "preview" in each for each in ahead)


def only_hr(request: PersonRequest) -> None:
    if not policies.can_manage(request.user):
        raise PermissionDenied


def only_hr_or_trainer(request: PersonRequest, session: Session) -> None:
    if not policies.can_see_participants(request.user, session):
        raise PermissionDenied
