"""Bring the demo's database up to date: tables, then reference data, in one process because a start costs seconds."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

EARLIER = (
    "The data of this demo were made by another version of Houvast, which kept them in another way.\n"
    "`make demo-reset` throws them away; `make demo` then begins anew."
)


def main() -> None:
    """Migrate, then write the reference data; both change nothing where nothing is new."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    if steps_of_another_version():
        sys.exit(EARLIER)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("sync_reference")


def steps_of_another_version() -> list[str]:
    """Return the migrations that were carried out here and that this version does not know."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.graph.nodes)


if __name__ == "__main__":
    main()
