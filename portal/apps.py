import importlib

from django.apps import AppConfig

from portal.celery import app as celery_app  # tasks sent from the web process need the application to exist

__all__ = ["PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        importlib.import_module("portal.health")  # registers its check of the database
