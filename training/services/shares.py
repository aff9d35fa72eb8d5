"""Keeping seats of a session for some function groups or a unit until a moment, and releasing them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from common.clock import AMSTERDAM
from common.errors import EditConflict, RuleBroken
from common.services import record
from people.choices import FunctionGroup
from people.models import Person, Unit
from people.selectors import unit_names
from training import selectors
from training.errors import broken_constraints, raise_if_any
from training.models import Enrolment, SeatShare, Session
from training.services.conditions import assert_changeable, assert_manages
from training.services.seats import fill


@transaction.atomic
def keep_seats(
    *,
    session_id: int,
    function_groups: Sequence[str],
    seats: int,
    release_at: datetime,
    actor: Person,
    now: datetime,
    unit: Unit | None = None,
) -> SeatShare:
    """Keep seats for some function groups or a unit until ``release_at``. Nobody who has a seat loses it by that.

    Of a unit with all that hangs under it. Who joined before counts where they worked on the day they joined. What was
    released before is forgotten here.
    """
    assert_manages(actor)
    session = Session.objects.hold(session_id)
    assert_changeable(session, now)
    share = SeatShare(
        session=session, function_groups=_in_order(function_groups), unit=unit, seats=seats, release_at=release_at,
        created_at=now,
    )  # fmt: skip
    raise_if_any(faults_of_share(share, now=now))
    session.shares.filter(release_at__lte=now).delete()
    share.save()
    record("seats.kept", share, actor=actor, now=now)
    _settle(session, now)
    return share


@transaction.atomic
def change_kept_seats(
    *,
    share_id: int,
    function_groups: Sequence[str],
    seats: int,
    release_at: datetime,
    actor: Person,
    now: datetime,
    unit: Unit | None = None,
    edition: int | None = None,
) -> SeatShare:
    """Change how many seats are kept, for whom, or until when; what is kept no longer is offered to who waits.

    ``edition`` is the one that the writer opened: where somebody saved since, ``EditConflict`` is raised.
    """
    assert_manages(actor)
    session, share = _hold(share_id)
    assert_changeable(session, now)
    _assert_kept(share, now)
    values = {
        "function_groups": _in_order(function_groups),
        "unit": unit,
        "seats": seats,
        "release_at": release_at,
    }
    changed = sorted(name for name, value in values.items() if getattr(share, name) != value)
    if changed and edition is not None and edition != share.edition:
        raise EditConflict(kept=share)
    for name in changed:
        setattr(share, name, values[name])
    raise_if_any(faults_of_share(share, now=now))
    if changed:
        session.shares.filter(release_at__lte=now).exclude(pk=share.pk).delete()
        share.edition += 1
        share.save(update_fields=[*changed, "edition"])
        record("seats.kept_changed", share, actor=actor, now=now, fields=changed)
        _settle(session, now)
    return share


@transaction.atomic
def release_seats(*, share_id: int, actor: Person, now: datetime) -> SeatShare:
    """Give kept seats to everyone now; who waits first is offered them. Releasing again changes nothing."""
    assert_manages(actor)
    session, share = _hold(share_id)
    if share.release_at <= now:
        return share
    assert_changeable(session, now)
    share.release_at = now
    share.edition += 1
    share.save(update_fields=["release_at", "edition"])
    record("seats.released", share, actor=actor, now=now)
    fill(session, now=now)
    return share


def keep_seats_like(like: Session, session: Session, *, actor: Person, now: datetime) -> None:
    """Keep in a new session what was kept in another, as far as its seats go and the release lies ahead."""
    left = session.capacity
    for each in like.shares.select_related("unit").order_by("pk"):
        release_at = later_alike(each.release_at, like.starts_at, session.starts_at)
        seats = min(each.seats, left)
        if release_at <= now or not seats:
            continue
        left -= seats
        share = SeatShare.objects.create(
            session=session, function_groups=each.function_groups, unit=each.unit, seats=seats, release_at=release_at,
            created_at=now,
        )  # fmt: skip
        record("seats.kept", share, actor=actor, now=now)


def later_alike(moment: datetime, start: datetime, new_start: datetime) -> datetime:
    """Return the moment that lies as many days before another start, at the same time on the clock of Amsterdam."""
    days = new_start.astimezone(AMSTERDAM).date() - start.astimezone(AMSTERDAM).date()
    return min(moment.astimezone(AMSTERDAM) + days, new_start)


def faults_of_share(share: SeatShare, *, now: datetime, without: Iterable[str] = ()) -> list[RuleBroken]:
    """Return everything that is wrong with seats as they would be kept, each with its field; none about ``without``."""
    without = set(without)
    broken = broken_constraints(share, without={*without, "session"})
    others = [each for each in share.session.shares.exclude(pk=share.pk) if each.release_at > now]
    if "release_at" not in without and share.release_at <= now:
        broken.append(RuleBroken(_("Choose a moment that lies ahead."), field="release_at"))
    elif "release_at" not in without and share.release_at > share.session.starts_at:
        words = _("The session has begun by then. Choose an earlier moment.")
        broken.append(RuleBroken(words, field="release_at"))
    if not {"function_groups", "unit"} & without and (taken := _kept_twice(share, others)):
        words = _("Seats are kept already for: %(groups)s. Leave them out here, or change that.")
        broken.append(RuleBroken(words % {"groups": get_text_list(taken, str(_("and")))}, field="function_groups"))
    if "seats" not in without:
        left = share.session.capacity - sum(each.seats for each in others)
        if share.seats > left:
            words = _("This session has %(seats)d seats of which you can keep %(left)d at most here.")
            broken.append(RuleBroken(words % {"seats": share.session.capacity, "left": left}, field="seats"))
    return broken


def _kept_twice(share: SeatShare, others: Sequence[SeatShare]) -> list[str]:
    """Return in words who would have seats kept twice; two queries where units are named."""
    parents = Unit.parents() if share.unit_id and any(each.unit_id for each in others) else {}
    names = unit_names() if any(each.unit_id for each in others) else {}
    twice = []
    for other in others:
        apart = share.unit_id and other.unit_id and not _is_within(share.unit_id, other.unit_id, parents)
        mine, theirs = (set(each.function_groups or FunctionGroup.values) for each in (share, other))
        if not apart and mine & theirs:
            both = [
                str(FunctionGroup(each).label) for each in _in_order(mine & theirs if other.function_groups else [])
            ]
            twice.append(selectors.kept_for(", ".join(both), names.get(other.unit_id or 0, "")))
    return twice


def _is_within(unit: int, other: int, parents: Mapping[int, int | None]) -> bool:
    """Whether one of two units is or hangs under the other."""
    return unit in Unit.above(other, parents) or other in Unit.above(unit, parents)


def _in_order(groups: Iterable[str]) -> list[str]:
    known = set(groups)
    return [each.value for each in FunctionGroup if each.value in known]


def _hold(share_id: int) -> tuple[Session, SeatShare]:
    """Take the lock of the session, and return both as they are now."""
    session = Session.objects.hold(SeatShare.objects.values_list("session", flat=True).get(pk=share_id))
    share = SeatShare.objects.select_related("unit").get(pk=share_id)
    share.session = session
    return session, share


def _assert_kept(share: SeatShare, now: datetime) -> None:
    if share.release_at <= now:
        raise RuleBroken(_("These seats are released by now. Keep seats anew if you still want to."))


def _settle(session: Session, now: datetime) -> None:
    """Let each enrolment count among the seats that are meant for its person, and offer what is free after that."""
    here = selectors.standing(session, now)
    meant = {pk: here.share_of(place) for pk, place in selectors.places_when_joined(session, here.shares).items()}
    other = [row for row in Enrolment.objects.filter(pk__in=meant) if row.share_id != meant[row.pk]]
    for row in other:
        row.share_id = meant[row.pk]
    Enrolment.objects.bulk_update(other, ["share"])
    fill(session, now=now)
