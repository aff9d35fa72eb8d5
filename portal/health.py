"""Is this process alive, and is everything that it leans on in order?"""

import redis
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpResponse, JsonResponse

from portal.version import VERSION


def alive() -> HttpResponse:
    """Answer 200 while the process can answer at all, with the version that runs."""
    return JsonResponse({"status": "alive", "version": VERSION})


def ready() -> HttpResponse:
    """Answer 200 when database and migrations are in order, else 503 with the reason for each.

    Without broker or cache the portal goes on, slower, and catches up later: that is ``degraded``, with the reason.
    """
    checks = {"database": check_database(), "broker": check_broker()}
    if checks["database"] == "ok":
        checks["migrations"] = check_migrations()
    ready = checks["database"] == checks.get("migrations") == "ok"
    status = "not ready" if not ready else "ready" if checks["broker"] == "ok" else "degraded"
    return JsonResponse({"status": status, **checks}, status=200 if ready else 503)


def check_database() -> str:
    """Return ``ok`` when a query comes back, else why not."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"no answer: {type(error).__name__}"
    return "ok"


def check_migrations() -> str:
    """Return ``ok`` when every migration of this release has run, else how many wait, or why nobody can tell."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    except DatabaseError as error:
        return f"cannot be read: {type(error.__cause__ or error).__name__}"
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not waiting else f"{len(waiting)} migrations wait: run manage.py migrate"


def check_broker() -> str:
    """Return ``ok`` when the broker, which is the cache as well, answers within a second, else why not."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError as error:
        return f"no answer: {type(error).__name__}"
    return "ok"
