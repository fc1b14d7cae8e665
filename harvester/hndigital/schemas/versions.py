"""Versions of the tables in packages and register: `schemas/versions.yaml`."""

from __future__ import annotations

from functools import cache

import yaml

from .files import schema_text

__all__ = ["FIRST_VERSION", "schema_version"]

FIRST_VERSION = 1
"""The version of a package that states none."""


@cache
def schema_version() -> int:
    """Return the version that packages are written in, and the newest one that can be read."""
    return max(yaml.safe_load(schema_text("versions.yaml")))
