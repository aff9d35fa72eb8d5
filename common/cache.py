"""A cache that may be gone: any fault of Redis reads as "not cached"."""

from typing import Any

import redis
import structlog
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger("houvast.cache")


class FailOpenRedisCache(RedisCache):
    """Redis as a cache for what can be read again; without Redis the day is slower, not over."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except redis.RedisError as error:
            log.warning("cache unavailable", operation="get", error=type(error).__name__)
            return default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except redis.RedisError as error:
            log.warning("cache unavailable", operation="set", error=type(error).__name__)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except redis.RedisError as error:
            log.warning("cache unavailable", operation="delete", error=type(error).__name__)
            return False

    def clear(self) -> None:
        try:
            super().clear()
        except redis.RedisError as error:
            log.warning("cache unavailable", operation="clear", error=type(error).__name__)
