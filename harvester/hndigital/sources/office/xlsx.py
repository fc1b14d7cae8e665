"""An Excel workbook → sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from ...bericht import Fundstelle
from ...outside import Limits
from ...outside.files import too_large
from .archive import Archive, broken_file
from .blocks import column_letters
from .sheets import MAX_CELLS, MAX_ROWS, OWN, Merged, Sheet, SheetCell, SheetRow, number_text

__all__ = ["MARK", "read_xlsx"]

MARK = "xl/workbook.xml"
_SHEETS = "xl/worksheets/"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BOOLEAN = {True: "WAHR", False: "FALSCH"}


@dataclass(frozen=True, slots=True)
class _Structure:
    """What a sheet says beside its cells: the last row that holds something, what is hidden or merged."""

    last_row: int
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[Merged, ...]


def read_xlsx(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    """Return the visible sheets of a workbook, and the hidden one of ours (`OWN`).

    Raises SourceError if it is damaged or beyond the limits.
    """
    from openpyxl import load_workbook  # here: few sources are one, and it takes long to load

    archive = Archive(data, name, limits)
    for part in archive.names:
        if not part.startswith(_SHEETS) and part.endswith((".xml", ".rels")):
            archive.read(part)  # what is read at once must not be too large
    with broken_file(name):
        values = load_workbook(
            BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
        )
        formulas = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        left = MAX_CELLS
        sheets = []
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible" and sheet.title != OWN:
                continue
            structure = _structure(archive, sheet._worksheet_path.lstrip("/"))
            rows = []
            for row, used in _rows(sheet, formulas[sheet.title], structure):
                left -= used
                if left < 0:
                    raise too_large(name, limits)
                if any(cell.text or cell.odd for cell in row.cells):
                    rows.append(row)
            sheets.append(Sheet(sheet.title, tuple(rows), structure.merged, structure.hidden_columns))
    return tuple(sheets)


def _structure(archive: Archive, part: str) -> _Structure:
    from lxml import etree

    last, at = 0, 0
    rows: set[int] = set()
    columns: set[int] = set()
    merged: list[Merged] = []
    tags = tuple(f"{_MAIN}{name}" for name in ("row", "col", "mergeCell"))
    content = tuple(f"{_MAIN}{name}" for name in ("v", "f", "is"))
    with archive.stream(part) as stream:
        for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True):
            if element.tag == tags[0]:
                at = int(element.get("r") or at + 1)
                if at > MAX_ROWS:
                    raise ValueError(f"row {at}")
                if next(element.iter(*content), None) is not None:
                    last = at
                if element.get("hidden") in ("1", "true"):
                    rows.add(at)
            elif element.tag == tags[1]:
                if element.get("hidden") in ("1", "true"):
                    first, end = int(element.get("min", "1")), int(element.get("max", "1"))
                    columns |= set(range(first, min(end, 16_384) + 1))
            else:
                merged.append(_merged(element.get("ref", "")))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return _Structure(last, frozenset(rows), frozenset(columns), tuple(merged))


def _merged(reference: str) -> Merged:
    from openpyxl.utils import range_boundaries

    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return Merged(first_row, first_column, last_row, last_column)


def _rows(values: Any, formulas: Any, structure: _Structure) -> Iterator[tuple[SheetRow, int]]:
    """Yield the rows up to the last that holds something, and how many cells each has."""
    if not structure.last_row:
        return
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # what it states of its size may be wrong
    pairs = zip(
        values.iter_rows(max_row=structure.last_row),
        formulas.iter_rows(max_row=structure.last_row),
        strict=True,
    )
    for nr, (printed, written) in enumerate(pairs, 1):
        cells = tuple(_cells(values.title, nr, printed, written))
        yield SheetRow(nr, cells, nr in structure.hidden_rows), len(cells) + 1


def _cells(sheet: str, nr: int, printed: Sequence[Any], written: Sequence[Any]) -> Iterator[SheetCell]:
    for column, (cell, formula) in enumerate(zip(printed, written, strict=True), 1):
        yield _cell(Fundstelle(blatt=sheet, zelle=f"{column_letters(column)}{nr}"), cell, formula)


def _cell(place: Fundstelle, printed: Any, written: Any) -> SheetCell:
    from openpyxl.utils.escape import unescape

    value = printed.value
    if value is None and written.value is not None:
        return SheetCell(str(written.value), place, "formel_ohne_wert")
    if value is None:
        return SheetCell("", place)
    if printed.data_type == "e":
        return SheetCell(str(value), place, "formel_ohne_wert")
    if (printed.font is not None and printed.font.strike) or _partly_struck(value):
        return SheetCell(str(value), place, "text_gestrichen")
    if isinstance(value, (datetime, date, time, timedelta)):
        shown = value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
        day = f"{value:%Y-%m-%d}" if isinstance(value, date) else ""
        return SheetCell(shown, place, "zelle_datum", day=day)
    if isinstance(value, bool):
        return SheetCell(_BOOLEAN[value], place)
    if isinstance(value, (int, float)):
        return SheetCell(number_text(value, str(printed.number_format)), place, number=True)
    return SheetCell(unescape(str(value)), place)  # openpyxl leaves `_x000D_` as the file has it


def _partly_struck(value: Any) -> bool:
    """Tell whether runs of a text are struck out: what is left to be read is not all that it holds."""
    runs = value if isinstance(value, list) else ()
    return any(getattr(getattr(run, "font", None), "strike", False) for run in runs)
