"""Read a usage report of a supplier in: counts of groups stay, persons and file do not."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from adoption import services
from common.clock import now
from common.errors import RuleBroken


class Command(BaseCommand):
    help = "Read a usage report in. Exit code: 0 done, 1 done with refused rows, 2 nothing done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", required=True, help="m365-detail, m365-summary, github-organization, litellm-team"
        )
        parser.add_argument(
            "--allow-large-change",
            action="store_true",
            help="go on when over a fifth of the rows match nobody, or over a quarter fewer people are counted",
        )
        parser.add_argument("--keep-file", action="store_true", help="leave the file where it is (it may hold persons)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                outcome = services.import_usage(
                    file=file,
                    source_code=options["source"],
                    actor=None,
                    now=now(),
                    allow_large_change=options["allow_large_change"],
                )
        except OSError as error:
            self.stderr.write(f"{path} cannot be opened: {error.strerror}.")
            sys.exit(2)
        except RuleBroken as broken:
            self.stderr.write(str(broken))
            if broken.field == "allow_large_change":
                self.stderr.write("To go on all the same, run this again with --allow-large-change.")
            sys.exit(2)
        if not options["keep_file"]:
            path.unlink()
            services.note_deletion(statement=outcome.statement, now=now())
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))
        one = outcome.statement
        self.stderr.write(
            f"{one.source.code} {one.period}: {one.rows} rows, {one.counted} counted, {one.unmatched} unmatched, "
            f"{len(one.refused)} refused; the file is {'kept' if options['keep_file'] else 'deleted'}."
        )
        sys.exit(1 if one.refused else 0)
