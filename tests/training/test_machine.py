"""Any order of enrolling, cancelling, answering, changing and keeping seats and time passing keeps every truth."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.errors import RuleBroken
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person, Unit
from tests.drill import tries
from tests.people.builders import employee, unit
from tests.training.builders import NOW, course, session
from training import rules, selectors, services
from training.choices import EnrolmentState
from training.models import Enrolment

S = EnrolmentState
CROWD = 9
GROUPS = (FunctionGroup.DIRECTOR, FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT)
UNITS = ("top", "care", "night")
groups_of = st.lists(st.sampled_from(GROUPS), max_size=2, unique=True)
units_of = st.sampled_from((None, "care", "night"))
"""The whole organisation, care, or the night shift that hangs under care."""
picks = st.integers(min_value=0, max_value=CROWD - 1)


class SeatsMachine(RuleBasedStateMachine):
    """One session of a few seats and nine people; the model remembers only what was promised to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.seen: dict[int, str] = {}
        self.terms: object = None
        self.holding: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        capacity=st.integers(min_value=1, max_value=4), asks=st.booleans(), kept=st.integers(min_value=0, max_value=2)
    )
    def plan(self, capacity: int, asks: bool, kept: int) -> None:
        self.manager = employee(roles=["hr"])
        self.people: list[Person] = [
            employee(manager=self.manager, function_group=GROUPS[number % 3], unit=self.unit(UNITS[number // 3]))
            for number in range(CROWD)
        ]
        self.session = session(of=course(cost_cents=9_500 if asks else 0), capacity=capacity)
        if kept:
            self.keep_seats([FunctionGroup.CUSTOMER_CONTACT], None, kept, 9)

    def unit(self, name: str | None) -> Unit | None:
        top = unit()
        care = unit("110", "Zorg", top)
        return {None: None, "top": top, "care": care, "night": unit("111", "Nachtzorg", care)}[name]

    def attempt(self, service: Any, **asked: Any) -> None:
        """Ask for something that a rule may forbid; a refusal changes nothing."""
        try:
            with transaction.atomic():
                service(now=self.now, **asked)
        except RuleBroken:
            pass

    def for_whom_it_was(self, rows: Any, share: int | None) -> list[int]:
        """Of these who wait, those who could have had the seat that somebody of ``share`` just got."""
        kept = self.session.shares.filter(pk=share, release_at__gt=self.now).first() if share else None
        held = self.session.enrolments.holding().filter(share=share).count() if kept else 0
        took_kept_one = kept is not None and held <= kept.seats
        rows = rows.filter(share=share) if took_kept_one else rows
        return list(rows.values_list("pk", flat=True))

    def live(self, pick: int) -> Enrolment | None:
        return self.session.enrolments.live().filter(person=self.people[pick]).first()

    @rule(pick=picks)
    def enrol(self, pick: int) -> None:
        person = self.people[pick]
        before = self.live(pick)
        self.attempt(services.enrol, session_id=self.session.pk, person=person, actor=person)
        got = self.live(pick)
        if before is None and got is not None and got.state == S.BOOKED:
            waits = self.session.enrolments.filter(state=S.WAITING)
            assert not self.for_whom_it_was(waits, got.share_id), "a newcomer passed"

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        if (mine := self.live(pick)) is not None:
            self.attempt(services.cancel_enrolment, enrolment_id=mine.pk, actor=self.people[pick])

    @rule(pick=picks, yes=st.booleans())
    def answer(self, pick: int, yes: bool) -> None:
        if (mine := self.live(pick)) is not None:
            service = services.accept_offer if yes else services.decline_offer
            self.attempt(service, enrolment_id=mine.pk, actor=self.people[pick])

    @rule(pick=picks, yes=st.booleans())
    def decide(self, pick: int, yes: bool) -> None:
        """The manager answers a request: it passes nobody who joined before it was asked."""
        if (mine := self.live(pick)) is None:
            return
        earlier = self.session.enrolments.filter(state=S.WAITING, pk__lt=mine.pk)
        earlier = self.session.enrolments.filter(pk__in=list(earlier.values_list("pk", flat=True)))
        service = services.approve_request if yes else services.decline_request
        self.attempt(service, enrolment_id=mine.pk, actor=self.manager, reason="Zo is het besloten.")
        now = Enrolment.objects.get(pk=mine.pk)
        if mine.state == S.REQUESTED and now.state == S.BOOKED:
            waits = earlier.filter(state=S.WAITING)
            assert not self.for_whom_it_was(waits, now.share_id), "a request passed"

    @rule(capacity=st.integers(min_value=1, max_value=6))
    def change_seats(self, capacity: int) -> None:
        booked = self.session.enrolments.filter(state=S.BOOKED)
        held = set(booked.values_list("pk", flat=True))
        self.attempt(services.change_capacity, session_id=self.session.pk, capacity=capacity, actor=self.manager)
        assert held <= set(booked.values_list("pk", flat=True)), "fewer seats take nobody's; an offer may run out"

    @rule(
        groups=groups_of,
        of=units_of,
        seats=st.integers(min_value=1, max_value=3),
        days=st.integers(min_value=1, max_value=14),
    )
    def keep_seats(self, groups: list[FunctionGroup], of: str | None, seats: int, days: int) -> None:
        held = set(self.session.enrolments.holding().exclude(state=S.OFFERED).values_list("pk", flat=True))
        until = self.now + timedelta(days=days)
        self.attempt(
            services.keep_seats, session_id=self.session.pk, function_groups=groups, unit=self.unit(of), seats=seats,
            release_at=until, actor=self.manager,
        )  # fmt: skip
        assert held <= set(self.session.enrolments.holding().values_list("pk", flat=True)), "nobody loses a seat"

    @rule(groups=groups_of, of=units_of, seats=st.integers(min_value=1, max_value=3))
    def change_kept_seats(self, groups: list[FunctionGroup], of: str | None, seats: int) -> None:
        share = self.session.shares.order_by("-release_at").first()
        if share is not None:
            self.attempt(
                services.change_kept_seats, share_id=share.pk, function_groups=groups, unit=self.unit(of), seats=seats,
                release_at=share.release_at, actor=self.manager,
            )  # fmt: skip

    @rule()
    def release_seats(self) -> None:
        share = self.session.shares.order_by("release_at").last()
        if share is not None:
            self.attempt(services.release_seats, share_id=share.pk, actor=self.manager)

    @rule(hours=st.integers(min_value=1, max_value=80))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        services.sweep(now=self.now)
        self.session.refresh_from_db()
        waiting = self.session.enrolments.filter(state=S.WAITING).exists()
        if self.now >= self.session.starts_at:
            assert not waiting
            assert not self.session.enrolments.requested().exists()
        elif waiting:
            here = selectors.standing(self.session, self.now)
            assert not [share for share in here.waiting if self.is_there_a_seat_for(share)], "a seat is free for one"
        assert not self.session.enrolments.filter(state=S.OFFERED, offer_expires_at__lte=self.now).exists()

    def is_there_a_seat_for(self, share: int | None) -> bool:
        """Counted anew from the rows: by seating one more, kept seats apart, and seeing whether all fit."""
        holders = Counter(self.session.enrolments.holding().values_list("share", flat=True))
        if sum(holders.values()) >= self.session.capacity:
            return False
        kept = dict(self.session.shares.filter(release_at__gt=self.now).values_list("pk", "seats"))
        holders[share] += 1
        needed = sum(max(seats, holders[pk]) for pk, seats in kept.items())
        needed += sum(number for pk, number in holders.items() if pk not in kept)
        return needed <= self.session.capacity or (share in kept and holders[share] <= kept[share])

    @invariant()
    def no_kept_seat_is_given_to_another(self) -> None:
        """More than the seats that are not kept is held by others only where HR changed the seats under them."""
        if not hasattr(self, "session"):
            return
        self.session.refresh_from_db()
        kept = dict(self.session.shares.filter(release_at__gt=self.now).values_list("pk", "seats"))
        rows = list(self.session.enrolments.holding().values_list("pk", "share"))
        holders = Counter(share for _pk, share in rows)
        needed = sum(max(seats, holders[pk]) for pk, seats in kept.items())
        needed += sum(number for pk, number in holders.items() if pk not in kept)
        terms = (self.session.capacity, tuple(sorted(kept.items())))
        short = needed - self.session.capacity
        if short > 0 and self.terms == terms:
            new = {pk for pk, share in rows if pk not in self.holding}
            took_kept = all(holders[share] <= kept.get(share, 0) for pk, share in rows if pk in new)
            assert not new or took_kept, "a kept seat went to another"
        self.terms, self.holding = terms, {pk for pk, _share in rows}
        assert sum(kept.values()) <= self.session.capacity

    @precondition(lambda self: self.now < self.session.starts_at)
    @rule()
    def cancel_session(self) -> None:
        if self.now > NOW + timedelta(days=10):
            self.attempt(services.cancel_session, session_id=self.session.pk, reason="Ziek", actor=self.manager)
            assert not self.session.enrolments.ahead().exists()

    @invariant()
    def every_move_was_allowed(self) -> None:
        if not hasattr(self, "session"):
            return
        for pk, state in self.session.enrolments.values_list("pk", "state"):
            before = self.seen.get(pk)
            if before is not None and before != state:
                reachable, ahead = set(), {EnrolmentState(before)}
                while ahead:
                    step = ahead.pop()
                    reachable.add(step)
                    ahead |= set(rules.MOVES[step]) - reachable
                assert state in reachable
            self.seen[pk] = state

    @invariant()
    def one_message_for_each_offer(self) -> None:
        if not hasattr(self, "session"):
            return
        sent = Message.objects.filter(code="training.seat_offered", channel="inbox").count()
        offered = Enrolment.objects.filter(session=self.session).exclude(state__in=[S.WAITING]).count()
        assert sent <= offered
        assert sent >= self.session.enrolments.filter(state=S.OFFERED).count()


STEPS = {"stateful_step_count": 30, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.django_db
def test_any_order_of_events_keeps_the_truths() -> None:
    case = SeatsMachine.TestCase
    case.settings = settings(max_examples=12, **STEPS)
    case().runTest()


@pytest.mark.long
@pytest.mark.django_db
def test_any_long_order_of_events_keeps_the_truths() -> None:
    case = SeatsMachine.TestCase
    case.settings = settings(max_examples=tries(25, 500), **{**STEPS, "stateful_step_count": 50})
    case().runTest()
