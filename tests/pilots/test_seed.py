"""The demo's story of strategy and pilots keeps to the rules of the house."""

from datetime import date
from random import Random

import pytest

from common.clock import start_of
from common.periods import Period
from pilots import rules, selectors
from pilots.choices import UNDER_CONTRACT, DecisionKind, Stage
from pilots.models import Decision, Measurement, Pilot
from portal.seed import people, pilots, strategy
from portal.seed.world import World
from strategy import services as strategy_services
from strategy.models import Version
from strategy.selectors import in_document_order

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    made = World(Random(7), UNTIL, 14)
    people.seed(made, people=300)
    strategy.seed(made)
    pilots.seed(made)
    return made


@pytest.mark.usefixtures("world")
def test_every_pilot_walked_along_allowed_moves_to_where_it_stands() -> None:
    for pilot in Pilot.objects.prefetch_related("decisions"):
        stage, parked_from = pilot.entry_stage, ""
        for decision in sorted(pilot.decisions.all(), key=lambda each: each.number):
            assert decision.from_stage == stage
            assert decision.to_stage == rules.destination(stage, decision.kind, parked_from=parked_from)
            parked_from = stage if decision.kind == DecisionKind.PARK else ""
            stage = decision.to_stage
        assert (pilot.stage, pilot.parked_from) == (stage, parked_from)


@pytest.mark.usefixtures("world")
def test_story_has_every_stage_late_ones_and_lessons() -> None:
    assert all(selectors.stage_counts(UNTIL).values())
    assert 40 <= Pilot.objects.count() <= 50
    assert Pilot.objects.due_on(UNTIL).count() >= 3
    assert Pilot.objects.filter(objective__isnull=True).exclude(stage=Stage.STOPPED).exists()
    assert Decision.objects.filter(kind=DecisionKind.STOP).exclude(lesson="").count() >= 4
    assert not Pilot.objects.filter(stage__in=UNDER_CONTRACT, measurements__isnull=True).exists()
    assert not Measurement.objects.filter(measured_on__gt=UNTIL).exists()
    due = [selectors.decided_on_time(Period(2026, month)) for month in range(1, 11)]
    assert sum(count for _on_time, count in due) >= 10


@pytest.mark.usefixtures("world")
def test_published_texts_hold_their_hash() -> None:
    frozen = Version.objects.exclude(content_hash="").select_related("document")
    assert frozen.count() == 4
    for version in frozen:
        clauses = in_document_order(version.clauses.all())
        assert strategy_services.hash_of(version, clauses, kind=version.document.kind) == version.content_hash


def test_pilot_owner_of_a_short_demo_too_has_a_pilot_that_runs() -> None:
    made = World(Random(7), UNTIL, 6)
    people.seed(made, people=300)
    strategy.seed(made)
    pilots.seed(made)
    own = selectors.mine(made.roles["team"], now=start_of(UNTIL))
    assert Stage.RUNNING in {pilot.stage for pilot in own}
