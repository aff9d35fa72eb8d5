"""Let a new key sign badges and files of evidence; the old one still counts, unless somebody else may have it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from common.clock import now
from training import services


class Command(BaseCommand):
    help = "Make a new key that signs badges and files of evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--distrust", action="store_true", help="what the old key signed counts no more: somebody else may have it"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(durable=True):
            key = services.renew_key(actor=None, now=now(), distrust=options["distrust"])
        if options["format"] == "json":
            self.stdout.write(json.dumps({"key": str(key.public_id), "distrusted": options["distrust"]}))
        said = "What the old key signed counts no more: people download their badges again."
        kept = "What the old key signed still counts."
        self.stderr.write(f"Key {key.public_id} signs from now on. {said if options['distrust'] else kept}")
