"""Fill an empty database with a made-up care group and its history; the same arguments give the same history."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.clock import now, today
from common.selectors import installation
from common.services import set_up_installation
from people.models import Person
from portal.seed import people
from portal.seed.world import World

# From the ground up: what comes later refers to what came before.
PARTS = ["governance", "strategy", "training", "tools", "pilots", "surveys", "outbox", "nudges", "adoption"]


class Command(BaseCommand):
    help = "Fill an empty or a demo database with the made-up care group Houtwijk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=3000, help="how many people work there (default 3000)")
        parser.add_argument("--months", type=int, default=14, help="months of history (default 14)")
        parser.add_argument("--seed", type=int, default=2026, help="another number gives other people")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="last day of the story (yesterday)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"] < 50 or options["months"] < 2:
            raise CommandError("A believable organisation has at least 50 people and 2 months of history.")
        here = installation()
        if (here is not None and not here.is_demo) or (here is None and Person.objects.exists()):
            raise CommandError("This database is neither empty nor marked as a demo: nothing was changed.")
        if Person.objects.exists():
            self.stderr.write("This demo is filled already. Remove it (make demo-reset) to fill it anew.")
            return
        world = World(Random(options["seed"]), options["until"] or today() - timedelta(days=1), options["months"])  # noqa: S311 - a story
        started = time.perf_counter()
        with transaction.atomic():
            set_up_installation(name="Houtwijk", is_demo=True, now=now())
            self.step("people", partial(people.seed, world, people=options["people"]))
            for part in PARTS:
                self.step(part, partial(import_module(f"portal.seed.{part}").seed, world))
        self.stderr.write(
            f"{len(world.members)} people, {len(world.periods)} months: {time.perf_counter() - started:.1f} s"
        )

    def step(self, name: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        self.stderr.write(f"  {name}: {time.perf_counter() - started:.1f} s")
