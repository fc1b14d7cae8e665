"""Versions of the tables in packages and register: `schemas/versions.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import yaml

from .files import schema_text

__all__ = ["FIRST_VERSION", "schema_version", "schema_version_of"]

FIRST_VERSION = 1
"""The version of a package that states none."""


def schema_version() -> int:
    """Return the newest version that can be read."""
    return max(_versions())


def schema_version_of(tables: Collection[str]) -> int:
    """Return the version of a package that holds these tables: later ones only added tables that it lacks."""
    return max(
        number
        for number, said in _versions().items()
        if not (own := said.get("tables")) or not {*own}.isdisjoint(tables)
    )


@cache
def _versions() -> Mapping[int, Mapping[str, Any]]:
    return yaml.safe_load(schema_text("versions.yaml"))
