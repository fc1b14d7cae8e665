"""Read a list: CSV or a workbook with a heading per column and a row per project → `Records`.

Which column is which is decided by its heading alone (`list` in the profile's report.yaml), and what is not
beyond doubt is refused: a list whose delimiter, columns or characters can be taken in two ways is no source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..bericht import Fundstelle, Quelle
from ..errors import SourceError
from ..findings import Finding
from ..schemas import ListLayout, list_layout
from ..values import clean, join_lines, parse_eur, printed
from .lettering import Lettered, lettered, unified
from .records import Records, Tabelle, Zeile, Zelle
from .workbook import Sheet, SheetCell

__all__ = ["read_list", "read_sheets"]

DELIMITERS = {";": ";", ",": ",", "\t": "Tab"}
"""What may stand between cells, as it is called."""
NUMBER = "vorhaben_nr"
_REPLACED = "\ufffd"
_HEAD_WITHIN = 20
"""Rows of a sheet in which its head is looked for; titles and remarks may stand above it."""
_CURRENCY = re.compile(r"€|\bEUR\b|\bEuro\b", re.IGNORECASE)
_STATED = re.compile(r"sep=(.)\s*")
"""A line that spreadsheet programs write for each other."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, and the line of the file in which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """The heading row: what stands in each column, and the field that it is read as ("" for none)."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]

    def missing(self, layout: ListLayout) -> list[str]:
        """Return the names of the fields that must have a column and have none."""
        return [name for name in layout.heads if name not in (*self.fields, *layout.optional)]


