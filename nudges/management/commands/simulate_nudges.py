"""Say which reminders would go out in the coming days, without sending or planning anything."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.clock import AMSTERDAM, now
from nudges import services


class Command(BaseCommand):
    help = "List the reminders of the next days as person, rule, channel, at, reason. Exit code 2: there are none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, required=True, metavar="N")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            {
                "person": each.person,
                "rule": each.rule,
                "channel": each.channel,
                "at": each.at.astimezone(AMSTERDAM).isoformat(timespec="minutes"),
                "reason": each.reason,
            }
            for each in services.simulate_nudges(now=now(), days=options["days"])
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows))
        else:
            for row in rows:
                self.stdout.write("  ".join(row.values()))
        self.stderr.write(f"{len(rows)} reminders in {options['days']} days")
        if not rows:
            sys.exit(2)
