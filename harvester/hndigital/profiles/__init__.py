"""Cities: a profile is a folder with what one city says, and a process works for one city at a time.

`use` chooses it by the name of a shipped one or by a folder, `current` returns it. The environment
variable `HNDIGITAL_PROFILE` chooses it for a process that says nothing else. The folder's files go before
shared ones of the same name (`hndigital.schemas.files`); whatever was kept of them goes with the profile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from ..caching import forget
from ..errors import SchemaError
from .model import (
    Law,
    Licence,
    Number,
    Office,
    Organisation,
    Portal,
    Profile,
    Register,
    Report,
    Reporting,
    Source,
    Words,
)
from .reading import FILE, read_profile

__all__ = [
    "VARIABLE",
    "Law",
    "Licence",
    "Number",
    "Office",
    "Organisation",
    "Portal",
    "Profile",
    "Register",
    "Report",
    "Reporting",
    "Source",
    "Words",
    "chosen",
    "current",
    "load",
    "names",
    "shipped",
    "use",
    "using",
]

VARIABLE = "HNDIGITAL_PROFILE"
_PACKAGE = "hndigital_schemas"

_in_use: Profile | None = None


@cache
def _folders() -> dict[str, Traversable]:
    folders = {one.name: one for one in resources.files(_PACKAGE).iterdir() if one.joinpath(FILE).is_file()}
    return dict(sorted(folders.items()))


def names() -> tuple[str, ...]:
    """Return the names of the profiles that the distribution holds, sorted."""
    return tuple(_folders())


def shipped() -> tuple[Profile, ...]:
    """Return the profiles that the distribution holds, in the order of their names; raises SchemaError."""
    return tuple(map(load, names()))


def load(name_or_folder: str | Path) -> Profile:
    """Return the profile of that name, or the one in that folder, without using it.

    Raises SchemaError, naming file, key, value and next step, if there is none or it says what it may not.
    """
    if isinstance(name_or_folder, str) and name_or_folder in _folders():
        return read_profile(name_or_folder, _folders()[name_or_folder])
    folder = Path(name_or_folder)
    if not (folder / FILE).is_file():
        known = ", ".join(names())
        raise SchemaError(
            f"{name_or_folder}: ist kein Profil einer Stadt. Bitte eines von {known} angeben oder einen "
            f"Ordner, in dem {FILE} liegt.",
            f"{name_or_folder}: is no profile of a city. Please give one of {known}, or a folder that holds "
            f"{FILE}.",
        )
    return read_profile(folder.resolve().name, folder.resolve())


def use(profile: str | Path | Profile) -> Profile:
    """Make a profile the one that this process works with, and return it; raises SchemaError (see `load`)."""
    found = profile if isinstance(profile, Profile) else load(profile)
    _set(found)
    return found


def chosen() -> Profile | None:
    """Return the profile in use, or the one that `HNDIGITAL_PROFILE` names, or None; raises SchemaError."""
    if _in_use is None and (named := os.environ.get(VARIABLE)):
        use(named)
    return _in_use


def current() -> Profile:
    """Return the profile in use; raises SchemaError if none was chosen."""
    if (profile := chosen()) is not None:
        return profile
    known = ", ".join(names())
    raise SchemaError(
        f"Es ist nicht gesagt, für welche Stadt. Bitte ein Profil wählen ({known} oder ein eigener Ordner): "
        f"mit --profile, der Variable {VARIABLE} oder in Python mit hndigital.profiles.use.",
        f"It is not said for which city. Please choose a profile ({known} or a folder of your own): by "
        f"--profile, the variable {VARIABLE} or in Python by hndigital.profiles.use.",
    )


@contextmanager
def using(profile: str | Path | Profile | None) -> Iterator[Profile | None]:
    """Use a profile (None: none) for a while, then the earlier one again."""
    earlier = _in_use
    try:
        if profile is None:
            _set(None)
        yield None if profile is None else use(profile)
    finally:
        _set(earlier)


def _set(profile: Profile | None) -> None:
    global _in_use  # noqa: PLW0603 - a process works for one city at a time
    if profile != _in_use:
        _in_use = profile
        forget()
