"""Deciding at the same moment: once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from common.errors import RuleBroken
from pilots import services
from pilots.choices import DecisionKind
from pilots.models import Decision, Pilot
from tests.people.builders import employee
from tests.pilots.builders import NOW, evaluated, office

THREADS = 8


def together(work: Callable[[int], str]) -> list[str]:
    """Run ``work`` in threads that all start at one barrier, each on its own connection, and return their answers."""
    barrier, answers = threading.Barrier(THREADS), [""] * THREADS

    def one(place: int) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            answers[place] = work(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_does() -> None:
    lead = office()
    for _round in range(5):
        pilot = evaluated(owner=employee(), actor=lead)
        before = pilot.decisions.count()

        def decide(place: int, pilot: Pilot = pilot, before: int = before) -> str:
            kind = DecisionKind.SCALE if place % 2 else DecisionKind.STOP
            try:
                services.decide(
                    pilot_id=pilot.pk, kind=kind, reason="nu", lesson="les", seen=before, actor=lead, now=NOW
                )
            except RuleBroken:
                return "refused"
            return "decided"

        answers = together(decide)
        assert sorted(answers) == ["decided"] + ["refused"] * (THREADS - 1)
        last = Decision.objects.filter(pilot=pilot).order_by("-number")[0]
        assert last.number == before + 1
        assert Pilot.objects.get(pk=pilot.pk).stage == last.to_stage
