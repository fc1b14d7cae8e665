"""What offices are called: names of the city's profile, and those that its staff entered on a portal.

A report prints signs ("65"), which stay what data holds. Names are for people: pages, pictures, spreadsheets.
A portal tells by `entered_by` where the names that staff entered come from; they go before the profile's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import profiles
from .schemas import codelist

__all__ = ["entered_by", "in_sentence", "label", "name_of", "names"]

_CODE_LIST = "amt"


def _nothing() -> Mapping[str, str]:
    return {}


_entered: Callable[[], Mapping[str, str]] = _nothing


def entered_by(source: Callable[[], Mapping[str, str]]) -> None:
    """Take names by sign from `source`, which is asked each time."""
    global _entered  # noqa: PLW0603 - a process has one portal
    _entered = source


def names() -> dict[str, str]:
    """Return the known names by sign."""
    stated = {sign: office.name for sign, office in profiles.current().offices.items()}
    return {**stated, **_entered()}


def name_of(sign: str) -> str:
    """Return the name of an office, "" if nobody has said it."""
    return names().get(sign, "")


def label(sign: str, lang: str = "de") -> str:
    """Return an office for people: `Hochbauamt (65)`, and `Amt 40` where it has no name; "" for no sign."""
    if name := name_of(sign):
        return f"{name} ({sign})"
    entry = codelist(_CODE_LIST).get(sign)
    if entry:
        return entry.label(lang)
    if not sign or not sign[0].isdigit():
        return sign
    return f"Amt {sign}" if lang == "de" else f"Office {sign}"


def in_sentence(sign: str, lang: str = "de") -> str:
    """Return an office as a sentence names it: `Hochbauamt (65)`, `Amt I/105`, but `Dez. II`."""
    if name := name_of(sign):
        return f"{name} ({sign})"
    if sign.startswith("Dez"):
        return sign
    return f"Amt {sign}" if lang == "de" else f"office {sign}"
