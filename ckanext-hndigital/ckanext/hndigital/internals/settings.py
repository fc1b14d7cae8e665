"""The declared settings: `ckan/config/declaration/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckan.common import config_declaration
from ckan.config.declaration import Key
from ckan.plugins import toolkit

__all__ = ["is_set", "with_defaults"]


def is_set(key: str) -> bool:
    """Return whether a declared setting is another than its default."""
    option = config_declaration[Key.from_string(key)]
    return bool(toolkit.config[key] != option.normalize(option.default))


def with_defaults() -> Iterator[tuple[str, Any, Any]]:
    """Yield name, value and default of every setting that is declared; None for what is not set."""
    for key in config_declaration.iter_options():
        yield str(key), toolkit.config.get(str(key)), config_declaration[key].default
