"""Access to the files of `schemas/`, and where they are.

The definitions ship with the distribution: what every city shares, and a folder for each profile, whose files
go before those of the same name. The environment variable `HNDIGITAL_SCHEMAS` names a folder whose files go
before both.
"""

from __future__ import annotations

import os
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from .. import profiles
from ..caching import kept
from ..errors import SchemaError

__all__ = ["VARIABLE", "schema_files", "schema_text"]

VARIABLE = "HNDIGITAL_SCHEMAS"
_PACKAGE = "hndigital_schemas"


@kept()
def _folders() -> tuple[Traversable, ...]:
    """Return where files are looked for, one folder after the other; with no profile only what all share."""
    profile = profiles.chosen()
    shipped = ((profile.folder,) if profile else ()) + (resources.files(_PACKAGE),)
    own = os.environ.get(VARIABLE, "")
    if not own:
        return shipped
    if not Path(own).is_dir():
        raise SchemaError(
            f"{VARIABLE}: {own} ist kein Ordner. Bitte den Ordner mit den eigenen Definitionen angeben oder "
            "die Variable leeren.",
            f"{VARIABLE}: {own} is no folder. Please name the folder with your definitions or empty the "
            "variable.",
        )
    return (Path(own), *shipped)


def schema_text(path: str) -> str:
    """Return the text of `path` below `schemas/`, e.g. "codelists/anlass.csv".

    Raises FileNotFoundError if there is no such file, SchemaError if `HNDIGITAL_SCHEMAS` is no folder or it
    is a file of a profile and none was chosen.
    """
    places = [folder.joinpath(path) for folder in _folders()]
    found = next((place for place in places if place.is_file()), places[-1])
    if not found.is_file():
        profiles.current()
    return found.read_text(encoding="utf-8")


def schema_files(folder: str) -> list[str]:
    """Return the names of the files in `folder` below `schemas/`, sorted; SchemaError without a profile."""
    profiles.current()
    places = [place for one in _folders() if (place := one.joinpath(folder)).is_dir()]
    return sorted({entry.name for place in places for entry in place.iterdir()})
