"""Read a report of the city's layout from a document: its tables cell by cell, the rest as text → `Records`.

The document's tables tell which words are a cell, so that no grammar need guess it: only their heads are read
by their wordings. Captions, charts and what the report says of itself stand in paragraphs, which go the way
of every text, each line with its place in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...bericht import Fundstelle, Quelle
from ...findings import Finding
from ...schemas import printed_tables, rating_field
from ..cells import printed_cell
from ..lettering import lettered, unified
from ..office.blocks import Grid, GridCell, Paragraph, Written
from ..records import Blatt, Records, Tabelle, Zahl, Zeile, Zelle
from .captions import Caption, find_captions, kind_of, stand_of, state_of_chapter
from .charts import read_charts
from .columns import find_heads
from .document import Document
from .factsheets import UNKNOWN, Labelled, labelled_sheets
from .figures import key_figures, statements
from .gridhead import GridHead, head_of
from .pages import parse_document
from .reader import expected_chapters, no_report
from .sheetdoubts import sheet_doubts
from .sheets import read_sheets
from .tables import read_tables

__all__ = ["read_document"]


_LEFT = ("titel", "amt", "vorhabentyp", "anlass")
"""The columns left of the ratings, which all tables have."""


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A table of projects: its grid, its head, and the index of the line of text that stands for it."""

    grid: Grid
    head: GridHead
    line: int


@dataclass
class _Layout:
    """A document as lines of text with their places; its tables of projects and fact sheets beside them."""

    lines: list[str]
    places: list[Fundstelle]
    matrices: list[_Matrix]
    sheets: list[tuple[Labelled, int]]


