"""Courses for which more people wait than there are free seats ahead."""

from dataclasses import dataclass
from datetime import datetime

from training.models import Course, Session


@dataclass(frozen=True, slots=True)
class LongList:
    """A course, how many people wait in its sessions ahead, and how many seats are free in all of them."""

    course: Course
    waiting: int
    free: int


def long_lists(*, now: datetime) -> list[LongList]:
    """The courses where more people wait than there are free seats in all sessions ahead, the most first. One query."""
    found: dict[int, LongList] = {}
    for session in Session.objects.upcoming(now).select_related("course").with_counts():
        before = found.get(session.course_id, LongList(session.course, 0, 0))
        free = before.free + max(0, session.capacity - session.taken)
        found[session.course_id] = LongList(session.course, before.waiting + session.waiting, free)
    long = [each for each in found.values() if each.waiting > each.free]
    return sorted(long, key=lambda each: (each.free - each.waiting, each.course.pk))


def count_of_long_lists(*, now: datetime) -> int:
    return len(long_lists(now=now))
