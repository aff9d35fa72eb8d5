"""The cache that may be gone: what Redis does not answer was not cached, and nobody notices."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from common.cache import FailOpenRedisCache
from portal.embedded.ports import free_port

QUICK = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}


def cache_at(port: int) -> BaseCache:
    return FailOpenRedisCache(f"redis://127.0.0.1:{port}/0", {"KEY_PREFIX": "released", "OPTIONS": QUICK})


@pytest.fixture
def gone() -> BaseCache:
    """Return a cache whose Redis is not there."""
    return cache_at(free_port())


@pytest.fixture
def silent() -> Iterator[BaseCache]:
    """Return a cache whose Redis takes the call and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield cache_at(listener.getsockname()[1])


@pytest.fixture
def there() -> Iterator[BaseCache]:
    """Return a cache in a database of its own: clearing it takes nothing from a test that runs beside this one."""
    place = urlsplit(caches["released"]._servers[0])  # type: ignore[attr-defined]
    cache = FailOpenRedisCache(place._replace(path="/9").geturl(), {"KEY_PREFIX": "released", "OPTIONS": QUICK})
    cache.clear()
    yield cache
    cache.clear()


def test_released_figures_are_cached_while_redis_is_there(there: BaseCache) -> None:
    assert isinstance(there, FailOpenRedisCache)
    there.set("2026-10", {"trained": 70})
    assert there.get("2026-10") == {"trained": 70}
    assert there.add("2026-10", "other") is False
    assert "2026-10" in there
    assert there.touch("2026-10", 60) is True
    assert there.set_many({"a": 1, "b": 2}) == []
    assert there.incr("a") == 2
    assert there.get_many(["a", "b", "c"]) == {"a": 2, "b": 2}
    assert there.get_or_set("c", lambda: 3) == 3
    there.delete_many(["a", "b"])
    assert there.get_many(["a", "b", "c"]) == {"c": 3}
    assert there.delete("c") is True
    there.clear()
    assert there.get("2026-10") is None


NOT_CACHED: dict[str, tuple[Callable[[BaseCache], Any], Any]] = {
    "get": (lambda cache: cache.get("x"), None),
    "get with a default": (lambda cache: cache.get("x", "default"), "default"),
    "get_many": (lambda cache: cache.get_many(["x", "y"]), {}),
    "get_or_set": (lambda cache: cache.get_or_set("x", lambda: 3), 3),
    "in": (lambda cache: "x" in cache, False),
    "set": (lambda cache: cache.set("x", 1), None),
    "set_many": (lambda cache: cache.set_many({"x": 1, "y": 2}), ["x", "y"]),
    "add": (lambda cache: cache.add("x", 1), False),
    "touch": (lambda cache: cache.touch("x"), False),
    "delete": (lambda cache: cache.delete("x"), False),
    "delete_many": (lambda cache: cache.delete_many(["x", "y"]), None),
    "clear": (lambda cache: cache.clear(), None),
}


@pytest.mark.parametrize("asked", NOT_CACHED)
def test_without_redis_nothing_is_cached_and_nothing_breaks(gone: BaseCache, asked: str) -> None:
    ask, answer = NOT_CACHED[asked]
    assert ask(gone) == answer


@pytest.mark.parametrize("ask", [BaseCache.incr, BaseCache.decr])
def test_without_redis_there_is_nothing_to_count_up(gone: BaseCache, ask: Callable[..., int]) -> None:
    """Django's own word for a key that is not there."""
    with pytest.raises(ValueError, match="not found"):
        getattr(gone, ask.__name__)("x")


def test_redis_that_says_nothing_is_not_waited_for(silent: BaseCache) -> None:
    began = time.monotonic()
    assert silent.get("x", "default") == "default"
    silent.set("x", 1)
    assert time.monotonic() - began < 3
    assert {name: caches["released"]._options[name] for name in QUICK} == QUICK  # type: ignore[attr-defined]
