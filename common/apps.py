from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

import common.mail  # noqa: F401 - it registers a system check
from common.triggers import keep_in_force


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """Keep triggers in force whenever a migration made them anew; read what the apps say of what they record."""
        post_migrate.connect(keep_in_force, sender=self)
        autodiscover_modules("audit")
