"""Any order of enrolling, cancelling, answering, changing seats and time passing keeps every truth of a session."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.errors import RuleBroken
from outbox.models import Message
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, course, session
from training import rules, services
from training.choices import EnrolmentState
from training.models import Enrolment

S = EnrolmentState
CROWD = 9
picks = st.integers(min_value=0, max_value=CROWD - 1)


class SeatsMachine(RuleBasedStateMachine):
    """One session of a few seats and nine people; the model remembers only what was promised to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.seen: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(capacity=st.integers(min_value=1, max_value=4), asks=st.booleans())
    def plan(self, capacity: int, asks: bool) -> None:
        self.manager = employee(roles=["hr"])
        self.people: list[Person] = [employee(manager=self.manager) for _number in range(CROWD)]
        self.session = session(of=course(cost_cents=9_500 if asks else 0), capacity=capacity)

    def attempt(self, service: Any, **asked: Any) -> None:
        """Ask for something that a rule may forbid; a refusal changes nothing."""
        try:
            with transaction.atomic():
                service(now=self.now, **asked)
        except RuleBroken:
            pass

    def live(self, pick: int) -> Enrolment | None:
        return self.session.enrolments.live().filter(person=self.people[pick]).first()

    @rule(pick=picks)
    def enrol(self, pick: int) -> None:
        person = self.people[pick]
        waited = list(self.session.enrolments.waiting_in_order().values_list("pk", flat=True))
        before = self.live(pick)
        self.attempt(services.enrol, session_id=self.session.pk, person=person, actor=person)
        got = self.live(pick)
        if before is None and waited and got is not None and got.state == S.BOOKED:
            assert not self.session.enrolments.filter(pk__in=waited, state=S.WAITING).exists(), "a newcomer passed"

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
        earlier = self.session.enrolments.filter(state=S.WAITING, joined_at__lt=mine.joined_at)
        waited = list(earlier.values_list("pk", flat=True))
        service = services.approve_request if yes else services.decline_request
        self.attempt(service, enrolment_id=mine.pk, actor=self.manager, reason="Zo is het besloten.")
        now = Enrolment.objects.get(pk=mine.pk)
        if mine.state == S.REQUESTED and now.state == S.BOOKED:
            assert not self.session.enrolments.filter(pk__in=waited, state=S.WAITING).exists(), "a request passed"

    @rule(capacity=st.integers(min_value=1, max_value=6))
    def change_seats(self, capacity: int) -> None:
        booked = self.session.enrolments.filter(state=S.BOOKED)
        held = set(booked.values_list("pk", flat=True))
        self.attempt(services.change_capacity, session_id=self.session.pk, capacity=capacity, actor=self.manager)
        assert held <= set(booked.values_list("pk", flat=True)), "fewer seats take nobody's; an offer may run out"

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
            assert self.session.enrolments.holding().count() >= self.session.capacity, "a seat is free and one waits"
        assert not self.session.enrolments.filter(state=S.OFFERED, offer_expires_at__lte=self.now).exists()

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
    case.settings = settings(max_examples=500, **{**STEPS, "stateful_step_count": 50})
    case().runTest()
