"""The sheets of a workbook: cells as the text that a person reads in them, each with its place.

A spreadsheet program turns what it is given into what it takes it for: a chapter into a date, a number into
one with an exponent. What it can't have kept is named by sheet and cell, never guessed back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ...bericht import Fundstelle
from ...values import UNITS
from .blocks import column_letters

__all__ = [
    "OWN",
    "MAX_CELLS",
    "MAX_ROWS",
    "Merged",
    "Sheet",
    "SheetCell",
    "SheetRow",
    "number_text",
    "shown_scaled",
]

OWN = "hndigital"
"""The name of the hidden sheet in which a form of ours says what it is; no other hidden sheet is read."""
MAX_ROWS = 1_048_576
"""As many as a sheet can have."""
MAX_CELLS = 5_000_000
"""Cells of a workbook that are looked at: 10,000 projects have 200,000."""
_DIGITS = 15
"""What spreadsheet programs keep of a number."""
_UNIT = re.compile(r"T\s?(?:€|EUR)|\b(?:Tsd|Tausend|Mio|Millionen|Mrd|Milliarden)\b", re.IGNORECASE)

_SHOWN = re.compile(r"\d[\d.,'’ \u00a0\u202f]*")
"""A number as a spreadsheet program shows it."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell's text, its place, and the code of the finding that it is, "" if it is read as it stands.

    `number` tells that the program holds it for a number, `day` is the date that it holds it for (ISO 8601).
    """

    text: str
    place: Fundstelle
    odd: str = ""
    number: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something: its number, its cells from the first column on, whether it is hidden."""

    nr: int
    cells: tuple[SheetCell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are merged: first and last row and column, from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        """Return the range as the program names it: `B4:C5`."""
        first = f"{column_letters(self.first_column)}{self.first_row}"
        return f"{first}:{column_letters(self.last_column)}{self.last_row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, the rows that hold something, and what the program hides or merges."""

    name: str
    rows: tuple[SheetRow, ...]
    merged: tuple[Merged, ...] = ()
    hidden_columns: frozenset[int] = field(default=frozenset())


def number_text(value: float | str, shown_as: str) -> str:
    """Return what a person reads in a cell with a number; `shown_as` is its number format or how it is shown.

    Zeros that a format puts before a number, its currency, unit and percent belong to what is read. Of the
    number itself all digits are kept that a spreadsheet program keeps, whatever it shows.
    """
    try:
        number = +Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        return str(value)
    if "%" in shown_as:
        return f"{_plain(number * 100)} %"
    text = _plain(number)
    if set(shown_as) == {"0"}:
        text = text.zfill(len(shown_as))
    if (unit := _UNIT.search(shown_as)) and not re.search(r"[0#],+(?![0#])", shown_as):
        return f"{text} {unit[0].replace('€', '').strip()} €"
    return f"{text} €" if "€" in shown_as or "EUR" in shown_as else text


def shown_scaled(shown: str, value: str) -> bool | None:
    """Tell whether a number is shown in thousands or more of what it is: "20 T€" for 20000.

    None where that cannot be told: "20,000 T€" shows 20000 as well as 20.
    """
    unit, digits = _UNIT.search(shown), _SHOWN.search(shown)
    if unit is None or digits is None:
        return False
    power = UNITS[re.sub("[ .€]|EUR", "", unit[0]).capitalize()]
    whole = re.sub(r"[^\d]", "", digits[0])
    _, point, part = re.sub(r"[^\d,.]", "", digits[0]).replace(",", ".").rpartition(".")
    readings = {(Decimal(whole), 0)} | ({(Decimal(whole).scaleb(-len(part)), len(part))} if point else set())
    stored = abs(Decimal(value))
    if not stored:
        return False
    fits = [
        scale
        for scale in (0, power)
        for number, places in readings
        if abs(stored.scaleb(-scale) - number) <= Decimal("0.5").scaleb(-places)
    ]
    return fits[0] > 0 if len(set(fits)) == 1 else None


def _plain(number: Decimal) -> str:
    rounded = Decimal(f"{number:.{_DIGITS}g}")
    if rounded == rounded.to_integral_value():
        return format(rounded.quantize(Decimal(1)), "f")
    return format(rounded.normalize(), "f").replace(".", ",")
