"""Bring reference data up to date after a migration: roles, duties, questions, the table of the default cache."""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string, module_has_submodule


class Command(BaseCommand):
    help = "Bring reference data up to date; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        for config in apps.get_app_configs():
            if config.module is not None and module_has_submodule(config.module, "reference"):
                import_string(f"{config.name}.reference.sync")()
                self.stderr.write(f"reference data of {config.label} is up to date")
