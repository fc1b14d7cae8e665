"""Read a list: CSV, a workbook or a document's table, a heading per column, a row per project → `Records`.

Which column is which is decided by its heading alone (`list` in the profile's report.yaml), and what is not
beyond doubt is refused: a list whose delimiter, columns or characters can be taken in two ways is no source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..bericht import Fundstelle, Quelle
from ..errors import SourceError
from ..findings import Finding
from ..schemas import ListLayout, column, list_layout, rated_field
from ..spreadsheets import made_of, without_apostrophe
from ..values import clean, parse_eur, parse_vorhaben_nr, printed
from .cells import printed_cell
from .lettering import Lettered
from .office.blocks import Grid, Written, column_letters
from .office.sheets import Merged, Sheet, SheetCell, SheetRow
from .records import Records, Tabelle, Zeile, Zelle

__all__ = [
    "Head",
    "changed",
    "csv_rows",
    "hidden_or_merged",
    "is_list",
    "read_grids",
    "read_list",
    "read_sheets",
]

DELIMITERS = {";": ";", ",": ",", "\t": "Tab"}
"""What may stand between cells, as it is called."""
NUMBER = "vorhaben_nr"
_REPLACED = "\ufffd"
_HEAD_WITHIN = 20
"""Rows in which the head is looked for; titles and remarks may stand above it."""
_CURRENCY = re.compile(r"€|\bEUR\b|\bEuro\b", re.IGNORECASE)
_STATED = re.compile(r"sep=(.)\s*")
"""A line that spreadsheet programs write for each other."""
_TOTAL = re.compile(r"(?:gesamt(?:summe|zahl|kosten)?|insgesamt|summen?|anzahl|total)\b.*", re.IGNORECASE)
_ROUND = "00000"
"""How no running number ends; one that does is what is left of a rounded one."""
_UNIT = re.compile(r"\bT(?=\s?(?:€|EUR))|\b(?:Tsd|Tausend|Mio|Millionen|Mrd|Milliarden)\b")
"""What a heading may state for all amounts of its column."""
_SIMILAR = 70
"""How similar (of 100) a heading must be to a known one to be suggested."""


@dataclass(frozen=True, slots=True)
class Head:
    """The heading row: what stands in each column, and the field that it is read as ("" for none)."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]

    def missing(self, layout: ListLayout) -> list[str]:
        """Return the names of the fields that must have a column and have none."""
        return [name for name in layout.heads if name not in (*self.fields, *layout.optional)]


def is_list(text: str) -> bool:
    """Tell whether a text is a list of the city's: one of its first rows is the head, or nearly all of it."""
    layout = list_layout()
    for delimiter in DELIMITERS:
        for line in text.split("\n")[:_HEAD_WITHIN]:
            head = _head(line.replace('"', "").split(delimiter), layout)
            if 2 * len(head.missing(layout)) < len(layout.heads) - len(layout.optional):
                return True
    return False


