"""What spreadsheet programs make of what they are given: a chapter becomes a day, a number a rounded one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

__all__ = ["as_before", "kind_made", "made_of", "without_apostrophe"]

_NAMES = "jan,feb,mrz mär mar,apr,mai may,jun,jul,aug,sep,okt oct,nov,dez dec"
_MONTHS = {name: number for number, names in enumerate(_NAMES.split(","), 1) for name in names.split()}
_MONTH = "|".join(_MONTHS)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "day": re.compile(rf"(?P<day>\d{{1,2}})[. -]+(?P<month>{_MONTH})\.?", re.IGNORECASE),
        "month": re.compile(rf"(?P<month>{_MONTH})\.?[ -](?P<day>\d{{2,4}})", re.IGNORECASE),
        "date": re.compile(
            r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})(?: 00:00(?::00)?)?", re.IGNORECASE
        ),
        "long": re.compile(
            rf"(?P<day>\d{{1,2}})[. -]+(?P<month>{_MONTH})\.?[ -](?P<year>\d{{2,4}})", re.IGNORECASE
        ),
        "rounded": re.compile(r"-?\d(?:[.,]\d+)?E[+-]?\d{1,3}", re.IGNORECASE),
        "comma": re.compile(r"(?P<whole>-?\d+),(?P<part>\d+)"),
    }
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]00:00(?::00)?)?")
"""A day as other programs export the cell that one has made a day of."""
_ERROR = re.compile(
    r"#(?:NV|N/A|REF!|BEZUG!|WERT!|VALUE!|DIV/0!|NAME\?|NULL!|ZAHL!|NUM!|ÜBERLAUF!|SPILL!|KALK!|CALC!)"
    r"|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)
"""What stands in a cell whose formula fails, or that is too narrow, in German and English."""
_APOSTROPHE = re.compile(r"'(?=[\d+=-])")
_Rule = Callable[[str], str]


def kind_made(text: str) -> str:
    """Return how a spreadsheet program writes a text of this form, "" if it leaves such a text alone."""
    return next((kind for kind, form in _KINDS.items() if form.fullmatch(text)), "")


def made_of(text: str) -> str:
    """Return the code of the finding that a text is which such a program has made, "" if it is none."""
    if _ERROR.fullmatch(text):
        return "formel_ohne_wert"
    kind = "date" if _ISO.fullmatch(text) else kind_made(text)
    return {"": "", "comma": "", "rounded": "zelle_gerundet"}.get(kind, "zelle_datum")


def as_before(kind: str) -> tuple[_Rule, ...]:
    """Return the ways to write a text as it was before a program made this kind of it, likeliest first.

    Which of them it was only its owner can know: nothing may be taken for right without another proof.
    """
    return _BEFORE.get(kind, ())


def without_apostrophe(text: str) -> str:
    """Return a text without the apostrophe by which people tell the program to leave a number alone."""
    return _APOSTROPHE.sub("", text, count=1) if _APOSTROPHE.match(text) else text


def _rule(kind: str, form: str) -> _Rule:
    """Return a rule that writes the parts of a text anew: {d} its day, {m} its month, {r} that in Roman."""

    def rule(text: str) -> str:
        found = _KINDS[kind].fullmatch(text)
        parts = found.groupdict() if found else {}
        month = parts.get("month", "0").lower()
        number = int(month) if month.isdecimal() else _MONTHS[month]
        day, year = int(parts.get("day", 0)), int(parts.get("year") or 0)
        roman = _ROMAN[number] if number < len(_ROMAN) else ""
        return form.format(d=day, m=number, r=roman, y=year + 2000 * (year < 100), h=100 + day)

    return rule


def _point(text: str) -> str:
    return text.replace(",", ".")


_FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "day": ("{d}.{m}", "{m}.{d}", "{d}/{m}", "{m}/{d}", "{d}-{m}"),
        "month": ("{r}/{h}", "{m}/{d}", "{m}.{d}", "{r}/{d}", "{m}-{d}", "{m}-{y}"),
        "date": ("{y}-{m:02}-{d:02}", "{d}.{m}", "{m}.{d}"),
        "long": ("{y}-{m:02}-{d:02}",),
    }
)
_BEFORE: Mapping[str, tuple[_Rule, ...]] = MappingProxyType(
    {"comma": (_point,)} | {kind: tuple(_rule(kind, form) for form in _FORMS[kind]) for kind in _FORMS}
)
