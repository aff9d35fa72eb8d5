"""Who may not see something gets 404, who may see it and not do this gets 403."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common.http import PersonRequest
from training import policies, selectors
from training.models import (
    Certificate,
    Course,
    Enrolment,
    LearningPath,
    Requirement,
    SeatShare,
    Session,
)


def found[Row](row: Row | None) -> Row:
    """Return what was asked for, or answer that it is not there."""
    if row is None:
        raise Http404
    return row


def course_or_404(request: PersonRequest, course_id: UUID) -> Course:
    return found(selectors.course_by_id(request.user, course_id))


def to_course_of_removed(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Lead who has a removed lesson or question open to its course, and say so; an unknown address is 404."""
    course = found(selectors.course_of_removed(request.user, public_id))
    messages.info(request, _("This page is not part of the course any more. What you completed stays."))
    return redirect("training:course_detail", course.public_id)


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
    return found(selectors.share_by_id(share_id))


def session_key_or_404(request: PersonRequest, session_id: UUID) -> int:
    """The key of the session, if its course is visible, for a view that only hands it to a service."""
    return found(selectors.session_key(request.user, session_id))


def enrolment_or_404(request: PersonRequest, enrolment_id: UUID) -> Enrolment:
    return found(selectors.enrolment_by_id(request.user, enrolment_id))


def certificate_or_404(request: PersonRequest, certificate_id: UUID) -> Certificate:
    return found(selectors.certificate_by_id(request.user, certificate_id))


def requirement_or_404(requirement_id: UUID) -> Requirement:
    """The requirement, for HR: ask ``only_hr`` first."""
    return found(selectors.requirement_by_id(requirement_id))


def path_or_404(request: PersonRequest, path_id: UUID) -> LearningPath:
    return found(selectors.path_by_id(request.user, path_id))


def is_look(request: PersonRequest) -> bool:
    """Whether somebody opens this page: not a browser that fetches it ahead, nor one that asks for its head."""
    ahead = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in each or "preview" in each for each in ahead)


def number_or_none(request: PersonRequest, name: str) -> int | None:
    """Return a whole number that a page carries in a hidden field; none where it is made up."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def only_hr(request: PersonRequest) -> None:
    if not policies.can_manage(request.user):
        raise PermissionDenied


def only_hr_or_trainer(request: PersonRequest, session: Session) -> None:
    if not policies.can_see_participants(request.user, session):
        raise PermissionDenied