def read_list(source: Lettered, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a list's text; `findings` are those made while it was fetched.

    Raises SourceError if it is no list of the city's layout, or one that can be read in two ways, SchemaError
    if the city has no such layout.
    """
    layout, text = list_layout(), source.text
    _refuse_damaged(text, quelle.name)
    delimiter, head, rows = _opened(text, quelle.name, layout)
    odd = [*findings]
    if not layout.delimiter:
        odd.append(Finding("liste_gelesen", wert=DELIMITERS[delimiter]))
    whole: list[SheetRow] = []
    for row in rows:
        if len(row.cells) == len(head.headings):
            whole.append(row)
        elif any(cell.text.strip() for cell in row.cells):
            words = delimiter.join(cell.text for cell in row.cells)
            place = Fundstelle(zeile=row.nr, spalte=head.headings[0])
            wording, count = printed(words.splitlines()), str(len(row.cells))
            odd.append(Finding("zeile_verschoben", wortlaut=wording, wert=count, fundstelle=place))
    return _records(Sheet("", tuple(whole)), head, layout, quelle, odd, shifted=len(odd) > len(findings) + 1)


def read_sheets(sheets: Sequence[Sheet], quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of the one sheet of a workbook that has the list's columns.

    Its head is the first row that has them all. Raises SourceError if no sheet has such a row, or several.
    """
    layout, best = list_layout(), None
    found: list[tuple[Sheet, int, Head]] = []
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
            head = _head([cell.text for cell in row.cells], layout)
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
    body = replace(sheet, rows=sheet.rows[at + 1 :])
    odd = [*findings, *hidden_or_merged(body, head, sheet.rows[at].nr)]
    odd += _continued([one for one in sheets if one is not sheet], body, head)
    return _records(body, head, layout, quelle, odd)


def read_grids(written: Written, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of the one table of a document that has the list's columns."""
    sheets = tuple(_as_sheet(block) for block in written.blocks if isinstance(block, Grid))
    tracked = [Finding("aenderungen_verfolgt")] if written.tracked else []
    return read_sheets(sheets, quelle, (*findings, *tracked))


def _as_sheet(grid: Grid) -> Sheet:
    rows, merged = [], []
    for cells in grid.rows:
        placed: list[SheetCell] = []
        for cell in cells:
            placed += [SheetCell("", Fundstelle(tabelle=grid.nr))] * (cell.column - 1 - len(placed))
            placed.append(SheetCell(cell.text, Fundstelle(tabelle=grid.nr, zelle=cell.name), cell.odd))
            if cell.across > 1 or cell.down > 1:
                last = (cell.row + cell.down - 1, cell.column + cell.across - 1)
                merged.append(Merged(cell.row, cell.column, *last))
        if any(cell.text.strip() for cell in placed):
            rows.append(SheetRow(cells[0].row, tuple(placed)))
    return Sheet(f"Tabelle {grid.nr}", tuple(rows), tuple(merged))


def hidden_or_merged(sheet: Sheet, head: Head, above: int) -> Iterator[Finding]:
    """Yield what the program hides or merges below the head: a person who looks at the list sees it so."""
    for row in sheet.rows:
        if row.hidden:
            wording = " | ".join(cell.text for cell in row.cells if cell.text)
            yield Finding("zeile_verborgen", wortlaut=wording, fundstelle=row.cells[0].place)
    for at, (heading, name) in enumerate(zip(head.headings, head.fields, strict=True), 1):
        if name and at in sheet.hidden_columns:
            yield Finding("spalte_verborgen", feld=name, wortlaut=heading, fundstelle=_in(sheet, _column(at)))
    for merged in sheet.merged:
        if merged.last_row > above and merged.first_column <= len(head.headings):
            begin = [row.cells for row in sheet.rows if row.nr == merged.first_row]
            cells = begin[0][merged.first_column - 1 :] if begin else ()
            wording = cells[0].text if cells else ""
            yield Finding("zellen_verbunden", wortlaut=wording, fundstelle=_in(sheet, merged.name))


def _continued(others: Sequence[Sheet], body: Sheet, head: Head) -> Iterator[Finding]:
    """Yield a finding per sheet without a head that holds rows like those of the list, of other projects."""
    at = head.fields.index(NUMBER)
    known = _numbered(body, at)
    for sheet in others:
        further = {number: row for number, row in _numbered(sheet, at).items() if number not in known}
        if further:
            cells = next(iter(further.values())).cells
            wording, place = " | ".join(cell.text for cell in cells if cell.text), cells[at].place
            count = f"{len(known)}/{len(known) + len(further)}"
            yield Finding("quelle_unsicher", feld="zeilen", wortlaut=wording, wert=count, fundstelle=place)


def _numbered(sheet: Sheet, at: int) -> dict[str, SheetRow]:
    """Return the rows of a sheet that have a project's number in a column."""
    rows = ((row, row.cells[at].text) for row in sheet.rows if at < len(row.cells))
    return {number: row for row, text in rows if (number := parse_vorhaben_nr(text))}


def _column(at: int) -> str:
    return f"{column_letters(at)}:{column_letters(at)}"


def _in(sheet: Sheet, name: str) -> Fundstelle:
    place = sheet.rows[0].cells[0].place if sheet.rows else Fundstelle(blatt=sheet.name)
    return replace(place, zelle=name)


def _records(
    sheet: Sheet,
    head: Head,
    layout: ListLayout,
    quelle: Quelle,
    odd: list[Finding],
    *,
    shifted: bool = False,
) -> Records:
    """Return the records of the rows below a head."""
    rows, totals = _without_totals([row for row in sheet.rows if not _is_head(row, head)], head)
    rows = [row for row in rows if any(cell.text.strip() or cell.odd for cell in row.cells)]
    if not rows and not shifted:
        raise SourceError(
            f"{quelle.name}: die Liste hat Überschriften, aber keine Zeile. Bitte prüfen, ob es die richtige "
            "ist.",
            f"{quelle.name}: the list has headings but no row. Please check whether it is the right one.",
        )
    odd += _strange_columns(head, layout, rows)
    odd += totals
    projects = [_project(row, head, odd) for row in rows]
    fields = tuple(name for name in head.fields if name and name != NUMBER)
    table = Tabelle("", fields, Zelle("", ""), "", tuple(projects), layout.blank)
    return Records(quelle, (table,), (), (), (), (), tuple(odd))


def _is_head(row: SheetRow, head: Head) -> bool:
    """Tell whether a row is the head once more, as printed lists have on each page."""
    return tuple(clean(cell.text) for cell in row.cells)[: len(head.headings)] == head.headings


def _without_totals(rows: list[SheetRow], head: Head) -> tuple[list[SheetRow], list[Finding]]:
    """Return the rows without the sums below them, and a finding per sum: a word for it and no number."""
    at = head.fields.index(NUMBER)
    findings: list[Finding] = []
    while rows:
        cells = [cell for cell in rows[-1].cells if cell.text.strip()]
        number = rows[-1].cells[at].text if at < len(rows[-1].cells) else ""
        words = [cell.text.strip() for cell in cells if not re.fullmatch(r"[\d.,\s€%EURO]+", cell.text)]
        if parse_vorhaben_nr(number) or len(words) != 1 or not _TOTAL.fullmatch(words[0]):
            break
        wording = " | ".join(printed(cell.text.splitlines()) for cell in cells)
        findings.insert(
            0, Finding("zeile_summe", wortlaut=wording, fundstelle=_placed(cells[0].place, words[0]))
        )
        rows = rows[:-1]
    return rows, findings


def _project(row: SheetRow, head: Head, odd: list[Finding]) -> Zeile:
    """Return a project; a cell that the spreadsheet program has changed stays empty and is a finding."""
    cells: dict[str, Zelle] = {}
    for heading, name, cell in zip(head.headings, head.fields, row.cells, strict=False):
        if not name:
            continue
        place = _placed(cell.place, heading)
        read = printed_cell(without_apostrophe(cell.text), place)
        if code := cell.odd or changed(name, cell, read.text):
            odd.append(Finding(code, feld=name, wortlaut=printed(cell.text.splitlines()), fundstelle=place))
        elif read.text:
            cells[name] = replace(read, text=_with_currency(name, read.text, heading))
    at = head.fields.index(NUMBER)
    somewhere = row.cells[at] if at < len(row.cells) else row.cells[0]
    nowhere = Zelle("", "", _placed(somewhere.place, head.headings[at]))
    return Zeile(cells.pop(NUMBER, nowhere), cells)


def changed(name: str, cell: SheetCell, text: str) -> str:
    """Return the code of what a spreadsheet program has made of a cell that holds no text of its own."""
    if name == "titel" or (not rated_field(name) and "text" in column(name).roles):
        return "formel_ohne_wert" if made_of(text) == "formel_ohne_wert" else ""
    if cell.number and name == NUMBER and text.endswith(_ROUND):
        return "zelle_gerundet"  # 2,02E+09, entered as it was shown
    if cell.number and column("bewertung" if rated_field(name) else name).type == "string" and "," in text:
        return "zelle_gerundet"  # 5.2 is a chapter or an office, as a number it has lost what else it was
    return made_of(text)


def _placed(place: Fundstelle, heading: str) -> Fundstelle:
    """Return a place in a list of lines with its column's heading."""
    return place if place.zeile is None else replace(place, spalte=heading)


def _refuse_damaged(text: str, name: str) -> None:
    if _REPLACED in text:
        line = text[: text.index(_REPLACED)].count("\n") + 1
        raise SourceError(
            f"{name}, Zeile {line}: enthält Zeichen, die nicht lesbar sind. Bitte die Liste als CSV in UTF-8 "
            "speichern.",
            f"{name}, line {line}: holds characters that cannot be read. Please save the list as CSV in "
            "UTF-8.",
        )


def _opened(text: str, name: str, layout: ListLayout) -> tuple[str, Head, list[SheetRow]]:
    """Return delimiter, head and rows of the one way in which the list can be read."""
    stated = _STATED.fullmatch(text.partition("\n")[0])
    known = [layout.delimiter] if layout.delimiter else [stated[1]] if stated else list(DELIMITERS)
    readable: list[tuple[str, Head, Iterator[SheetRow]]] = []
    best, unquoted = None, None
    for delimiter in (one for one in DELIMITERS if one in known):
        rows = csv_rows(text, delimiter, name, skip=1 if stated else 0)
        try:
            for row in islice(rows, _HEAD_WITHIN):
                head = _head([cell.text for cell in row.cells], layout)
                if not head.missing(layout):
                    readable.append((delimiter, head, rows))
                    break
                if best is None or len(head.missing(layout)) < len(best.missing(layout)):
                    best = head
        except SourceError as error:  # with another delimiter its quotation marks may match
            unquoted = error
    if not readable:
        raise unquoted or _no_list(name, layout, best)
    if len(readable) > 1:
        raise _ambiguous(name, [one for one, _, _ in readable])
    delimiter, head, rows = readable[0]
    _refuse_twice(head, name)
    return delimiter, head, list(rows)


def csv_rows(text: str, delimiter: str, name: str, *, skip: int) -> Iterator[SheetRow]:
    """Yield the rows that are not empty, head first; raises SourceError where quotes don't match."""
    lines = text.split("\n")[skip:]
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    begin = 0
    try:
        for cells in reader:
            if cells:
                place = Fundstelle(zeile=begin + skip + 1)
                yield SheetRow(begin + skip + 1, tuple(SheetCell(cell, place) for cell in cells))
            begin = reader.line_num
    except csv.Error as error:
        line = begin + skip + 1
        raise SourceError(
            f"{name}, Zeile {line}: die Anführungszeichen passen nicht zueinander ({error}). Bitte die Zeile "
            "berichtigen.",
            f"{name}, line {line}: the quotation marks don't match ({error}). Please correct the line.",
        ) from error


def _head(cells: Iterable[str], layout: ListLayout) -> Head:
    headings = tuple(clean(cell) for cell in cells)
    return Head(headings, tuple(map(layout.field_of, headings)))


def _refuse_twice(head: Head, name: str) -> None:
    for field in filter(None, head.fields):
        twice = [heading for heading, of in zip(head.headings, head.fields, strict=True) if of == field]
        if len(twice) > 1:
            words = " / ".join(twice)
            raise SourceError(
                f"{name}: mehrere Spalten stehen für {field}: {words}. Bitte eine davon umbenennen oder "
                "entfernen.",
                f"{name}: several columns stand for {field}: {words}. Please rename or remove one of them.",
            )


def _strange_columns(head: Head, layout: ListLayout, rows: Sequence[SheetRow]) -> list[Finding]:
    """Return a finding for each column that is not ours; one without heading and cells is none."""
    used = {at for row in rows for at, cell in enumerate(row.cells) if cell.text.strip()}
    beyond = sorted(at for at in used if at >= len(head.headings))
    return [
        Finding("spalte_unbekannt", wortlaut=heading or "–")
        for at, (heading, name) in enumerate(zip(head.headings, head.fields, strict=True))
        if not name and not layout.ignores(heading) and (heading or at in used)
    ] + [Finding("spalte_unbekannt", wortlaut="–") for _ in beyond]


def _with_currency(field: str, text: str, heading: str) -> str:
    """Return an amount with the currency that its heading states for the whole column."""
    unit = _UNIT.search(heading)
    in_euro = clean(f"{text} {unit[0] if unit else ''} €")
    stated = in_euro if field == "kosten_eur" and _CURRENCY.search(heading) else ""
    return stated if parse_eur(text) is None and parse_eur(stated) is not None else text


def _no_list(name: str, layout: ListLayout, best: Head | None) -> SourceError:
    lacking = best.missing(layout) if best else list(layout.heads)
    missing = ", ".join(layout.heads[field][0] for field in lacking)
    pairs = zip(best.headings, best.fields, strict=True) if best else ()
    strange = [heading for heading, of in pairs if heading and not of][:10]
    found_de, found_en = (
        "; ".join(_suggested(heading, layout, lacking, word) for heading in strange) or "–"
        for word in ("gemeint", "meant")
    )
    return SourceError(
        f"Gesucht wurde eine Liste mit einer Zeile je Vorhaben; in {name} fehlen die Spalten: {missing}. "
        f"Unbekannte Überschriften darin: {found_de}. Bitte die Überschriften berichtigen.",
        f"Looked for a list with a row per project; {name} lacks the columns: {missing}. Unknown headings in "
        f"it: {found_en}. Please correct the headings.",
    )


def _suggested(heading: str, layout: ListLayout, lacking: Sequence[str], word: str) -> str:
    """Return a heading with the missing one that it resembles: for a person to decide, never taken for it."""
    from rapidfuzz import fuzz, process

    known = [known for field in lacking for known in layout.heads[field]]
    best = process.extractOne(heading, known, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    return f"{heading} ({word}: {best[0]}?)" if best else heading


def _ambiguous(name: str, delimiters: Sequence[str]) -> SourceError:
    found = [DELIMITERS[delimiter] for delimiter in delimiters]
    return SourceError(
        f"{name}: die Kopfzeile lässt sich mit mehreren Trennzeichen lesen ({', '.join(found)}). Bitte das "
        "Trennzeichen in report.yaml nennen.",
        f"{name}: the head can be read with several delimiters ({', '.join(found)}). Please name the "
        "delimiter in report.yaml.",
    )
