"""Put a backup back into an empty installation of the same version."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from portal import backup


class Command(BaseCommand):
    help = (
        "Restore the backup in FOLDER into an empty database and an empty place for files. Stop web, worker and beat "
        "first. Exit code: 0 done, 1 done but something needs your attention, 2 nothing done."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that `manage.py backup` made")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = backup.restore_backup(options["folder"], say=self.stderr.write)
        except backup.BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except (DatabaseError, *backup.STORAGE_FAULTS) as error:
            raise CommandError(
                f"The backup did not go in ({type(error).__name__}); nothing of it stays. Are database and place for "
                "files reachable, and is there room?",
                returncode=2,
            ) from error
        manifest = restored.manifest
        if options["format"] == "json":
            answer = {
                "organisation": manifest.organisation,
                "made_at": manifest.made_at,
                "version": manifest.version,
                "tables": {name: entry.rows for name, entry in manifest.tables.items()},
                "files": len(manifest.files),
                "warnings": restored.warnings,
            }
            self.stdout.write(json.dumps(answer))
        whose = manifest.organisation or "an installation without a name"
        self.stderr.write(
            f"Restored: {whose}, as it was on {manifest.made_at}: {manifest.rows} rows of {len(manifest.tables)} "
            f"tables and {len(manifest.files)} files, all compared with the checksums of the backup."
        )
        for name, entry in sorted(manifest.tables.items(), key=lambda item: -item[1].rows)[:10]:
            self.stderr.write(f"  {name}: {entry.rows}")
        for warning in restored.warnings:
            self.stderr.write(f"Mind: {warning}")
        if restored.warnings:
            sys.exit(1)
