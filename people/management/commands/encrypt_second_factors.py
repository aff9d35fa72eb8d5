"""Encrypt the secrets of all second factors with the first key, after it was put before the old one."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.clock import now
from people import services


class Command(BaseCommand):
    help = (
        "Encrypt every second factor with the first of SECOND_FACTOR_KEYS. "
        "Exit code: 0 done, 1 some cannot be read with any key, 2 none can."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        done = services.reencrypt_second_factors(now=now())
        if options["format"] == "json":
            answer = {"encrypted": done.encrypted, "unchanged": done.unchanged, "refused": done.refused}
            self.stdout.write(json.dumps(answer))
        self.stderr.write(f"encrypted {done.encrypted}, unchanged {done.unchanged}, unreadable {len(done.refused)}")
        if done.refused:
            self.stderr.write(
                "No key in SECOND_FACTOR_KEYS opens the unreadable ones. Put the key that was used before after the "
                "first one and run this again; or, when that key is lost, reset the second factor of these people."
            )
            raise SystemExit(1 if done.encrypted or done.unchanged else 2)
        if not done.encrypted:
            self.stderr.write("Everything stands under the first key: the other keys can go.")
