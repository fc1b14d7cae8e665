"""The declared settings: `ckan/config/declaration/`."""

from __future__ import annotations

from ckan.common import config_declaration
from ckan.config.declaration import Key
from ckan.plugins import toolkit

__all__ = ["is_set"]


def is_set(key: str) -> bool:
    """Return whether a declared setting is another than its default."""
    option = config_declaration[Key.from_string(key)]
    return bool(toolkit.config[key] != option.normalize(option.default))
