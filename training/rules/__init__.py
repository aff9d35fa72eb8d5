"""The rules of training as pure functions and tables: moves, how long an offer lasts, when work is due, passing."""

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import AMSTERDAM, working_days_after
from common.errors import RuleBroken
from training.choices import Approval, DoorStage, EnrolmentState, PassedBy
from training.choices.confidence import Mirrored, Moved

S = EnrolmentState

MOVES: Mapping[EnrolmentState, frozenset[EnrolmentState]] = {
    S.REQUESTED: frozenset({S.DECLINED, S.BOOKED, S.WAITING, S.CANCELLED}),
    S.WAITING: frozenset({S.OFFERED, S.CANCELLED}),
    S.OFFERED: frozenset({S.BOOKED, S.CANCELLED}),
    S.BOOKED: frozenset({S.CANCELLED, S.ATTENDED, S.NO_SHOW}),
    S.ATTENDED: frozenset({S.COMPLETED}),
    S.NO_SHOW: frozenset(),
    S.COMPLETED: frozenset(),
    S.DECLINED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""Where an enrolment may go from each state."""

CORRECTIONS: Mapping[EnrolmentState, frozenset[EnrolmentState]] = {
    S.ATTENDED: frozenset({S.NO_SHOW, S.CANCELLED}),
    S.NO_SHOW: frozenset({S.ATTENDED}),
    S.COMPLETED: frozenset({S.ATTENDED}),
}
"""Back from a mark that was made by mistake; only the marking of attendance uses it, and it is recorded.

Who walked in and turns out not to have been there was added by mistake, so that row ends as cancelled.
"""

FIRST = frozenset({S.REQUESTED, S.WAITING, S.BOOKED})
"""The states in which an enrolment can begin."""

MINUTES_WITHOUT_APPROVAL = 4 * 60
ANSWERED_WITHIN_DAYS = 3
ANSWERED_WITHIN_AT_LEAST = timedelta(hours=1)
OFFER_LASTS_AT_LEAST = timedelta(hours=1)
OFFER_LASTS_AT_MOST = timedelta(days=4)
"""Quiet hours included: a weekend does not hold a seat for longer than this."""
MOST_SEATS = 2_000
LONGEST_SESSION = timedelta(hours=12)
HEAD_START = timedelta(hours=48)
"""How long who waited for a course can enrol in a session before everyone else."""
DECIDED_WITHIN = timedelta(days=14)
"""How long before a session HR hears that too few people come."""
FURTHEST_AHEAD = timedelta(days=3 * 366)
"""How far ahead a session can begin: a later one is a slip of the keyboard."""
WALK_INS_UNTIL = timedelta(days=7)
"""How long after the end of a session somebody who was there without a seat can still be added."""

DOOR_BEFORE = DOOR_AFTER = timedelta(minutes=30)
"""How long before the start its screen can stand at the door at least, and how long after the end its code counts."""
CODE_CHANGES_AFTER = timedelta(seconds=30)
"""How long one code at the door is shown; it counts until the next one changes."""

PASSING_SHARE = 0.75
"""Part of the questions that somebody answers rightly to complete a course in the portal."""
LEAST_SURE, MOST_SURE = 1, 5
UNSURE_UP_TO, SURE_FROM = 2, 4
"""Where a rating from 1 to 5 speaks of doubt, and where of being sure; in between is neither."""
WORDS_ALIKE, PART_ALIKE = 2, 0.75
"""From how many words, and which part of the shorter title, two courses have nearly the same title."""
RENEW_WITHIN = timedelta(days=60)
"""How long before a completion counts no longer somebody is asked to renew it."""
WORDS_A_MINUTE = 130
"""How fast somebody reads to learn, at work and on a phone."""


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one session at one moment: who holds how many, and what is kept for whom. No queries.

    ``kept`` has the seats of each share that is not released yet, ``held`` the holders of each share and, under
    ``None``, of none. What is not kept is everybody's; a share that is released is part of that.
    """

    capacity: int
    held: Mapping[int | None, int] = field(default_factory=dict)
    kept: Mapping[int, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Seats that nobody has or was offered, kept ones included; none when more people have one than there are."""
        return max(0, self.capacity - sum(self.held.values()))

    @property
    def for_all(self) -> int:
        """Seats that whoever comes can have: who holds more of a share than is kept takes the rest from here."""
        held = sum(number for share, number in self.held.items() if share not in self.kept)
        beyond = sum(max(seats, self.held.get(share, 0)) for share, seats in self.kept.items())
        return min(self.left, max(0, self.capacity - held - beyond))

    def kept_for(self, share: int | None) -> int:
        """Seats that are kept for a share and that nobody holds."""
        if share is None or share not in self.kept:
            return 0
        return min(self.left, max(0, self.kept[share] - self.held.get(share, 0)))

    def kept_from(self, share: int | None) -> int:
        """Free seats that are kept for others than who belongs to ``share``."""
        return self.left - self.free_for(share)

    def free_for(self, share: int | None) -> int:
        """Seats that somebody of ``share`` can have now."""
        return min(self.left, self.kept_for(share) + self.for_all)

    def given(self, share: int | None, number: int = 1) -> "Seats":
        """Return the seats after so many more people of ``share`` hold one; fewer than none gives them back."""
        held = {**self.held, share: self.held.get(share, 0) + number}
        return Seats(self.capacity, held, self.kept)

    def after(self, waiting: Mapping[int | None, int]) -> "Seats":
        """Return the seats after everyone who waits, counted by share, got one as far as there are any for them.

        What is free afterwards is free for a newcomer, who so passes nobody.
        """
        seats = self
        for share, number in waiting.items():
            seats = seats.given(share, min(number, seats.free_for(share)))
        return seats


def hash_of(secret: str) -> str:
    """Return under what a secret of an address is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def transitions() -> list[tuple[str, str]]:
    """Return every step that the database allows, corrections included, in a fixed order."""
    steps = {
        (str(origin), str(goal)) for table in (MOVES, CORRECTIONS) for origin, goals in table.items() for goal in goals
    }
    return sorted(steps)


def assert_can_move(origin: str, goal: str, *, correcting: bool = False) -> None:
    """Raise ``RuleBroken`` when an enrolment may not go from ``origin`` to ``goal``."""
    here = EnrolmentState(origin)
    allowed = MOVES[here] | (CORRECTIONS.get(here, frozenset()) if correcting else frozenset())
    if goal not in allowed:
        raise RuleBroken(
            _("This enrolment is “%(state)s” by now, so this cannot be done any more. Look at the page again.")
            % {"state": here.label}
        )


def needs_approval(*, rule: str, is_required: bool, cost_cents: int, minutes: int) -> bool:
    """Say whether a manager answers before somebody gets a seat.

    Never for what is required of them; by rule not for what is free and takes four hours at most.
    """
    if is_required or rule == Approval.NEVER:
        return False
    return rule == Approval.ALWAYS or cost_cents > 0 or minutes > MINUTES_WITHOUT_APPROVAL


def passes_on_at(now: datetime, starts_at: datetime) -> datetime:
    """Return when a request that is asked now goes to the next in the line: after three working days of silence.

    Near the session it is a third of the time that is left, so that others still get to answer; an hour at least.
    """
    soon = max((starts_at - now) / 3, ANSWERED_WITHIN_AT_LEAST)
    return min(working_days_after(now, ANSWERED_WITHIN_DAYS), now + soon)


def weeks_ahead(starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return how many whole weeks after a session another one like it begins: after its end, and ahead."""
    return (max(now, ends_at) - starts_at) // timedelta(weeks=1) + 1


def weeks_later(moment: datetime, weeks: int) -> datetime:
    """Return the same weekday and the same time on the clock of Amsterdam, also across its change."""
    return moment.astimezone(AMSTERDAM) + timedelta(weeks=weeks)


def offer_ends(now: datetime, starts_at: datetime, *, latest: datetime) -> datetime | None:
    """Return until when a seat offered now is held, or ``None`` when the session has begun.

    Until ``latest``, and never for more than four days in all; near the session a third of the time that is left, so
    that a second and a third person can still be asked; never less than an hour, never past the start.
    """
    left = starts_at - now
    if left <= timedelta(0):
        return None
    return min(max(min(latest, now + OFFER_LASTS_AT_MOST, now + left / 3), now + OFFER_LASTS_AT_LEAST), starts_at)


def passed_by(
    later: tuple[int, int | None], waiting: tuple[int, int | None], *, was_away: bool = False
) -> PassedBy | None:
    """Return why somebody who joined later goes before somebody who waits; ``None`` where nothing explains it.

    Both are told as their priority and the kept seats that are meant for them.
    """
    if later[0] > waiting[0]:
        return PassedBy.PRIORITY
    if later[1] is not None and later[1] != waiting[1]:
        return PassedBy.KEPT_SEATS
    return PassedBy.ABSENCE if was_away else None


def head_start_ends(now: datetime, closes_at: datetime) -> datetime | None:
    """Return when a session that is planned now opens to who did not wait for it; ``None`` when it closed already.

    After 48 hours, but near the close a third of the time that is left, so that others can still come.
    """
    left = closes_at - now
    return now + min(HEAD_START, left / 3) if left > timedelta(0) else None


def circle(before: Mapping[int, Collection[int]], start: int) -> list[int]:
    """Return a way from ``start`` over what comes before it back to ``start``, both ends included; empty without one.

    ``before`` tells of each course which ones come before it.
    """
    ways, seen = [[start]], set[int]()
    while ways:
        way = ways.pop(0)
        for first in sorted(before.get(way[-1], ())):
            if first == start:
                return [*way, start]
            if first not in seen:
                seen.add(first)
                ways.append([*way, first])
    return []


def is_near(title: str, other: str) -> bool:
    """Whether two titles are so alike that one can take the one course for the other: three of four words at least."""
    words, others = ({word.strip(".,:;()").casefold() for word in each.split()} for each in (title, other))
    shared = len(words & others)
    return shared >= WORDS_ALIKE and shared / min(len(words), len(others)) >= PART_ALIKE


def lacking(minimum: int, booked: int) -> int:
    """Return how many people more a session needs to go ahead. An offered seat that nobody took yet does not count."""
    return max(0, minimum - booked)


def takes_walk_ins(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether somebody who is there without a seat can be added: from the start until a week after the end."""
    return starts_at <= now < ends_at + WALK_INS_UNTIL


def screen_from(starts_at: datetime, *, opens: timedelta) -> datetime:
    """Return from when the screen can stand at the door: when people can check in, and half an hour before at least."""
    return starts_at - max(opens, DOOR_BEFORE)


def door_stage(starts_at: datetime, ends_at: datetime, now: datetime, *, opens: timedelta) -> DoorStage:
    """Return whether people can check in: from ``opens`` before the start; the screen may stand before."""
    if now < screen_from(starts_at, opens=opens):
        return DoorStage.EARLY
    if now < starts_at - opens:
        return DoorStage.SOON
    return DoorStage.OPEN if now < ends_at + DOOR_AFTER else DoorStage.OVER


def door_step(now: datetime) -> int:
    """Return the number of the code that is shown at the door now; it goes up with each new code."""
    return int(now.timestamp() // CODE_CHANGES_AFTER.total_seconds())


def door_seconds_left(now: datetime) -> int:
    """Return after how many seconds, one at least, another code is shown."""
    length = int(CODE_CHANGES_AFTER.total_seconds())
    return length - int(now.timestamp()) % length


def due_on(*, due: date, newcomer_days: int, hired_on: date | None) -> date:
    """Return by when a requirement holds for somebody: its date, or later for who came later."""
    if hired_on is None:
        return due
    return max(due, hired_on + timedelta(days=newcomer_days))


def moved_by_absence(due: date, *, since: date, away: tuple[date, date | None] | None, today: date) -> date:
    """Return by when something is due for who was temporarily away: the days that somebody is away do not count.

    ``away`` is the one absence that is known: its first day, and the first day back where there is one. Time runs from
    ``since``; an absence before that, or after the due date, moves nothing. One without an end goes on until today.
    """
    if away is None:
        return due
    begins = max(away[0], since)
    ends = away[1] if away[1] is not None else today
    return due if begins > due else due + max(timedelta(0), ends - begins)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """Return the first day on which a completion no longer counts; ``None`` when it always does.

    The 31st of a month counts until the last day of a shorter month.
    """
    if months is None:
        return None
    index = completed_on.year * 12 + completed_on.month - 1 + months
    year, month = divmod(index, 12)
    for day in range(completed_on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, completed_on.day)


def counted(whole: tuple[datetime, datetime] | None, short: datetime | None) -> datetime | None:
    """Return from when a course counts for somebody: they completed it, or renewed it by the short course after that.

    ``whole`` is when they first and last completed the course itself, ``short`` when they last completed the short one.
    The short one counts from its day like the whole one, but never before it: who did only that did nothing yet.
    """
    if whole is None:
        return None
    first, last = whole
    return last if short is None or short < first else max(last, short)


def renew_from(completed_on: date, until: date) -> date:
    """Return from when somebody is asked to renew what counts until a day: 60 days before, or half of a short term."""
    return until - min(RENEW_WITHIN, (until - completed_on) // 2)


def in_hours(minutes: int) -> str:
    """Return a number of minutes in words: 45 minutes, 2 hours, 1 hour and 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return _(" and ").join(parts)


def minutes_to_read(text: str) -> int:
    """Return how many minutes a text takes to read, rounded up."""
    return max(1, math.ceil(len(text.split()) / WORDS_A_MINUTE))


def right_to_pass(total: int) -> int:
    """Return how many of ``total`` questions must be right: three quarters, rounded up."""
    return math.ceil(total * PASSING_SHARE)


def is_passed(right: int, total: int) -> bool:
    return total > 0 and right >= right_to_pass(total)


def mirrored(rating: int, *, passed: bool) -> Mirrored:
    """Return what a rating and a result say together: was somebody sure, and was that right?"""
    if rating >= SURE_FROM:
        return Mirrored.SURE_AND_RIGHT if passed else Mirrored.SURE_NOT_YET
    if rating <= UNSURE_UP_TO:
        return Mirrored.KNOWS_MORE if passed else Mirrored.UNSURE_NOT_YET
    return Mirrored.BETWEEN_AND_RIGHT if passed else Mirrored.BETWEEN_NOT_YET


def moved(before: int, after: int) -> Moved:
    """Return whether somebody is surer afterwards."""
    return Moved.UP if after > before else Moved.DOWN if after < before else Moved.SAME
