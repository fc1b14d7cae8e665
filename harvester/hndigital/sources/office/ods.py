"""A spreadsheet of LibreOffice and others (OpenDocument) → sheets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import IO, Any

from ...bericht import Fundstelle
from ...outside import Limits
from ...outside.files import too_large
from .archive import Archive, broken_file
from .blocks import column_letters
from .odf import OFFICE, STYLE, TABLE, TEXT, refuse_encrypted
from .sheets import MAX_CELLS, MAX_ROWS, OWN, Merged, Sheet, SheetCell, SheetRow, number_text, shown_scaled

__all__ = ["read_ods"]

_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = ("collapse", "filter")
_COLUMNS = 16_384


def read_ods(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    """Return the visible sheets of a spreadsheet, and the hidden one of ours (`OWN`).

    Raises SourceError if it is damaged or too large.
    """
    reader = _Reader(name, limits)
    with broken_file(name), _content(data, name, limits) as stream:
        reader.read(stream)
    return tuple(reader.sheets)


def _content(data: bytes, name: str, limits: Limits) -> AbstractContextManager[IO[bytes]]:
    """Return the XML of a spreadsheet, packed or flat."""
    if not data.startswith(b"PK"):
        return nullcontext(BytesIO(data))
    archive = Archive(data, name, limits)
    refuse_encrypted(archive, name)
    return archive.stream("content.xml")


@dataclass
class _Reader:
    """Reads a spreadsheet row by row: what is repeated is written once, and may be so a million times."""

    name: str
    limits: Limits
    sheets: list[Sheet] = field(default_factory=list)
    left: int = MAX_CELLS
    hidden_tables: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    rows: list[SheetRow] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    row: int = 0
    column: int = 0
    sheet: str = ""

    def read(self, stream: IO[bytes]) -> None:
        """Read the sheets; what is done with is forgotten."""
        from lxml import etree

        tags = tuple(f"{TABLE}{name}" for name in ("table", "table-row", "table-column")) + (f"{STYLE}style",)
        events = etree.iterparse(
            stream, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
        )
        for event, element in events:
            if element.tag == tags[0]:
                self._begin(element) if event == "start" else self._end(element)
            elif event == "end":
                if element.tag == tags[3]:
                    self._style(element)
                elif element.tag == tags[2]:
                    self._column(element)
                else:
                    self._row(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _style(self, style: Any) -> None:
        name = style.get(f"{STYLE}name", "")
        table, text = style.find(f"{STYLE}table-properties"), style.find(f"{STYLE}text-properties")
        if table is not None and table.get(f"{TABLE}display") == "false":
            self.hidden_tables.add(name)
        if text is not None and text.get(f"{STYLE}text-line-through-style", "none") != "none":
            self.struck.add(name)

    def _begin(self, table: Any) -> None:
        self.sheet = table.get(f"{TABLE}name", "")
        self.rows, self.merged, self.columns = [], [], set()
        self.row = self.column = 0

    def _end(self, table: Any) -> None:
        if self.sheet == OWN or table.get(f"{TABLE}style-name", "") not in self.hidden_tables:
            hidden = frozenset(self.columns)
            self.sheets.append(Sheet(self.sheet, tuple(self.rows), tuple(self.merged), hidden))

    def _column(self, column: Any) -> None:
        count = int(column.get(f"{TABLE}number-columns-repeated", "1"))
        if column.get(f"{TABLE}visibility") in _HIDDEN:
            self.columns |= set(range(self.column + 1, self.column + 1 + min(count, _COLUMNS)))
        self.column += count

    def _row(self, row: Any) -> None:
        times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        first = self.row + 1
        self.row += times
        cells = list(self._cells(row, first))
        if not any(cell.text or cell.odd for cell in cells):
            return
        self._count(times * (len(cells) + 1))
        if self.row > MAX_ROWS:
            raise ValueError(f"row {self.row}")
        hidden = row.get(f"{TABLE}visibility") in _HIDDEN
        for nr in range(first, first + times):
            made = cells if nr == first else list(self._cells(row, nr))
            self.rows.append(SheetRow(nr, tuple(made), hidden))

    def _cells(self, row: Any, nr: int) -> Iterator[SheetCell]:
        """Yield the cells of a row up to the last that holds something."""
        column, padding = 1, 0
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            self._merge(cell, nr, column)
            place = Fundstelle(blatt=self.sheet, zelle=f"{column_letters(column)}{nr}")
            made = self._cell(cell, place) if cell.tag == f"{TABLE}table-cell" else SheetCell("", place)
            if not made.text and not made.odd:
                padding, column = padding + times, column + times
                continue
            self._count(padding + times)
            for empty in range(column - padding, column):
                yield SheetCell("", Fundstelle(blatt=self.sheet, zelle=f"{column_letters(empty)}{nr}"))
            padding = 0
            for at in range(column, column + times):
                here = Fundstelle(blatt=self.sheet, zelle=f"{column_letters(at)}{nr}")
                yield replace(made, place=here)
            column += times

    def _merge(self, cell: Any, row: int, column: int) -> None:
        down = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
        across = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            self.merged.append(Merged(row, column, row + down - 1, column + across - 1))

    def _cell(self, cell: Any, place: Fundstelle) -> SheetCell:
        shown = "\n".join(_shown(paragraph) for paragraph in cell.findall(f"{TEXT}p"))
        kind = cell.get(f"{OFFICE}value-type", "")
        formula = cell.get(f"{TABLE}formula", "")
        if cell.get(f"{_CALC}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
            return SheetCell(shown, place, "formel_ohne_wert")
        if formula and not kind:
            return SheetCell(formula, place, "formel_ohne_wert")
        if shown and cell.get(f"{TABLE}style-name", "") in self.struck:
            return SheetCell(shown, place, "text_gestrichen")
        if kind in ("date", "time"):
            stated = cell.get(f"{OFFICE}{kind}-value", "")
            day = stated[:10] if kind == "date" else ""
            return SheetCell(shown or stated, place, "zelle_datum", day=day)
        if kind in ("float", "currency", "percentage"):
            currency = " €" if cell.get(f"{OFFICE}currency") == "EUR" else ""
            value = cell.get(f"{OFFICE}value", "")
            if (shown_as := _format(shown, value)) is None:
                return SheetCell(shown, place, "zelle_gerundet", number=True)
            return SheetCell(number_text(value, shown_as + currency), place, number=True)
        return SheetCell(shown or cell.get(f"{OFFICE}string-value", ""), place)

    def _count(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise too_large(self.name, self.limits)


def _format(shown: str, value: str) -> str | None:
    """Return how a number is shown as a number format: zeros before it, or its unit, currency and percent.

    A unit that the number itself is scaled down to ("20 T€" for 20000) is none of its own; None where it
    may be both.
    """
    if shown.isdecimal() and shown.startswith("0") and len(shown) > 1:
        return "0" * len(shown)
    signs = "".join(sign for sign in shown if not sign.isdecimal())
    scaled = shown_scaled(shown, value)
    if scaled:
        return "€" if "€" in signs or "EUR" in signs else ""
    return None if scaled is None else signs


def _shown(paragraph: Any) -> str:
    parts = [paragraph.text or ""]
    for part in paragraph:
        if part.tag == f"{TEXT}s":
            parts.append(" " * min(int(part.get(f"{TEXT}c", "1")), 100))
        elif part.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif part.tag != f"{OFFICE}annotation":
            parts.append(_shown(part))
        parts.append(part.tail or "")
    return "".join(parts)
