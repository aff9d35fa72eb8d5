"""Translation catalogues: ``update`` them from the code, ``check`` that none is incomplete, ``compile`` them."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from common import catalogues


class Command(BaseCommand):
    help = "Update, check or compile the Dutch catalogues. Needs no gettext."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])
        parser.add_argument("--app", action="append", help="only this app (may be given more than once)")

    def handle(self, *args: Any, **options: Any) -> None:
        base = settings.BASE_DIR
        chosen = options["app"] or catalogues.apps(base)
        if options["action"] == "update":
            for app in chosen:
                catalogue = catalogues.updated(app, base)
                if len(catalogue):
                    path = catalogues.catalogue_path(app, base)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(catalogues.as_text(catalogue))
                empty = sum(1 for message in catalogue if message.id and not any(message.string or ()))
                self.stderr.write(f"{app}: {len(catalogue)} messages, {empty} without Dutch")
        elif options["action"] == "check":
            faults = [fault for app in chosen for fault in catalogues.faults(app, base)]
            for fault in faults:
                self.stdout.write(fault)
            if faults:
                sys.exit(1)
        else:
            self.stderr.write(f"{catalogues.compile_all(base)} messages compiled")
