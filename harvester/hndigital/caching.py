"""Values that are computed once: kept until the profile changes, since `schemas/` then says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

__all__ = ["forget", "kept"]

P = ParamSpec("P")
T = TypeVar("T")

_CLEAR: list[Callable[[], None]] = []


def kept(maxsize: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that keeps a function's last `maxsize` results (None: all) until `forget`.

    It is for whatever comes from `schemas/`, however far behind; what does not may use `functools`.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        wrapped = lru_cache(maxsize=maxsize)(function)
        _CLEAR.append(wrapped.cache_clear)
        return wrapped  # type: ignore[return-value]

    return decorate


def forget() -> None:
    """Drop every result that `kept` keeps."""
    for clear in _CLEAR:
        clear()
