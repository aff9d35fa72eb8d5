"""Check a file of evidence, without the network and without a database: is it as the organisation signed it?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from adoption.documents.evidence_json import checked
from common.errors import RuleBroken

LARGEST = 20_000_000


class Command(BaseCommand):
    help = "Check the signature of a file of evidence (JSON). Needs no network and no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", type=Path, help="the organisation's /.well-known/did.json, saved before")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            known = json.loads(_text(options["keys"])) if options["keys"] else None
            found = checked(_text(options["file"]), known=known)
        except (OSError, ValueError, RuleBroken) as error:
            if options["format"] == "json":
                self.stdout.write(json.dumps({"valid": False, "reason": str(error)}))
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        if options["format"] == "json":
            said = {"valid": True, "sha256": found.content_hash, "key": found.key_id, "known_key": found.is_known_key}
            self.stdout.write(json.dumps(said))
        self.stderr.write(f"Unchanged since it was signed with {found.key_id}. SHA-256 {found.content_hash}.")
        if not found.is_known_key:
            self.stderr.write(
                "The key came with the file itself. Give the organisation's did.json with --keys to know who signed it."
            )


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise RuleBroken(f"{path.name} is larger than any file of evidence.")
    return path.read_text(encoding="utf-8")
