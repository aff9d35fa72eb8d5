"""Back up database and stored files while people work. The keys of surveys are never in it."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from common.clock import now
from portal import backup


class Command(BaseCommand):
    help = (
        "Write a backup of database and stored files as a new folder in FOLDER, while people work. Everybody's data "
        "is in it: keep it encrypted. Exit code: 0 done, 1 done but something was missing, 2 nothing done."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where the folder of this backup is made")
        parser.add_argument("--keep", type=int, default=0, help="remove all but the newest so many backups in FOLDER")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 0:
            raise CommandError("--keep is a number of backups: 1 or more.", returncode=2)
        try:
            folder, manifest = backup.write_backup(options["folder"], now=now(), say=self.stderr.write)
            removed = backup.remove_old_backups(folder.parent, keep=options["keep"]) if options["keep"] else []
        except backup.BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database did not let itself be read: {type(error).__name__}. Nothing was written.", returncode=2
            ) from error
        if options["format"] == "json":
            answer = {
                "backup": str(folder),
                "version": manifest.version,
                "tables": len(manifest.tables),
                "rows": manifest.rows,
                "files": len(manifest.files),
                "files_gone": manifest.files_gone,
                "removed": [path.name for path in removed],
            }
            self.stdout.write(json.dumps(answer))
        for old in removed:
            self.stderr.write(f"removed {old.name}")
        if manifest.files_gone:
            self.stderr.write(f"{len(manifest.files_gone)} files have a row but are gone; manifest.json names them.")
        self.stderr.write(f"Backup complete: {folder}")
        if manifest.files_gone:
            sys.exit(1)
