"""Which profile a report or a package is of.

A package is of the shipped profile whose organisation published it (by the title and homepage of the
publisher among its contributors). One for which that says nothing or something else states its profile, and
so does one of a later version: `stadtprofil` with `name` and `version`. What is not stated is version 1.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import PackageError, SourceError
from . import VARIABLE, chosen, current, shipped, use
from .model import Profile

__all__ = [
    "STATED",
    "package_profile",
    "report_profile",
    "statement",
    "use_for_form",
    "use_for_package",
    "use_for_report",
]

STATED = "stadtprofil"
"""The property of a descriptor that states the profile."""


def use_for_report(text: str, name: str, asked: str | Path | None = None) -> Profile:
    """Use the profile that is asked for, here or by `HNDIGITAL_PROFILE`, else that of a report's text."""
    return use(asked or os.environ.get(VARIABLE) or report_profile(text, name))


def use_for_package(descriptor: Mapping[str, Any], place: str, asked: str | Path | None = None) -> Profile:
    """Use the profile that is asked for, here or by `HNDIGITAL_PROFILE`, else that of a package."""
    return use(asked or os.environ.get(VARIABLE) or package_profile(descriptor, place))


def use_for_form(named: str, name: str, asked: str | Path | None = None) -> Profile:
    """Use the profile that is asked for, here or by `HNDIGITAL_PROFILE`, else the one that a form names.

    Raises SourceError if a form names one that is not here.
    """
    if asked or os.environ.get(VARIABLE):
        return use(asked or os.environ[VARIABLE])
    if (found := next((one for one in _candidates() if one.name == named), None)) is not None:
        return use(found)
    known = ", ".join(profile.name for profile in _candidates())
    raise SourceError(
        f"{name}: der Meldebogen ist für das Profil „{named}“, das hier fehlt (bekannt: {known}). Bitte mit "
        "--profile den Ordner des Profils angeben.",
        f"{name}: the Meldebogen is for the profile “{named}”, which is not here (known: {known}). Please "
        "give the profile's folder with --profile.",
    )


def report_profile(text: str, name: str) -> Profile:
    """Return the profile that a report's text is of: the one in use or a shipped one with most marks in it.

    Raises SourceError if it has marks of none, or as many of several.
    """
    found = [(profile.report.found_in(text), profile) for profile in _candidates()]
    most = max(marks for marks, _ in found)
    best = [profile for marks, profile in found if marks == most]
    if most and len(best) == 1:
        return best[0]
    if most:
        names = ", ".join(profile.name for profile in best)
        raise SourceError(
            f"{name} kann ein Bericht mehrerer Städte sein: {names}. Bitte mit --profile eine angeben.",
            f"{name} may be a report of several cities: {names}. Please give one with --profile.",
        )
    raise _no_report(text, name)


def package_profile(descriptor: Mapping[str, Any], place: str) -> Profile:
    """Return the profile that a package is of, the one in use or a shipped one.

    Raises PackageError if it is neither, or of a later version of the profile.
    """
    stated = descriptor.get(STATED)
    if not isinstance(stated, Mapping):
        stated = {}
    candidates = _candidates()
    if name := stated.get("name"):
        profile = next((one for one in candidates if one.name == name), None)
    else:
        profile = _by_publisher(candidates, descriptor.get("contributors"))
    if profile is None:
        raise _of_nobody(place, str(name or ""))
    version = stated.get("version", 1)
    if not isinstance(version, int) or version > profile.version:
        raise PackageError(
            f"{place}: nach Fassung {version} des Profils {profile.name} gemacht, hier liegt Fassung "
            f"{profile.version}. Bitte hndigital oder den Ordner des Profils aktualisieren.",
            f"{place}: made by version {version} of the profile {profile.name}, here is version "
            f"{profile.version}. Please update hndigital or the profile's folder.",
        )
    return profile


def statement(contributors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a descriptor must state of the profile in use: nothing where its contributors tell it."""
    profile = current()
    if profile.version == 1 and _by_publisher(shipped(), contributors) == profile:
        return {}
    return {STATED: {"name": profile.name, "version": profile.version}}


def _candidates() -> list[Profile]:
    """Return the profile in use, if any, and the shipped ones."""
    used = chosen()
    others = [profile for profile in shipped() if used is None or profile.name != used.name]
    return [used, *others] if used else others


def _by_publisher(profiles: Iterable[Profile], contributors: object) -> Profile | None:
    listed = contributors if isinstance(contributors, Iterable) else ()
    publishers = {(one.get("title"), one.get("path")) for one in listed if isinstance(one, Mapping)}
    fitting = (
        one for one in profiles if (one.organisation.title.de, one.organisation.homepage) in publishers
    )
    return next(fitting, None)


def _no_report(text: str, name: str) -> SourceError:
    count = sum(bool(line.strip()) for line in text.splitlines())
    looked_de, looked_en = (
        "; ".join(
            f"{one.name}: {one.report.described.get(lang) or one.report.marks}" for one in _candidates()
        )
        for lang in ("de", "en")
    )
    return SourceError(
        f"Gesucht wurde ein Bericht einer bekannten Stadt ({looked_de}), gefunden in {name} {count} "
        "Textzeilen ohne all das. Bitte die Quelle prüfen oder mit --profile ein Profil angeben.",
        f"Looked for a report of a known city ({looked_en}), found in {name} {count} lines of text with none "
        "of that. Please check the source or give a profile with --profile.",
    )


def _of_nobody(place: str, name: str) -> PackageError:
    known = ", ".join(profile.name for profile in _candidates())
    which_de = f"des Profils „{name}“, das hier fehlt" if name else "von keiner Stadt, die hier bekannt ist"
    which_en = f"of the profile “{name}”, which is not here" if name else "of no city that is known here"
    return PackageError(
        f"{place}: das Paket ist {which_de} (bekannt: {known}). Bitte das Profil oder seinen Ordner angeben: "
        "mit --profile oder der Variable HNDIGITAL_PROFILE.",
        f"{place}: the package is {which_en} (known: {known}). Please name the profile or its folder: by "
        "--profile or the variable HNDIGITAL_PROFILE.",
    )
