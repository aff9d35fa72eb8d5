"""Two caches: one that loses nothing before its time (PostgreSQL), and one that may be gone (Redis)."""

import base64
import pickle
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import redis
import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connections, router

from common import clock

log = structlog.get_logger("houvast.cache")


class PostgresCache(DatabaseCache):
    """Django's cache in the database, for counts that must not be lost: limits on guessing passwords.

    Django's own throws entries away beyond a number of them, so that whoever makes many loses the counts of others,
    and takes seven queries to write one. This one writes with one query and throws nothing away: what is over goes
    at night (``common.services.delete_expired_cache``).
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        ends = self.get_backend_timeout(timeout)
        expires = datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, UTC)
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            if mode == "touch":
                cursor.execute(
                    f"UPDATE {self._table} SET expires = %s WHERE cache_key = %s AND expires >= %s",  # noqa: S608
                    [expires, key, clock.now()],
                )
            else:
                cursor.execute(
                    f"INSERT INTO {self._table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s)"  # noqa: S608
                    " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
                    " WHERE %s OR kept.expires < %s",
                    [key, text, expires, mode == "set", clock.now()],
                )
            return bool(cursor.rowcount)


class FailOpenRedisCache(RedisCache):
    """Redis as a cache for what can be read again; without Redis the day is slower, not over.

    Every operation has its answer here: those that are built from others, such as ``get_or_set``, then have it too.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or_else(default, super().get, key, default, version)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return _or_else({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return _or_else(False, super().has_key, key, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        _or_else(None, super().set, key, value, timeout, version)

    def set_many(
        self, data: Mapping[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        return _or_else(list(data), super().set_many, data, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return _or_else(False, super().add, key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return _or_else(False, super().touch, key, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raise ``ValueError`` for a key that is not cached, as every cache of Django does."""
        counted: int | None = _or_else(None, super().incr, key, delta, version)
        if counted is None:
            raise ValueError(f"Key {key!r} not found.")
        return counted

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _or_else(False, super().delete, key, version)

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        _or_else(None, super().delete_many, keys, version)

    def clear(self) -> None:
        _or_else(None, super().clear)


def _or_else[Answer](answer: Answer, operation: Callable[..., Any], *values: Any) -> Answer:
    """Return what Redis answers, or ``answer`` when it does not."""
    try:
        return operation(*values)  # type: ignore[no-any-return]
    except redis.RedisError as error:
        log.warning("cache unavailable", operation=operation.__name__, error=type(error).__name__)
        return answer
