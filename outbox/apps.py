from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        """Load ``<app>.messages`` of every app of the house, so that each message kind is known by its code."""
        for config in apps.get_app_configs():
            if "." not in config.name and config.module is not None and module_has_submodule(config.module, "messages"):
                import_module(f"{config.name}.messages")
