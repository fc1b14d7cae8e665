"""What spreadsheet programs make of what they are given: a chapter becomes a day, a number a rounded one."""

from __future__ import annotations

import re

__all__ = ["made_of", "without_apostrophe"]

_MONTHS = "Jan|Feb|Mrz|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec"
_DAY = re.compile(
    rf"\d{{1,2}}[. -]+(?:{_MONTHS})\.?(?:[ -]\d{{2,4}})?|(?:{_MONTHS})\.?[ -]\d{{2,4}}"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})(?: 00:00(?::00)?)?|\d{4}-\d{2}-\d{2}(?: 00:00:00)?",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"-?\d(?:[.,]\d+)?E[+-]?\d{1,3}", re.IGNORECASE)
_APOSTROPHE = re.compile(r"'(?=[\d+=-])")


def made_of(text: str) -> str:
    """Return the code of the finding that a text is which such a program has made, "" if it is none."""
    if _DAY.fullmatch(text):
        return "zelle_datum"
    return "zelle_gerundet" if _ROUNDED.fullmatch(text) else ""


def without_apostrophe(text: str) -> str:
    """Return a text without the apostrophe by which people tell the program to leave a number alone."""
    return _APOSTROPHE.sub("", text, count=1) if _APOSTROPHE.match(text) else text
