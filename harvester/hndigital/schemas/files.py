"""Access to the files of `schemas/`."""

from __future__ import annotations

from importlib import resources

__all__ = ["schema_files", "schema_text"]

_PACKAGE = "hndigital_schemas"


def schema_text(path: str) -> str:
    """Return the text of `path` below `schemas/`, e.g. "codelists/anlass.csv"."""
    return resources.files(_PACKAGE).joinpath(path).read_text(encoding="utf-8")


def schema_files(folder: str) -> list[str]:
    """Return the names of the files in `folder` below `schemas/`, sorted."""
    return sorted(entry.name for entry in resources.files(_PACKAGE).joinpath(folder).iterdir())
