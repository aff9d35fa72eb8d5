"""Keeping what a course was when somebody completed it."""

from datetime import datetime

from common.canonical import fingerprint
from training.models import Course, CourseVersion
from training.selectors.versions import content_of


def version_of(course: Course, *, now: datetime) -> CourseVersion:
    """Return the version that a course is now; it is kept from the first time that somebody completes it."""
    content = content_of(course)
    version, _is_new = CourseVersion.objects.get_or_create(
        course=course,
        content_hash=fingerprint(content),
        defaults={"content": content, "first_used_at": now},
    )
    return version
