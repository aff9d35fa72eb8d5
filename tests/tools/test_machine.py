"""Any order of asking, answering, learning, returning, leaving and changing seats keeps every truth of a tool."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from common.clock import day_of
from common.errors import RuleBroken
from outbox.models import Message
from people.models import Person
from tests.drill import tries
from tests.people.builders import employee
from tests.tools.builders import NOW, licensed
from tests.training.builders import completion, course
from tools import rules, services
from tools.choices import Approval, RequestState
from tools.models import AccessRequest, Tool
from training.models import Completion

S = RequestState
CROWD = 7
picks = st.integers(min_value=0, max_value=CROWD - 1)


class SeatsMachine(RuleBasedStateMachine):
    """One tool of a few seats and seven people; the model remembers only who stood where."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.seen: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(seats=st.integers(min_value=1, max_value=3), asks=st.booleans(), learns=st.booleans())
    def begin(self, seats: int, asks: bool, learns: bool) -> None:
        self.manager = employee(first_name="Marit")
        self.office = employee(first_name="Petra", roles=["programme_office"])
        self.people: list[Person] = [employee(manager=self.manager) for _number in range(CROWD)]
        self.course = course() if learns else None
        self.tool = licensed(
            seats=seats, approval=Approval.ALWAYS if asks else Approval.NEVER, required_course=self.course
        )

    def attempt(self, service: Any, **asked: Any) -> None:
        """Ask for something that a rule may forbid; a refusal changes nothing. A minute passes."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                service(now=self.now, **asked)
        except RuleBroken:
            pass

    def live(self, pick: int) -> AccessRequest | None:
        return self.tool.requests.live().filter(person=self.people[pick]).first()

    @rule(pick=picks)
    def ask(self, pick: int) -> None:
        self.attempt(services.ask_access, tool_id=self.tool.pk, person=self.people[pick])

    @rule(pick=picks)
    def give(self, pick: int) -> None:
        self.attempt(
            services.give_seat, tool_id=self.tool.pk, person=self.people[pick], reason="Nodig.", actor=self.office
        )

    @rule(pick=picks, yes=st.booleans())
    def answer(self, pick: int, yes: bool) -> None:
        if (row := self.live(pick)) is not None:
            service = services.approve_request if yes else services.decline_request
            self.attempt(service, request_id=row.pk, actor=self.manager, reason="Zo is het besloten.")

    @rule(pick=picks, own=st.booleans())
    def end(self, pick: int, own: bool) -> None:
        if (row := self.live(pick)) is not None:
            actor = self.people[pick] if own else self.office
            self.attempt(services.end_request, request_id=row.pk, actor=actor, reason="Klaar.")

    @rule(pick=picks)
    def learn(self, pick: int) -> None:
        if self.course is not None and not Completion.objects.filter(person=self.people[pick]).exists():
            completion(of=self.course, person=self.people[pick])

    @rule(pick=picks)
    def leave(self, pick: int) -> None:
        self.attempt(services.apply_departure, person_id=self.people[pick].pk, on=day_of(self.now), actor=None)

    @rule(pick=picks, away=st.booleans())
    def go_away(self, pick: int, away: bool) -> None:
        Person.objects.filter(pk=self.people[pick].pk).update(away_from=day_of(NOW) if away else None)

    @rule(seats=st.integers(min_value=0, max_value=4))
    def change_seats(self, seats: int) -> None:
        Tool.objects.filter(pk=self.tool.pk).update(seats=seats)
        self.attempt(services.settle, tool_id=self.tool.pk)

    @rule(days=st.integers(min_value=1, max_value=6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        services.sweep(now=self.now)

    @invariant()
    def every_truth_holds(self) -> None:
        if not hasattr(self, "tool"):
            return
        rows = list(AccessRequest.objects.order_by("pk").select_related("person"))
        given = [row for row in rows if row.state == S.GIVEN]
        seats = Tool.objects.values_list("seats", flat=True).get(pk=self.tool.pk)
        assert seats is not None
        new = [row for row in given if self.seen.get(row.pk) != S.GIVEN]
        assert len(given) <= seats or not new, "a seat was given that is not there"
        for row in rows:
            before = self.seen.get(row.pk)
            if before is not None and before != row.state:
                self.assert_reachable(before, row.state)
        for row in rows:
            waited = row.state == S.WAITING and self.seen.get(row.pk) == S.WAITING and row.person.away_from is None
            later = [each for each in new if each.pk > row.pk]
            assert not (waited and later), "somebody passed who asked earlier"
        told = Message.objects.filter(code="tools.access_given", channel="inbox").count()
        assert told >= len(given), "a seat of which nobody heard"
        self.seen = {row.pk: row.state for row in rows}

    @rule()
    def settle(self) -> None:
        """After settling nobody waits while a seat is free, nor for a course that they did."""
        services.settle(tool_id=self.tool.pk, now=self.now)
        free = rules.free_seats(seats=Tool.objects.get(pk=self.tool.pk).seats, given=self.tool.requests.given().count())
        ready = self.tool.requests.waiting_in_order().reachable_on(day_of(self.now))
        assert not (free and ready.exists())
        done = Completion.objects.values("person")
        assert not self.tool.requests.filter(state=S.COURSE, person__in=done).exists()
        assert services.fill(Tool.objects.hold(self.tool.pk), now=self.now) == []

    @staticmethod
    def assert_reachable(origin: str, goal: str) -> None:
        """One step of the machine may be several moves of the table."""
        reached, edge = {S(origin)}, {S(origin)}
        while edge:
            edge = {goal for each in edge for goal in rules.MOVES[each]} - reached
            reached |= edge
        assert S(goal) in reached, f"{origin} became {goal}"


STEPS = {"stateful_step_count": 30, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.django_db
def test_any_order_of_events_keeps_every_truth() -> None:
    case = SeatsMachine.TestCase
    case.settings = settings(max_examples=12, **STEPS)
    case().runTest()


@pytest.mark.long
@pytest.mark.django_db
def test_very_many_orders_of_events_keep_every_truth() -> None:
    case = SeatsMachine.TestCase
    case.settings = settings(max_examples=tries(30, 200), **STEPS)
    case().runTest()
