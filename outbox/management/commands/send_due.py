"""Send all messages that are due now, without a worker or a broker."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.clock import now
from outbox import services


class Command(BaseCommand):
    help = "Send all messages that are due. Exit code: 0 done, 1 done with refusals, 2 nothing was due or could go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        tally = services.send_all_due(now=now())
        answer = {
            "sent": tally.sent,
            "skipped": tally.skipped,
            "uncertain": tally.uncertain,
            "failed": tally.failed,
        }
        words = ", ".join(f"{name} {count}" for name, count in answer.items())
        if tally.later:
            words += f"; {tally.later} to be tried again later"
        if tally.no_server:
            words += "; the mail server does not take mail now"
        if options["format"] == "json":
            self.stdout.write(json.dumps(answer))
        self.stderr.write(words)
        if tally.failed or tally.uncertain:
            sys.exit(1)
        if not any(answer.values()):
            sys.exit(2)
