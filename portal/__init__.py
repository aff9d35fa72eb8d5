"""The portal: joins the apps into one intranet."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
