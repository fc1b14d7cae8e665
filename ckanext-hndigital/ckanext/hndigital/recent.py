"""The last few answers in memory, for what costs time and stays right as long as its key does."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Generic, TypeVar

from cachetools import LRUCache

__all__ = ["Recent"]

_Value = TypeVar("_Value")


class Recent(Generic[_Value]):
    """Keeps the `size` values used last; safe among threads."""

    def __init__(self, size: int) -> None:
        self._values: LRUCache[Hashable, _Value] = LRUCache(size)
        self._lock = RLock()

    def get(self, key: Hashable) -> _Value | None:
        """Return what is kept under `key`, or None."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: _Value) -> _Value:
        """Keep `value` under `key` and return it."""
        with self._lock:
            self._values[key] = value
        return value

    def once(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what is kept under `key`, or make it while all others wait."""
        with self._lock:
            known = self._values.get(key)
            return known if known is not None else self.put(key, make())
