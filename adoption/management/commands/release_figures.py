"""Release the figures of a month: what may be shown, and not yet was."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from adoption.choices import NotReleasedBecause
from adoption.services import releasing
from common.clock import now
from common.errors import RuleBroken
from common.periods import Period


class Command(BaseCommand):
    help = "Release the figures of a month. Exit code: 0 something was released, 2 nothing was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="a month that is over: 2026-10")
        parser.add_argument("--dry-run", action="store_true", help="decide the same and keep nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            period = Period.parse(options["period"])
            outcome = releasing.release_figures(period=period, now=now(), dry_run=options["dry_run"])
        except RuleBroken as broken:
            self.stderr.write(str(broken))
            sys.exit(2)
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_json()))
        self.stderr.write(
            f"{outcome.period}: {outcome.shown} shown, {outcome.ranged} as a range, {outcome.pooled} pooled, "
            f"{outcome.hidden} hidden; waiting for agreement: {', '.join(outcome.waiting) or 'nothing'}"
        )
        for code, because in outcome.not_released.items():
            self.stderr.write(f"{code} was not released: {NotReleasedBecause(because).label}")
        sys.exit(0 if outcome.released else 2)
