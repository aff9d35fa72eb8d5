"""Reminders of the made-up organisation: who had not confirmed the strategy two weeks after its publication."""

from datetime import timedelta

from common.clock import start_of
from nudges.messages import StrategyUnread
from nudges.services import plan_nudges
from outbox.services import next_allowed
from portal.seed import outbox
from portal.seed.world import World
from strategy.selectors import current_version


def seed(world: World) -> None:
    """Plan what the rules would have planned on the first day that a reminder was due, and let it have arrived."""
    version = current_version()
    if version is None or version.published_at is None:
        return
    moment = next_allowed(version.published_at + timedelta(days=StrategyUnread.days, hours=1))
    if moment < start_of(world.until):
        plan_nudges(now=moment)
        outbox.settle(world)
