"""What the giving out of seats reads, and what pages say of seats: one answer for both.

``training.rules.Seats`` holds the arithmetic. Services call this under the session's row lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import AMSTERDAM, day_of
from people.models import Person, Placement, Unit
from people.selectors import unit_names
from training import rules
from training.choices import HOLDS_A_SEAT, EnrolmentState
from training.models import Enrolment, SeatShare, Session
from training.querysets import is_reachable


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works: their function group, their unit and all that it hangs under."""

    group: str = ""
    units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands at one moment. Who is temporarily away does not count as waiting, only as ``listed``."""

    seats: rules.Seats
    shares: Sequence[SeatShare]
    """Everything that was ever kept here, also what is released."""
    units: Mapping[int, str]
    """The names of units, where seats are kept for one."""
    waiting: Mapping[int | None, int]
    listed: int
    has_overdue: bool

    @property
    def can_be_filled(self) -> bool:
        """Whether an offer ran out, or a seat is free for somebody who waits."""
        return self.has_overdue or any(self.seats.free_for(share) for share in self.waiting)

    def share_of(self, place: Place) -> int | None:
        """The share that is meant for who works there, if there is one."""
        return next((each.pk for each in self.shares if each.is_for(place.group, place.units)), None)

    def free_for(self, share: int | None) -> int:
        """Seats that a newcomer of ``share`` gets at once: those who wait come first."""
        return self.seats.after(self.waiting).free_for(share)

    @property
    def lacking(self) -> int:
        """How many kept seats are not there, because others have them already."""
        wanted = sum(max(0, seats - self.seats.held.get(share, 0)) for share, seats in self.seats.kept.items())
        return max(0, wanted - self.seats.left)

    def kept_from(self, share: int | None) -> list["Kept"]:
        """Free seats that are kept for others than ``share``, the first that is released first."""
        others = [
            Kept(
                self.seats.kept_for(each.pk),
                tuple(each.group_labels),
                self.units.get(each.unit_id or 0, ""),
                each.release_at,
            )
            for each in self.shares
            if each.pk != share and self.seats.kept_for(each.pk)
        ]
        return sorted(others, key=lambda kept: kept.until)


@dataclass(frozen=True, slots=True)
class Kept:
    """Free seats that are kept for some function groups, or a unit with what hangs under it, until a moment."""

    seats: int
    groups: tuple[str, ...]
    unit: str
    until: datetime

    @property
    def day(self) -> str:
        return date_format(self.until.astimezone(AMSTERDAM), "j F")

    @property
    def whom(self) -> str:
        """For whom, as it stands within a sentence."""
        groups = get_text_list([f"{each[:1].lower()}{each[1:]}" for each in self.groups], str(_("and")))
        return kept_for(groups, self.unit)

    @property
    def in_words(self) -> str:
        """Why a seat that nobody has is not for the reader yet."""
        words = ngettext(
            "%(count)d seat is kept for %(whom)s until %(day)s.",
            "%(count)d seats are kept for %(whom)s until %(day)s.",
            self.seats,
        )
        return words % {"count": self.seats, "whom": self.whom, "day": self.day}


def kept_for(groups: str, unit: str) -> str:
    """For whom seats are kept in words: groups, a unit, or groups of a unit."""
    if not unit:
        return groups
    return _("%(groups)s of %(unit)s") % {"groups": groups, "unit": unit} if groups else unit


def standings(sessions: Iterable[Session], now: datetime) -> dict[int, Standing]:
    """How each of these sessions stands now, by its key. Two queries for any number; three where a unit has seats."""
    listed = {session.pk: session for session in sessions}
    shares: dict[int, list[SeatShare]] = {}
    for share in SeatShare.objects.filter(session__in=listed).order_by("release_at", "pk"):
        shares.setdefault(share.session_id, []).append(share)
    units = unit_names() if any(each.unit_id for kept in shares.values() for each in kept) else {}
    waits = Q(state=EnrolmentState.WAITING)
    counted = Enrolment.objects.filter(session__in=listed).order_by().values("session", "share")
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for row in counted.annotate(
        held=Count("pk", filter=Q(state__in=HOLDS_A_SEAT)),
        waits=Count("pk", filter=waits & is_reachable(day_of(now))),
        listed=Count("pk", filter=waits),
        overdue=Count("pk", filter=Q(state=EnrolmentState.OFFERED, offer_expires_at__lte=now)),
    ):
        rows.setdefault(row["session"], []).append(row)
    return {pk: _standing(session, shares.get(pk, []), units, rows.get(pk, []), now) for pk, session in listed.items()}


def _standing(
    session: Session,
    shares: Sequence[SeatShare],
    units: Mapping[int, str],
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Standing:
    return Standing(
        seats=rules.Seats(
            session.capacity,
            held={row["share"]: row["held"] for row in rows},
            kept={each.pk: each.seats for each in shares if each.release_at > now},
        ),
        shares=shares,
        units=units,
        waiting={row["share"]: row["waits"] for row in rows if row["waits"]},
        listed=sum(row["listed"] for row in rows),
        has_overdue=any(row["overdue"] for row in rows),
    )


def standing(session: Session, now: datetime) -> Standing:
    """How one session stands now. Two queries."""
    return standings([session], now)[session.pk]


def place_on(person: Person, day: date, shares: Sequence[SeatShare]) -> Place:
    """Where somebody works on a day, as far as it decides which of these seats are theirs.

    No query where nothing is kept, two where seats are kept for a unit, else one.
    """
    if not shares:
        return Place()
    placed = Placement.objects.on(day).filter(person=person).values_list("function_group", "unit")
    return next(iter(_places(placed[:1], shares)), Place())


def places_when_joined(session: Session, shares: Sequence[SeatShare]) -> dict[int, Place]:
    """Where everyone in a session worked on the day of joining, by enrolment. Two queries at most."""
    lasted = Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("day"))
    placed = Placement.objects.filter(lasted, person=OuterRef("person"), starts_on__lte=OuterRef("day"))
    rows = session.enrolments.live().annotate(day=TruncDate("joined_at", tzinfo=AMSTERDAM))
    there = list(
        rows.annotate(group=Subquery(placed.values("function_group")[:1]), unit=Subquery(placed.values("unit")[:1]))
        .order_by("pk")
        .values_list("pk", "group", "unit")
    )
    found = _places([(group or "", unit) for _pk, group, unit in there], shares)
    return dict(zip((pk for pk, _group, _unit in there), found, strict=True))


def _places(rows: Iterable[tuple[str, int | None]], shares: Iterable[SeatShare]) -> list[Place]:
    """Return places of a function group and a unit each; what units hang under is read only where it matters."""
    parents = Unit.parents() if any(each.unit_id for each in shares) else {}
    return [Place(group, frozenset(Unit.above(unit, parents))) for group, unit in rows]


def shares_of(session: Session, now: datetime) -> list["ShareRow"]:
    """What is kept in a session, and how much of that is taken: what is kept now first. Two queries."""
    here = standing(session, now)
    rows = [
        ShareRow(
            each,
            kept_for(", ".join(each.group_labels), here.units.get(each.unit_id or 0, "")),
            each.release_at <= now,
            min(each.seats, here.seats.held.get(each.pk, 0)),
        )
        for each in here.shares
    ]
    return sorted(rows, key=lambda row: row.is_released)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Seats that are kept, for HR: how many of them are taken, and whether they are released."""

    share: SeatShare
    whom: str
    """For whom, as a heading says it."""
    is_released: bool
    taken: int


