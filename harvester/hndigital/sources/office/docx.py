"""A Word document (Office Open XML) → paragraphs and tables.

Read from its XML: python-docx leaves out what Word shows from tracked insertions, content controls, text
boxes and fields, and computes no numbers of headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ...errors import SourceError
from ...outside import Limits
from .archive import Archive, broken_file
from .blocks import Block, Grid, GridCell, Paragraph, Placing, Written, superscript
from .numbering import Numbering, numbering_of

__all__ = ["MAIN_TYPE", "read_docx"]

MAIN_TYPE = "wordprocessingml"
"""What the content type of a Word document's main part holds, whichever kind of Word document it is."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REMOVED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_ADDED = frozenset({f"{_W}ins", f"{_W}moveTo"})
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}sym": "\ufffd",  # a sign of a symbol font: which one only the font knows
}
_FOREIGN = frozenset({f"{_W}altChunk", f"{_W}subDoc"})
_SILENT = frozenset(
    {f"{_W}instrText", f"{_W}delText", f"{_W}delInstrText", f"{_W}rPr", f"{_W}pPr", f"{_MC}Fallback"}
)


def read_docx(data: bytes, name: str, limits: Limits) -> Written:
    """Return what a Word document holds; raises SourceError if it is damaged, or made of other documents."""
    archive = Archive(data, name, limits)
    with broken_file(name):
        root = _main(archive)
        reader = _Reader(
            name, numbering_of(archive.xml("word/numbering.xml"), archive.xml("word/styles.xml"))
        )
        blocks = tuple(reader.blocks(root))
        return Written(blocks, reader.tracked)


def _main(archive: Archive) -> Element:
    types = archive.xml("[Content_Types].xml")
    if types is None:
        raise KeyError("[Content_Types].xml")
    main = next(
        part.get("PartName", "").lstrip("/")
        for part in types
        if MAIN_TYPE in part.get("ContentType", "") and part.get("ContentType", "").endswith("main+xml")
    )
    root = archive.xml(main)
    if root is None:
        raise KeyError(main)
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(_STRICT):
            element.tag = _W + element.tag.removeprefix(_STRICT)
    return root


@dataclass
class _Reader:
    name: str
    numbering: Numbering
    tables: int = 0
    tracked: bool = False
    boxes: list[Block] = field(default_factory=list)
    kept: str = ""

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Yield paragraphs and tables in printed order; text boxes stand behind their paragraph."""
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in _FOREIGN:
                raise _foreign(self.name)
            elif element.tag in _REMOVED:
                self.tracked = True
            elif element.tag not in _SILENT and element.tag != f"{_W}sectPr":
                self.tracked |= element.tag in _ADDED
                yield from self.blocks(element)  # content controls, sections, custom XML

    def _paragraph(self, element: Element) -> Iterator[Block]:
        text = self.kept + self._text(element)
        removed = element.find(f"{_W}pPr/{_W}rPr/{_W}del")
        if removed is not None:  # its end is struck out: it goes on in the next paragraph
            self.tracked, self.kept = True, text
            return
        number = self.numbering.before(element) if text.strip() else ""
        self.kept = ""
        yield Paragraph(tuple(f"{number}{text}".split("\n")))
        while self.boxes:
            yield self.boxes.pop(0)

    def _text(self, element: Element) -> str:
        parts: list[str] = []
        for part in element:
            if part.tag in _REMOVED:
                self.tracked = True
            elif part.tag in _SILENT or (part.tag == f"{_W}r" and _hidden(part)):
                continue
            elif part.tag == f"{_W}txbxContent":
                self.boxes += list(self.blocks(part))
            elif part.tag == f"{_W}t":
                parts.append(part.text or "")
            elif part.tag in _SIGNS:
                page = part.get(f"{_W}type") in ("page", "column")
                parts.append(" " if page and part.tag == f"{_W}br" else _SIGNS[part.tag])
            else:
                self.tracked |= part.tag in _ADDED
                text = self._text(part)
                parts.append(superscript(text) if part.tag == f"{_W}r" and _raised(part) else text)
        return "".join(parts)

    def _table(self, element: Element) -> Iterator[Block]:
        rows = list(_rows(element, self))
        self.tables += 1
        number = self.tables
        cells = [[(cell, list(self.blocks(cell))) for cell in _cells(row)] for row in rows]
        if any(isinstance(block, Grid) for row in cells for _, inner in row for block in inner):
            # A table around tables is the frame of a page.
            yield from (block for row in cells for _, inner in row for block in inner)
            return
        yield Grid(number, _placed(rows, cells))


def _placed(
    rows: Sequence[Element], cells: Sequence[Sequence[tuple[Element, list[Block]]]]
) -> tuple[tuple[GridCell, ...], ...]:
    """Return the cells at their places; what goes on below is one cell with the one above."""
    placing = Placing()
    below = _reach(rows)
    for at, (row, inner) in enumerate(zip(rows, cells, strict=True)):
        placing.begin()
        placing.skip(_number(row.find(f"{_W}trPr/{_W}gridBefore")))
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell, blocks in inner:
            across = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)
            if not _goes_on(cell):
                lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.lines]
                odd = "text_gestrichen" if _struck(cell) else ""
                placing.add(lines, across, below.get((at, column), 1), odd)
            column += across
        placing.end()
    return tuple(placing.rows)


def _reach(rows: Sequence[Element]) -> dict[tuple[int, int], int]:
    """Return over how many rows a cell reaches, by row and column where it begins."""
    begun: dict[int, tuple[int, int]] = {}
    reach: dict[tuple[int, int], int] = {}
    for at, row in enumerate(rows):
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in _cells(row):
            if _goes_on(cell) and column in begun:
                reach[begun[column]] += 1
            else:
                begun[column] = (at, column)
                reach[at, column] = 1
            column += max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)
    return reach


def _rows(table: Element, reader: _Reader) -> Iterator[Element]:
    for element in table:
        if element.tag == f"{_W}tr":
            if element.find(f"{_W}trPr/{_W}del") is not None:
                reader.tracked = True
            else:
                yield element
        elif element.tag not in _REMOVED:
            yield from _rows(element, reader)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag not in _REMOVED:
            yield from _cells(element)


def _goes_on(cell: Element) -> bool:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _number(element: Element | None) -> int:
    return 0 if element is None else int(element.get(f"{_W}val", "0"))


def _on(run: Element, name: str) -> bool:
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off")


def _hidden(run: Element) -> bool:
    return _on(run, "vanish")


def _raised(run: Element) -> bool:
    found = run.find(f"{_W}rPr/{_W}vertAlign")
    return found is not None and found.get(f"{_W}val") == "superscript"


def _struck(cell: Element) -> bool:
    runs = [run for run in cell.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    return any(_on(run, "strike") or _on(run, "dstrike") for run in runs)


def _foreign(name: str) -> SourceError:
    return SourceError(
        f"{name} ist aus anderen Dokumenten zusammengesetzt, die sich nicht lesen lassen. Bitte in Word "
        "öffnen, neu speichern und diese Datei angeben.",
        f"{name} is made of other documents that cannot be read. Please open it in Word, save it again, "
        "and give that file.",
    )
