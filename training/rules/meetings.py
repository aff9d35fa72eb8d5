"""A session of several meetings as pure functions: which one is on now, which clash, and who followed it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid5

MOST_MEETINGS = 20
LONGEST_SERIES = timedelta(days=366)
"""From the start of the first meeting to the end of the last: longer is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Meets:
    """One meeting of a session: when, and where if not where the whole session is. ``number`` counts from 1."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    number: int = 1

    def overlaps(self, other: "Meets") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def series(first: Meets, further: Iterable[Meets]) -> list[Meets]:
    """Return the first meeting and the further ones in the order of time, numbered from 1."""
    ordered = [first, *sorted(further, key=lambda each: (each.starts_at, each.ends_at))]
    return [Meets(each.starts_at, each.ends_at, each.place, number) for number, each in enumerate(ordered, start=1)]


def last_end(meetings: Iterable[Meets]) -> datetime:
    """Return when the last of these meetings ends."""
    return max(each.ends_at for each in meetings)


def first_overlap(ordered: Sequence[Meets]) -> Meets | None:
    """Return the first meeting that begins before the one before it ends."""
    return next((after for before, after in pairwise(ordered) if after.starts_at < before.ends_at), None)


def meeting_at(ordered: Sequence[Meets], now: datetime, *, lasts: timedelta) -> Meets:
    """Return the meeting that is on or comes next; ``lasts`` is how long after its end it still counts as on.

    One that has begun goes before the end of the one before it.
    """
    begun = [each for each in ordered if each.starts_at <= now]
    if begun and now < begun[-1].ends_at + lasts:
        return begun[-1]
    return next((each for each in ordered if each.starts_at > now), ordered[-1])


def changed_meetings(before: Sequence[Meets], after: Sequence[Meets]) -> list[Meets]:
    """Return the meetings that are new, or at another time or place than the one of that number before."""
    known = {each.number: each for each in before}
    return [each for each in after if known.get(each.number) != each]


def dropped_meetings(before: Sequence[Meets], after: Sequence[Meets]) -> list[Meets]:
    """Return the meetings whose number is not there any more."""
    numbers = {each.number for each in after}
    return [each for each in before if each.number not in numbers]


def followed(marks: Collection[bool], *, count: int, needed: int) -> bool | None:
    """Return whether somebody followed a session of ``count`` meetings; ``None`` while one of these has no mark.

    ``needed`` is at how many one must be, 0 for all.
    """
    return None if len(marks) < count else sum(marks) >= (needed or count)


def calendar_uid(uid: UUID, number: int) -> str:
    """Return under what the meeting of a number stands in a calendar: the first as the seat itself, each other apart.

    Programs take one entry out of a mail, so each meeting is an entry of its own. It follows from the random ``uid`` of
    the seat, which nobody else knows.
    """
    return str(uid if number == 1 else uuid5(uid, f"meeting {number}"))


def title_of(course: str, number: int, of: int) -> str:
    """Return what a meeting is called in a calendar: the course, and which of several it is."""
    return f"{course} ({number}/{of})" if of > 1 else course
