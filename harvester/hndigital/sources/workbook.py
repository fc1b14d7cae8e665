"""An Excel workbook → sheets of cells, each as the text that a person reads in it, with its place.

A spreadsheet program turns what it is given into what it takes it for: a chapter into a date, a number into
one with an exponent. What it can't have kept is named by sheet and cell, never guessed back.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from ..bericht import Fundstelle
from ..errors import SourceError
from ..findings import Finding
from ..outside import Limits
from ..outside.files import too_large

__all__ = ["Sheet", "SheetCell", "is_workbook", "read_workbook"]

_MARK = "xl/workbook.xml"
_UNPACKED = 20
"""How many times larger than a source may be what a workbook unpacks to."""
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell's text, its place, and the code of the finding that it is, "" if it is read as it stands."""

    text: str
    place: Fundstelle
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, its rows without empty ones, and what is odd about whole rows and ranges."""

    name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    findings: tuple[Finding, ...] = ()


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is an Excel workbook, by its content."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _MARK in archive.namelist()
    except _BROKEN:
        return False


def read_workbook(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    """Return the visible sheets of a workbook; raises SourceError if it is damaged or beyond the limits."""
    from openpyxl import load_workbook  # here: few sources are one, and it takes long to load

    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _UNPACKED * limits.max_bytes:
            raise too_large(name, limits)
    try:
        values = load_workbook(BytesIO(data), data_only=True)
        formulas = load_workbook(BytesIO(data))
    except _BROKEN as error:
        raise SourceError(
            f"{name} ist keine lesbare Excel-Arbeitsmappe ({type(error).__name__}). Bitte neu speichern.",
            f"{name} is no readable Excel workbook ({type(error).__name__}). Please save it again.",
        ) from error
    visible = [one for one in values.worksheets if one.sheet_state == "visible"]
    return tuple(_sheet(one, formulas[one.title]) for one in visible)


def _sheet(values: Any, formulas: Any) -> Sheet:
    rows, findings = [], []
    for printed, written in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        row = tuple(_cell(values.title, *pair) for pair in zip(printed, written, strict=True))
        if not any(cell.text or cell.odd for cell in row):
            continue
        rows.append(row)
        if values.row_dimensions[printed[0].row].hidden:
            wording = " | ".join(cell.text for cell in row if cell.text)
            findings.append(Finding("zeile_verborgen", wortlaut=wording, fundstelle=row[0].place))
    findings += _merged(values)
    return Sheet(values.title, tuple(rows), tuple(findings))


def _merged(sheet: Any) -> Iterator[Finding]:
    for merged in sheet.merged_cells.ranges:
        if merged.min_row != merged.max_row:
            wording = str(sheet.cell(merged.min_row, merged.min_col).value or "")
            yield Finding(
                "zellen_verbunden",
                wortlaut=wording,
                fundstelle=Fundstelle(blatt=sheet.title, zelle=str(merged.coord)),
            )


def _cell(sheet: str, printed: Any, written: Any) -> SheetCell:
    place = Fundstelle(blatt=sheet, zelle=printed.coordinate)
    value = printed.value
    if value is None and written.data_type == "f":
        return SheetCell(str(written.value), place, "formel_ohne_wert")
    if printed.data_type == "e":
        return SheetCell(str(value), place, "formel_ohne_wert")
    if isinstance(value, (datetime, date, time)):
        shown = value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
        return SheetCell(shown, place, "zelle_datum")
    return SheetCell(_text(value, str(printed.number_format)), place)


def _text(value: Any, number_format: str) -> str:
    """Return what a cell shows: zeros that its format puts before a number, the currency that it adds."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    number = Decimal(repr(value))
    if number == number.to_integral_value():
        digits = format(number.quantize(Decimal(1)), "f")
        padded = number_format if set(number_format) == {"0"} else ""
        text = digits.zfill(len(padded))
    else:
        text = format(number, "f").replace(".", ",")
    return f"{text} €" if "€" in number_format or "EUR" in number_format else text
