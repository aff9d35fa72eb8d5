"""Is this process alive, and is everything that it leans on in order?"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

import redis
from celery.signals import beat_init, celeryd_init
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import Error as DatabaseError
from django.http import HttpResponse, JsonResponse

from common.models import Installation
from common.selectors import is_demo
from portal.version import VERSION


def alive() -> HttpResponse:
    """Answer 200 while the process can answer at all, with the version that runs."""
    return JsonResponse({"status": "alive", "version": VERSION})


def ready() -> HttpResponse:
    """Answer 200 when database and migrations are in order, else 503 with the reason for each.

    Without broker or cache the portal goes on, slower, and catches up later: that is ``degraded``, with the reason.
    """
    parts = {"database": check_database(), "broker": check_broker()}
    if parts["database"] == "ok":
        parts["migrations"] = check_migrations()
    ready = parts["database"] == parts.get("migrations") == "ok"
    if ready and (foreign := demo_data_in_production()):
        ready, parts["installation"] = False, foreign
    status = "not ready" if not ready else "ready" if parts["broker"] == "ok" else "degraded"
    return JsonResponse({"status": status, **parts}, status=200 if ready else 503)


def check_database() -> str:
    """Return ``ok`` when a query comes back, else why not."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"no answer: {type(error).__name__}"
    return "ok"


def check_migrations() -> str:
    """Return ``ok`` when every migration of this release has run, else how many wait, or why nobody can tell.

    It compares names. Django's own plan would load every migration into each process that is asked.
    """
    try:
        applied = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations()
    except DatabaseError as error:
        return f"cannot be read: {type(error.__cause__ or error).__name__}"
    waiting = migrations_of_this_release() - applied.keys()
    return "ok" if not waiting else f"{len(waiting)} migrations wait: run manage.py migrate"


@cache
def migrations_of_this_release() -> frozenset[tuple[str, str]]:
    """List the migrations of all apps, as pairs of app and name, without loading them."""
    found = set()
    for app in apps.get_app_configs():
        name, _chosen_by_settings = MigrationLoader.migrations_module(app.label)
        spec = find_spec(name) if name else None
        if spec and spec.submodule_search_locations:
            modules = iter_modules(spec.submodule_search_locations)
            found |= {(app.label, module.name) for module in modules if not module.ispkg and module.name[0] not in "_~"}
    return frozenset(found)


def demo_data_in_production() -> str:
    """Say what is wrong, and how to mend it, where production runs on a database of the demo; empty when it is well."""
    if not settings.PRODUCTION or not is_demo():
        return ""
    return (
        "This database holds the made-up organisation of the demo, in which anybody signs in without a password, and "
        "HOUVAST_ENV is production. Let DATABASE_URL name an empty database, or set HOUVAST_ENV=demo to look around."
    )


def refuse_demo_data() -> None:
    """Stop the start of a process in production on a database of the demo; leave no connection to its children.

    A database that does not answer yet stops nothing: ``/readyz`` asks again.
    """
    if not settings.PRODUCTION:
        return
    try:
        refusal = demo_data_in_production()
    except DatabaseError:
        return
    finally:
        connections.close_all()
    if refusal:
        raise ImproperlyConfigured(refusal)


@celeryd_init.connect
@beat_init.connect
def end_on_demo_data(**_signal: Any) -> None:
    """End a worker or beat at its start likewise: Celery logs an error of a signal and goes on, but for this one."""
    try:
        refuse_demo_data()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal


@checks.register(checks.Tags.database)
def check_demo_data(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """Stop ``manage.py migrate`` likewise; an empty database has no table to look at yet."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if Installation._meta.db_table not in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        return []
    refusal = demo_data_in_production()
    return [checks.Error(refusal, id="portal.E001")] if refusal else []


def check_broker() -> str:
    """Return ``ok`` when the broker, which is the cache as well, answers within a second, else why not."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError as error:
        return f"no answer: {type(error).__name__}"
    return "ok"
