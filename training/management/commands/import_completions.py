"""Bring completions of another system in from the command line."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from common.clock import now
from common.errors import RuleBroken
from training import services

DONE, DONE_WITH_REFUSALS, NOTHING_DONE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Bring completions of another system in from a file (CSV or XLSX). "
        "Exit code: 0 done, 1 done with refused rows, 2 nothing done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the name of the other system, such as Moodle")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--language", choices=["nl", "en"], default=settings.LANGUAGE_CODE[:2])

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(self._import(options))

    def _import(self, options: dict[str, Any]) -> int:
        outcome = services.Outcome()
        try:
            with options["file"].open("rb") as file:
                outcome = self._bring_in(file, options)
        except OSError as error:
            self._say(_("%(file)s cannot be opened: %(why)s.") % {"file": options["file"], "why": error.strerror})
        except RuleBroken as broken:
            self._say(str(broken))
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_answer(), ensure_ascii=False))
        if outcome.rows:
            self._tell(outcome, options)
        if not outcome.accepted:
            return NOTHING_DONE
        return DONE_WITH_REFUSALS if outcome.refused else DONE

    def _bring_in(self, file: BinaryIO, options: dict[str, Any]) -> services.Outcome:
        sha256 = hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
        return services.import_completions(
            file=file,
            name=options["file"].name,
            sha256=sha256,
            source=options["source"],
            actor=None,
            now=now(),
            dry_run=options["dry_run"],
        )

    def _tell(self, outcome: services.Outcome, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self._say(_("Nothing was changed: this is what the file would do."))
        counts = {"created": len(outcome.new), "known": outcome.known, "refused": len(outcome.refused)}
        self._say(_("%(created)d brought in, %(known)d known already, %(refused)d rows refused.") % counts)
        if options["format"] == "text":
            for fault in outcome.refused:
                place = {"row": fault.row, "column": fault.column, "value": fault.value, "reason": fault.reason}
                self._say(_("Row %(row)d, %(column)s, “%(value)s”: %(reason)s") % place)

    def _say(self, line: str) -> None:
        self.stderr.write(line)