def read_list(source: Lettered, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a list's text; `findings` are those made while it was fetched.

    Raises SourceError if it is no list of the city's layout, or one that can be read in two ways, SchemaError
    if the city has no such layout.
    """
    layout, text = list_layout(), source.text
    _refuse_damaged(text, quelle.name)
    delimiter, head, rows = _opened(text, quelle.name, layout)
    odd: list[Finding] = []
    if not layout.delimiter:
        odd.append(Finding("liste_gelesen", wert=DELIMITERS[delimiter]))
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise SourceError(
            f"{quelle.name}: die Liste hat Überschriften, aber keine Zeile. Bitte prüfen, ob es die richtige "
            "ist.",
            f"{quelle.name}: the list has headings but no row. Please check whether it is the right one.",
        )
    odd += _strange_columns(head, layout, rows)
    projects = []
    for row in rows:
        if len(row.cells) == len(head.headings):
            projects.append(_project(row, head))
        else:
            place = Fundstelle(zeile=row.line, spalte=head.headings[0])
            wording, count = printed(delimiter.join(row.cells).splitlines()), str(len(row.cells))
            odd.append(Finding("zeile_verschoben", wortlaut=wording, wert=count, fundstelle=place))
    fields = tuple(name for name in head.fields if name and name != NUMBER)
    table = Tabelle("", fields, Zelle("", ""), "", tuple(projects), layout.blank)
    return Records(quelle, (table,), (), (), (), (), (*findings, *odd))


def read_sheets(sheets: Sequence[Sheet], quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of the one sheet of a workbook that has the list's columns.

    Its head is the first row that has them all. Raises SourceError if no sheet has such a row, or several.
    """
    layout, best = list_layout(), None
    found: list[tuple[Sheet, int, _Head]] = []
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
            head = _head(_Row(0, tuple(cell.text for cell in row)), layout)
            if not head.missing(layout):
                found.append((sheet, at, head))
                break
            if best is None or len(head.missing(layout)) < len(best.missing(layout)):
                best = head
    if not found:
        raise _no_list(quelle.name, layout, best)
    if len(found) > 1:
        names = ", ".join(sheet.name for sheet, _, _ in found)
        raise SourceError(
            f"{quelle.name}: mehrere Blätter sind eine Liste der Vorhaben: {names}. Bitte alle bis auf eines "
            "ausblenden oder entfernen.",
            f"{quelle.name}: several sheets are a list of projects: {names}. Please hide or remove all "
            "but one.",
        )
    sheet, at, head = found[0]
    _refuse_twice(head, quelle.name)
    rows = sheet.rows[at + 1 :]
    odd = [
        *sheet.findings,
        *_strange_columns(head, layout, [_Row(0, tuple(c.text for c in row)) for row in rows]),
    ]
    projects = [_sheet_project(row, head, odd) for row in rows]
    fields = tuple(name for name in head.fields if name and name != NUMBER)
    table = Tabelle("", fields, Zelle("", ""), "", tuple(projects), layout.blank)
    return Records(quelle, (table,), (), (), (), (), (*findings, *odd))


def _sheet_project(row: Sequence[SheetCell], head: _Head, odd: list[Finding]) -> Zeile:
    """Return a project; a cell that the spreadsheet program has changed stays empty and is a finding."""
    cells: dict[str, Zelle] = {}
    for heading, field, cell in zip(head.headings, head.fields, row, strict=True):
        if not field:
            continue
        if cell.odd:
            odd.append(Finding(cell.odd, feld=field, wortlaut=cell.text, fundstelle=cell.place))
        elif text := join_lines(lettered(unified(cell.text)).text.split("\n")):
            wording = printed(cell.text.splitlines())
            cells[field] = Zelle(_with_currency(field, text, heading), wording, cell.place)
    nowhere = Zelle("", "", row[head.fields.index(NUMBER)].place)
    return Zeile(cells.pop(NUMBER, nowhere), cells)


def _refuse_damaged(text: str, name: str) -> None:
    if _REPLACED in text:
        line = text[: text.index(_REPLACED)].count("\n") + 1
        raise SourceError(
            f"{name}, Zeile {line}: enthält Zeichen, die nicht lesbar sind. Bitte die Liste als CSV in UTF-8 "
            "speichern.",
            f"{name}, line {line}: holds characters that cannot be read. Please save the list as CSV in "
            "UTF-8.",
        )


def _opened(text: str, name: str, layout: ListLayout) -> tuple[str, _Head, list[_Row]]:
    """Return delimiter, head and rows of the one way in which the list can be read."""
    stated = _STATED.fullmatch(text.partition("\n")[0])
    known = [layout.delimiter] if layout.delimiter else [stated[1]] if stated else list(DELIMITERS)
    readable: list[tuple[str, _Head, Iterator[_Row]]] = []
    best, unquoted = None, None
    for delimiter in (one for one in DELIMITERS if one in known):
        rows = _rows(text, delimiter, name, skip=1 if stated else 0)
        try:
            first = next(rows, None)
        except SourceError as error:  # with another delimiter its quotation marks may match
            unquoted = error
            continue
        if first is None:
            continue
        head = _head(first, layout)
        if not head.missing(layout):
            readable.append((delimiter, head, rows))
        elif best is None or len(head.missing(layout)) < len(best.missing(layout)):
            best = head
    if not readable:
        raise unquoted or _no_list(name, layout, best)
    if len(readable) > 1:
        raise _ambiguous(name, [one for one, _, _ in readable])
    delimiter, head, rows = readable[0]
    _refuse_twice(head, name)
    return delimiter, head, list(rows)


def _rows(text: str, delimiter: str, name: str, *, skip: int) -> Iterator[_Row]:
    """Yield the rows that are not empty, head first; raises SourceError where quotes don't match."""
    lines = text.split("\n")[skip:]
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    begin = 0
    try:
        for cells in reader:
            if cells:
                yield _Row(begin + skip + 1, tuple(cells))
            begin = reader.line_num
    except csv.Error as error:
        line = begin + skip + 1
        raise SourceError(
            f"{name}, Zeile {line}: die Anführungszeichen passen nicht zueinander ({error}). Bitte die Zeile "
            "berichtigen.",
            f"{name}, line {line}: the quotation marks don't match ({error}). Please correct the line.",
        ) from error


def _head(row: _Row, layout: ListLayout) -> _Head:
    headings = tuple(clean(cell) for cell in row.cells)
    return _Head(headings, tuple(map(layout.field_of, headings)))


def _refuse_twice(head: _Head, name: str) -> None:
    for field in filter(None, head.fields):
        twice = [heading for heading, of in zip(head.headings, head.fields, strict=True) if of == field]
        if len(twice) > 1:
            words = " / ".join(twice)
            raise SourceError(
                f"{name}: mehrere Spalten stehen für {field}: {words}. Bitte eine davon umbenennen oder "
                "entfernen.",
                f"{name}: several columns stand for {field}: {words}. Please rename or remove one of them.",
            )


def _strange_columns(head: _Head, layout: ListLayout, rows: Iterable[_Row]) -> list[Finding]:
    """Return a finding for each column that is not ours; one without heading and cells is none."""
    used = {place for row in rows for place, cell in enumerate(row.cells) if cell.strip()}
    return [
        Finding("spalte_unbekannt", wortlaut=heading or "–")
        for place, (heading, field) in enumerate(zip(head.headings, head.fields, strict=True))
        if not field and not layout.ignores(heading) and (heading or place in used)
    ]


def _project(row: _Row, head: _Head) -> Zeile:
    cells: dict[str, Zelle] = {}
    for heading, field, cell in zip(head.headings, head.fields, row.cells, strict=True):
        lines = cell.splitlines()
        if field and (text := join_lines(lines)):
            place = Fundstelle(zeile=row.line, spalte=heading)
            cells[field] = Zelle(_with_currency(field, text, heading), printed(lines), place)
    nowhere = Zelle("", "", Fundstelle(zeile=row.line, spalte=head.headings[head.fields.index(NUMBER)]))
    return Zeile(cells.pop(NUMBER, nowhere), cells)


def _with_currency(field: str, text: str, heading: str) -> str:
    """Return an amount with the currency that its heading states for the whole column."""
    stated = f"{text} €" if field == "kosten_eur" and _CURRENCY.search(heading) else ""
    return stated if parse_eur(text) is None and parse_eur(stated) is not None else text


def _no_list(name: str, layout: ListLayout, best: _Head | None) -> SourceError:
    missing = ", ".join(layout.heads[field][0] for field in (best.missing(layout) if best else layout.heads))
    strange = (
        [heading for heading, of in zip(best.headings, best.fields, strict=True) if heading and not of]
        if best
        else []
    )
    found = "; ".join(strange[:10]) or "–"
    return SourceError(
        f"Gesucht wurde eine Liste mit einer Zeile je Vorhaben; in {name} fehlen die Spalten: {missing}. "
        f"Unbekannte Überschriften darin: {found}. Bitte die Überschriften berichtigen.",
        f"Looked for a list with a row per project; {name} lacks the columns: {missing}. Unknown headings in "
        f"it: {found}. Please correct the headings.",
    )


def _ambiguous(name: str, delimiters: Sequence[str]) -> SourceError:
    found = [DELIMITERS[delimiter] for delimiter in delimiters]
    return SourceError(
        f"{name}: die Kopfzeile lässt sich mit mehreren Trennzeichen lesen ({', '.join(found)}). Bitte das "
        "Trennzeichen in report.yaml nennen.",
        f"{name}: the head can be read with several delimiters ({', '.join(found)}). Please name the "
        "delimiter in report.yaml.",
    )
