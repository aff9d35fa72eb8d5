"""Bring the HR file in from the command line."""

import csv
import errno
import hashlib
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from common.charts import written
from common.clock import now
from common.spreadsheets.formulas import harmless
from common.spreadsheets.refusals import TableRefused
from directory import services
from directory.choices import Field
from directory.errors import Fault, FileRefused
from directory.readers.rows import UNLINKED, unlinked_titles
from directory.services import ImportOptions, Outcome
from people.models import Person

DONE, DONE_WITH_REFUSALS, NOTHING_DONE = 0, 1, 2
# What the system says is in its own language, so the commonest reasons are said in ours.
CANNOT_OPEN = {
    errno.ENOENT: gettext_noop("There is no file %(file)s. Check the name and the folder."),
    errno.EISDIR: gettext_noop("%(file)s is a folder. Give the name of a file in it."),
    errno.EACCES: gettext_noop("%(file)s may not be read by this account. Give it the right to read the file."),
}
CANNOT_OPEN_OTHERWISE = gettext_noop("%(file)s cannot be opened. Copy the file to this machine and try again.")


def column_of(text: str) -> tuple[str, str]:
    """Read ``last_day=Left on``: which column of the file holds a field."""
    field, _equals, header = text.partition("=")
    if field not in Field.values:
        raise ArgumentTypeError(f"write FIELD=COLUMN, with one of these fields: {', '.join(Field.values)}")
    return field, header


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
        parser.add_argument("--sheet", default="", metavar="NAME", help="the sheet of a workbook that holds the table")
        parser.add_argument(
            "--header-row",
            type=int,
            default=0,
            metavar="N",
            help="the row with the names of the columns, as Excel counts",
        )
        parser.add_argument(
            "--column", type=column_of, action="append", default=[], metavar="FIELD=COLUMN",
            help='which column holds a field, for this file: last_day="Left on"; an empty COLUMN: none does',
        )  # fmt: skip
        parser.add_argument(
            "--ignore-column", action="append", default=[], metavar="COLUMN",
            help="leave out a column that looks like the last day of work",
        )  # fmt: skip
        parser.add_argument(
            "--take-over", nargs="+", default=[], metavar="NUMBER",
            help="let the HR file take over these people, whom the portal itself keeps: employee numbers of the file",
        )  # fmt: skip
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="interactive", help="never ask; refuse where we would"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(self._import(options))

    def _import(self, options: dict[str, Any]) -> int:
        try:
            file = options["file"].open("rb")
        except OSError as error:
            text = CANNOT_OPEN.get(error.errno or 0, CANNOT_OPEN_OTHERWISE)
            return self._refuse(_(text) % {"file": options["file"]}, options)
        said = ImportOptions(
            sheet=options["sheet"],
            header_row=options["header_row"],
            columns=dict(options["column"]),
            ignored=frozenset(options["ignore_column"]),
            take_over=frozenset(options["take_over"]),
        )
        with file:
            try:
                outcome, codes = self._bring_in(file, said, options)
            except (FileRefused, TableRefused) as refusal:
                return self._refuse(str(refusal), options)
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_answer(), ensure_ascii=False))
        self._tell(outcome, options)
        if codes:
            self._hand_out(codes, options["activation_codes"])
        if not outcome.accepted:
            return NOTHING_DONE
        return DONE_WITH_REFUSALS if outcome.refused else DONE

    def _refuse(self, reason: str, options: dict[str, Any]) -> int:
        """Say why nothing came in, in words and, where a script asked, in its one JSON object."""
        if options["format"] == "json":
            self.stdout.write(json.dumps({**Outcome().as_answer(), "reason": reason}, ensure_ascii=False))
        self._say(reason)
        return NOTHING_DONE

    def _bring_in(
        self, file: BinaryIO, said: ImportOptions, options: dict[str, Any]
    ) -> tuple[Outcome, list[tuple[Person, str]]]:
        moment, name = now(), options["file"].name
        sha256 = hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
        while True:
            try:
                return services.import_people(
                    file=file,
                    name=name,
                    sha256=sha256,
                    actor=None,
                    now=moment,
                    dry_run=options["dry_run"],
                    allow_large_change=options["allow_large_change"],
                    options=said,
                )
            except (FileRefused, TableRefused) as refusal:
                answered = self._ask(refusal, said, options)
                if answered is None:
                    if not options["dry_run"]:
                        services.record_refusal(name=name, sha256=sha256, refusal=refusal, actor=None, now=moment)
                    raise
                said = answered

    def _ask(
        self, refusal: FileRefused | TableRefused, said: ImportOptions, options: dict[str, Any]
    ) -> ImportOptions | None:
        """Ask what a column is that looks like the last day of work; ``None`` where nobody goes on."""
        is_somebody_there = options["interactive"] and options["format"] == "text" and sys.stdin.isatty()
        if refusal.code != "end_date_unused" or not is_somebody_there:
            return None
        name = str(refusal.params["name"])
        self._say(_("The column “%(name)s” looks like the last day of work, but is not read.") % {"name": name})
        self._say(_("1: read it as the last day of work. 2: leave it out. Enter: stop, and nothing changes."))
        match sys.stdin.readline().strip():
            case "1":
                return replace(said, columns={**said.columns, Field.LAST_DAY.value: name})
            case "2":
                return replace(said, ignored=said.ignored | {name})
        return None

    def _tell(self, outcome: Outcome, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self._say(_("Nothing was changed: this is what the file would do."))
        for line in [*outcome.about_reading(), *outcome.sentences()]:
            self._say(line)
        if outcome.kept_locally:
            told = _("To let the HR file take them over, add --take-over and their numbers: %(numbers)s.")
            self._say(told % {"numbers": " ".join(outcome.kept_locally)})
        if options["format"] == "text":
            self._tell_refused(outcome.refused)

    def _tell_refused(self, refused: Iterable[Fault]) -> None:
        """A line for each row, save what is one fault of many rows: a job title that has no group yet."""
        titles = unlinked_titles(refused)
        if titles:
            self._say(_("These job titles have no function group yet; their rows are refused until they have one:"))
            for title, count in sorted(titles.items(), key=lambda found: (-found[1], found[0])):
                rows = ngettext("%s row", "%s rows", count) % written(count)
                self._say(f"  {title}: {rows}")
            self._say(_("Give each a group once, in the browser: “HR import”, “Upload an HR file”, with this file."))
        for fault in refused:
            if fault.code != UNLINKED or not fault.value:
                self._say(_refused(fault.as_answer()))

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
            rows.writerows((harmless(person.employee_number or ""), code) for person, code in codes)
        self._say(_("The activation codes stand in %(file)s.") % {"file": path})

    def _say(self, line: str) -> None:
        self.stderr.write(line)


def _refused(answer: Mapping[str, Any]) -> str:
    """One refused row: where, what stands there, and why; a row without a column is wrong as a whole."""
    if not answer["column"]:
        return _("Row %(row)d: %(reason)s") % answer
    if not answer["value"]:
        return _("Row %(row)d, %(column)s: %(reason)s") % answer
    return _("Row %(row)d, %(column)s, “%(value)s”: %(reason)s") % answer
