"""Bring the demo's database up to date: tables, then reference data, in one process because a start costs seconds."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, then write the reference data; both change nothing where nothing is new."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("sync_reference")


if __name__ == "__main__":
    main()
