"""Bring the HR file in from the command line."""

import csv
import hashlib
import json
import os
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
from common.spreadsheets.refusals import TableRefused
from directory import services
from directory.errors import FileRefused
from directory.services import Outcome
from people.models import Person

DONE, DONE_WITH_REFUSALS, NOTHING_DONE = 0, 1, 2


class Command(BaseCommand):
    help = "Bring people in from an HR file (CSV or XLSX). Exit code: 0 done, 1 done with refused rows, 2 nothing done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--allow-large-change", action="store_true", help="go on when over a fifth of the people change or leave"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--language", choices=["nl", "en"], default=settings.LANGUAGE_CODE[:2])
        parser.add_argument(
            "--activation-codes", type=Path, metavar="FILE", help="write the codes of people without e-mail here"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(self._import(options))

    def _import(self, options: dict[str, Any]) -> int:
        try:
            file = options["file"].open("rb")
        except OSError as error:
            self._say(_("%(file)s cannot be opened: %(why)s.") % {"file": options["file"], "why": error.strerror})
            return NOTHING_DONE
        with file:
            outcome, codes, refusal = self._bring_in(file, options)
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_answer(), ensure_ascii=False))
        if refusal is not None:
            self._say(str(refusal))
            return NOTHING_DONE
        self._tell(outcome, options)
        if codes:
            self._hand_out(codes, options["activation_codes"])
        if not outcome.accepted:
            return NOTHING_DONE
        return DONE_WITH_REFUSALS if outcome.refused else DONE

    def _bring_in(
        self, file: BinaryIO, options: dict[str, Any]
    ) -> tuple[Outcome, list[tuple[Person, str]], FileRefused | TableRefused | None]:
        moment, name = now(), options["file"].name
        sha256 = hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
        try:
            outcome, codes = services.import_people(
                file=file,
                name=name,
                sha256=sha256,
                actor=None,
                now=moment,
                dry_run=options["dry_run"],
                allow_large_change=options["allow_large_change"],
            )
        except (FileRefused, TableRefused) as refusal:
            if not options["dry_run"]:
                services.record_refusal(name=name, sha256=sha256, refusal=refusal, actor=None, now=moment)
            return Outcome(), [], refusal
        return outcome, codes, None

    def _tell(self, outcome: Outcome, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self._say(_("Nothing was changed: this is what the file would do."))
        for line in outcome.sentences():
            self._say(line)
        if options["format"] == "text":
            for fault in outcome.refused:
                place = fault.as_answer()
                self._say(_("Row %(row)d, %(column)s, “%(value)s”: %(reason)s") % place)

    def _hand_out(self, codes: list[tuple[Person, str]], path: Path | None) -> None:
        """Write codes where somebody asked for them: to a file of their own, never to the terminal or a log."""
        if path is None:
            told = _("%(count)d people have no e-mail address. HR prints their codes from the report in the portal.")
            self._say(told % {"count": len(codes)})
            return
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", newline="", encoding="utf-8-sig") as file:
            rows = csv.writer(file)
            rows.writerow(["employee_number", "activation_code"])
            rows.writerows((person.employee_number, code) for person, code in codes)
        self._say(_("The activation codes stand in %(file)s.") % {"file": path})

    def _say(self, line: str) -> None:
        self.stderr.write(line)