def read_document(written: Written, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a document; `findings` are those made while it was fetched.

    Raises SourceError if it has neither a table nor a fact sheet of this layout.
    """
    layout = _laid_out(written)
    document = parse_document(lettered("\n".join(layout.lines)))
    expected = expected_chapters()
    odd = [*findings, *([Finding("aenderungen_verfolgt")] if written.tracked else [])]
    if layout.matrices:
        tables, numbers = _tables(document, layout, expected, odd)
        first = layout.matrices[0].line
    else:
        tables, numbers, text_odd, first = read_tables(document, expected)
        odd += [_moved(one, layout) for one in text_odd]
        tables = [_moved_table(one, layout) for one in tables]
    sheets = [_sheet(one, _chapter_before(document, line), odd) for one, line in layout.sheets]
    inside = [_moved_sheet(one, layout) for one in read_sheets(document)]
    sheets += inside
    if not tables and not sheets and not numbers:
        raise no_report(document, quelle.name)
    charts, unreadable = read_charts(document, first)
    told = [*unreadable, *sheet_doubts(document, len(inside), sheets, tables)]
    figures = [*key_figures(document), *charts, *numbers]
    return Records(
        quelle,
        tuple(tables),
        tuple(sheets),
        tuple(replace(one, fundstelle=_place(one.fundstelle, layout)) for one in figures),
        tuple(replace(one, fundstelle=_place(one.fundstelle, layout)) for one in statements(document)),
        tuple(expected),
        (*odd, *(_moved(one, layout) for one in told)),
    )


def _laid_out(written: Written) -> _Layout:
    layout = _Layout([], [], [], [])
    paragraphs = 0

    def add(text: str, place: Fundstelle) -> None:
        lines = unified(text).split("\n")
        layout.lines.extend(lines)
        several = len(lines) > 1 and place.absatz is not None
        layout.places.extend(replace(place, zeile=nr) if several else place for nr, _ in enumerate(lines, 1))

    for block in written.blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            add("\n".join(block.lines), Fundstelle(absatz=paragraphs))
            continue
        before = layout.matrices[-1].head if layout.matrices else None
        if head := head_of(block, before):
            layout.matrices.append(_Matrix(block, head, len(layout.lines)))
            cells: Sequence[GridCell] = head.cells
        elif sheets := labelled_sheets(block):
            layout.sheets += [(one, len(layout.lines)) for one in sheets]
            cells = ()
        else:
            cells = [cell for row in block.rows for cell in row]
        for cell in cells:
            add(cell.text, _cell_place(block, cell))
    return layout


def _cell_place(grid: Grid, cell: GridCell, kapitel: str = "") -> Fundstelle:
    return Fundstelle(kapitel, tabelle=grid.nr, zelle=cell.name)


def _tables(
    document: Document, layout: _Layout, expected: Sequence[str], odd: list[Finding]
) -> tuple[list[Tabelle], list[Zahl]]:
    """Return the tables of projects, and the numbers that their captions state."""
    captions, numbers = find_captions(document, find_heads(document, 0, len(document.lines)))
    tables: list[Tabelle] = []
    open_captions = list(captions)
    current: Caption | None = None
    for matrix in layout.matrices:
        while open_captions and open_captions[0].start[0] <= matrix.line:
            current = open_captions.pop(0)
        same_kind = current is not None and matrix.head.kind in ("", kind_of(current.kapitel))
        caption = current if same_kind else None
        chapter = caption.kapitel if caption else _chapter(document, matrix, captions, tables, expected)
        if caption is None:
            place = Fundstelle(chapter, tabelle=matrix.grid.nr, zelle="A1")
            odd.append(Finding("ueberschrift_fehlt", wert=chapter, fundstelle=place))
        tables.append(_table(matrix, chapter, caption, layout, odd))
    return tables, numbers


def _chapter(
    document: Document,
    matrix: _Matrix,
    captions: Sequence[Caption],
    tables: Sequence[Tabelle],
    expected: Sequence[str],
) -> str:
    """Return the chapter of a table without caption: that of its heading, or the one left of its kind."""
    fitting = [chapter for chapter in expected if kind_of(chapter) == matrix.head.kind]
    if (heading := _chapter_before(document, matrix.line)) in fitting:
        return heading
    taken = {caption.kapitel for caption in captions} | {table.kapitel for table in tables}
    free = [chapter for chapter in fitting if chapter not in taken]
    return next(iter(free or fitting), "")


def _chapter_before(document: Document, line: int) -> str:
    """Return the chapter that the text before a table is in."""
    return document.lines[line - 1].kapitel if line else ""


def _table(
    matrix: _Matrix, chapter: str, caption: Caption | None, layout: _Layout, odd: list[Finding]
) -> Tabelle:
    stand = stand_of(caption) if caption else state_of_chapter(chapter)
    printed = printed_tables()[matrix.head.kind or kind_of(chapter)]
    heading = Zelle("", "")
    if caption:
        place = _place(caption.wortlaut.fundstelle, layout)
        heading = replace(caption.wortlaut, fundstelle=place)
    rows = [
        row
        for cells in matrix.head.body(matrix.grid)
        if (row := _row(matrix.grid, cells, matrix.head, chapter, odd))
    ]
    # What a table of its kind has and this one lacks is missing in each row.
    needed = [*_LEFT, *map(rating_field, printed.fields), *printed.columns]
    fields = tuple(dict.fromkeys((*matrix.head.fields, *needed)))
    return Tabelle(chapter, fields, heading, "" if printed.stage == "" else stand, tuple(rows))


def _row(
    grid: Grid, cells: Sequence[GridCell], head: GridHead, chapter: str, odd: list[Finding]
) -> Zeile | None:
    """Return a row; what belongs to no one column is unclear, what can't be read stays empty and is told."""
    if not any(cell.text.strip() for cell in cells):
        return None
    if head.is_shifted(grid, cells):
        whole = _joined(grid, cells, chapter)
        place, count = _cell_place(grid, cells[0], chapter), str(len(cells))
        odd.append(Finding("zeile_verschoben", wortlaut=whole.wortlaut, wert=count, fundstelle=place))
        return None
    found: dict[str, list[GridCell]] = {}
    unclear: list[GridCell] = []
    for cell in cells:
        if not cell.text.strip():
            continue
        field = head.field_of(cell)
        code = cell.odd or ("zellen_verbunden" if cell.down > 1 else "")
        place = _cell_place(grid, cell, chapter)
        if code:
            wording = printed_cell(cell.text, place).wortlaut
            odd.append(Finding(code, feld=field, wortlaut=wording, fundstelle=place))
        if not cell.odd:
            (found.setdefault(field, []) if field else unclear).append(cell)
    values = {name: _joined(grid, parts, chapter) for name, parts in found.items()}
    first = cells[0]
    nowhere = Zelle("", "", _cell_place(grid, first, chapter))
    number = values.pop("vorhaben_nr", nowhere)
    return Zeile(number, values, {"": _joined(grid, unclear, chapter)} if unclear else {})


def _joined(grid: Grid, cells: Sequence[GridCell], chapter: str) -> Zelle:
    return printed_cell("\n".join(cell.text for cell in cells), _cell_place(grid, cells[0], chapter))


def _sheet(labelled: Labelled, chapter: str, odd: list[Finding]) -> Blatt:
    if cells := labelled.cells.pop(UNKNOWN, []):
        rest = _joined(labelled.grid, cells, chapter)
        odd.append(
            Finding("text_nicht_zugeordnet", wortlaut=rest.wortlaut, wert=chapter, fundstelle=rest.fundstelle)
        )
    values = {
        name: _joined(labelled.grid, cells, chapter)
        if any(cell.text.strip() for cell in cells)
        else Zelle("", "", _cell_place(labelled.grid, cells[0], chapter))
        for name, cells in labelled.cells.items()
    }
    number = replace(labelled.number, fundstelle=replace(labelled.number.fundstelle, kapitel=chapter))
    return Blatt(number, chapter, values)


def _place(place: Fundstelle, layout: _Layout) -> Fundstelle:
    """Return the place in the document of a line of its text."""
    if place.zeile is None:
        return place
    return replace(layout.places[place.zeile - 1], kapitel=place.kapitel)


def _moved(finding: Finding, layout: _Layout) -> Finding:
    return replace(finding, fundstelle=_place(finding.fundstelle, layout))


def _moved_cell(cell: Zelle, layout: _Layout) -> Zelle:
    return replace(cell, fundstelle=_place(cell.fundstelle, layout))


def _moved_sheet(sheet: Blatt, layout: _Layout) -> Blatt:
    cells = {name: _moved_cell(cell, layout) for name, cell in sheet.zellen.items()}
    return replace(sheet, nummer=_moved_cell(sheet.nummer, layout), zellen=cells)


def _moved_table(table: Tabelle, layout: _Layout) -> Tabelle:
    rows = tuple(
        Zeile(
            _moved_cell(row.nummer, layout),
            {name: _moved_cell(cell, layout) for name, cell in row.zellen.items()},
            {name: _moved_cell(cell, layout) for name, cell in row.unklar.items()},
        )
        for row in table.zeilen
    )
    return replace(table, ueberschrift=_moved_cell(table.ueberschrift, layout), zeilen=rows)