def share_by_id(share_id: UUID) -> SeatShare | None:
    return SeatShare.objects.select_related("session__course", "unit").filter(public_id=share_id).first()


def free_seats(request: Enrolment, now: datetime) -> int:
    """How many seats there are for who asks for one, after who waits. Two queries."""
    return standing(request.session, now).free_for(request.share_id)


def has_seats_for(session: Session, people: Sequence[Person], now: datetime) -> bool:
    """Whether there is a seat for at least one of these people. Four queries at most."""
    here = standing(session, now)
    placed = Placement.objects.on(day_of(now)).filter(person__in=people)
    places = _places(set(placed.values_list("function_group", "unit")), here.shares) or [Place()]
    return any(here.free_for(here.share_of(each)) for each in places)


def seat_goes_on(enrolment: Enrolment, now: datetime) -> bool:
    """Whether the seat that somebody gives up is offered to who waits; else it comes free. Two queries."""
    here = standing(enrolment.session, now)
    seats = here.seats.given(enrolment.share_id, -1) if enrolment.state in HOLDS_A_SEAT else here.seats
    return any(seats.free_for(share) for share in here.waiting)


def why_waiting(enrolment: Enrolment, now: datetime) -> list[Kept]:
    """The free seats that somebody who waits cannot have yet, because they are kept for others. Two queries."""
    return standing(enrolment.session, now).kept_from(enrolment.share_id)


def sessions_to_settle(now: datetime) -> list[int]:
    """Sessions with an offer that ran out, a seat for somebody who waits, or a list that the start has ended.

    A seat can come free by itself: kept seats that are released. Three queries.
    """
    settled_here = [EnrolmentState.REQUESTED, EnrolmentState.WAITING, EnrolmentState.OFFERED]
    open_lists = Enrolment.objects.filter(state__in=settled_here)
    sessions = Session.objects.planned().filter(pk__in=open_lists.values("session"))
    due = {pk for pk, each in standings(sessions.upcoming(now), now).items() if each.can_be_filled}
    over = Q(state=EnrolmentState.OFFERED, offer_expires_at__lte=now) | ~Q(state=EnrolmentState.OFFERED)
    begun = open_lists.filter(over, session__starts_at__lte=now, session__cancelled_at__isnull=True)
    return sorted(due | set(begun.values_list("session", flat=True)))
