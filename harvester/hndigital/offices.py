"""What offices and Dezernate are called: names of the city's profile, and what its staff entered on a portal.

A report prints signs ("65"), which stay what data holds. Names are for people: pages, pictures, spreadsheets.
A portal tells by `entered_by` where the names that staff entered come from; they go before the profile's. By
`dezernate_by` it tells what staff say of the Dezernate: names, and which office belongs to which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import profiles
from .schemas import codelist

__all__ = [
    "Dezernate",
    "dezernat_label",
    "dezernate_by",
    "entered_by",
    "in_sentence",
    "label",
    "name_of",
    "names",
    "stated_dezernat",
]

_CODE_LIST = "amt"


@dataclass(frozen=True, slots=True)
class Dezernate:
    """What staff say: names by code of the Dezernat, and codes by sign of the office."""

    names: Mapping[str, str] = field(default_factory=dict)
    of_offices: Mapping[str, str] = field(default_factory=dict)


def _nothing() -> Mapping[str, str]:
    return {}


_entered: Callable[[], Mapping[str, str]] = _nothing
_dezernate: Callable[[], Dezernate] = Dezernate


def entered_by(source: Callable[[], Mapping[str, str]]) -> None:
    """Take names by sign from `source`, which is asked each time."""
    global _entered  # noqa: PLW0603 - a process has one portal
    _entered = source


def dezernate_by(source: Callable[[], Dezernate]) -> None:
    """Take what staff say of the Dezernate from `source`, which is asked each time."""
    global _dezernate  # noqa: PLW0603 - a process has one portal
    _dezernate = source


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


def dezernat_label(code: str, lang: str = "de") -> str:
    """Return a Dezernat for people: `Dezernat II`, behind it the name that staff gave it; "" for no code."""
    entry = codelist("dezernat").get(code)
    label = entry.label(lang) if entry else code
    name = _dezernate().names.get(code, "")
    return f"{label} ({name})" if name else label


def stated_dezernat(sign: str) -> str:
    """Return the code of the Dezernat to which staff say that an office belongs, "" if they say nothing."""
    return _dezernate().of_offices.get(sign, "")
