"""The demo's reminders look as if a year had passed, the same for the same seed, and nothing of it is really sent."""

from datetime import date
from random import Random

import pytest
from django.core import mail as mailbox

from nudges.messages import StrategyUnread
from outbox import services as outbox_services
from outbox.choices import LIVE, MessageState
from outbox.models import Message, Preference
from portal.seed import nudges, outbox
from portal.seed.world import Member, World
from tests.nudges.builders import DUE, strategy_in_force
from tests.people.builders import LONG_AGO, employee, unit

pytestmark = pytest.mark.django_db


def world() -> World:
    place = unit()
    members = [
        Member(employee(), place, "customer_contact", manager_id=None, hired_on=LONG_AGO, keen=0.5) for _ in range(60)
    ]
    return World(random=Random(7), until=date(2026, 12, 20), months=14, members=members, units={place.code: place})


def test_history_of_reminders_is_settled_and_nothing_goes_out(settings: object) -> None:
    strategy_in_force()
    made = world()

    outbox.seed(made)
    nudges.seed(made)

    states = set(Message.objects.filter(code=StrategyUnread.code).values_list("state", flat=True))
    assert MessageState.SENT in states
    assert states.isdisjoint(LIVE)
    assert Preference.objects.exists()
    assert outbox_services.send_due(now=DUE).sent == 0
    assert mailbox.outbox == []
