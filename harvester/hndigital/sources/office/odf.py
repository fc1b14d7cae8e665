"""A text document of LibreOffice and others (OpenDocument, packed or flat) → paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ...errors import SourceError
from ...outside import Limits
from .archive import Archive, broken_file, parsed
from .blocks import Block, Grid, Paragraph, Placing, Written, superscript

__all__ = ["MIMETYPE", "OFFICE", "STYLE", "TABLE", "TEXT", "read_odt", "refuse_encrypted"]

MIMETYPE = "application/vnd.oasis.opendocument."
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE, STYLE = (_NAMES % name for name in ("office", "text", "table", "style"))
_DRAW = _NAMES % "drawing"
_SILENT = frozenset(
    {f"{TEXT}{name}" for name in ("tracked-changes", "note", "ruby-text", "sequence-decls")}
    | {f"{OFFICE}{name}" for name in ("annotation", "forms", "event-listeners")}
    | {f"{_DRAW}object"}
)
_REPEATED = 1_000
"""Times that a cell or row is written once for many, at most: more are empty ones that pad a table."""


def read_odt(data: bytes, name: str, limits: Limits) -> Written:
    """Return what a text document holds; raises SourceError if it is damaged or encrypted."""
    with broken_file(name):
        if data.startswith(b"PK"):
            archive = Archive(data, name, limits)
            refuse_encrypted(archive, name)
            content, styles = archive.xml("content.xml"), archive.xml("styles.xml")
        else:
            content = styles = parsed(data, name)
        if content is None:
            raise KeyError("content.xml")
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise KeyError("office:text")
        reader = _Reader(_outline(styles), _styles(content) | ({} if styles is None else _styles(styles)))
        blocks = tuple(reader.blocks(body))
        changes = body.find(f"{TEXT}tracked-changes")
        return Written(blocks, changes is not None and len(changes) > 0)


def refuse_encrypted(archive: Archive, name: str) -> None:
    """Raise SourceError for an archive whose parts are encrypted."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SourceError(
            f"{name} ist mit einem Kennwort verschlüsselt. Bitte ohne Kennwort speichern.",
            f"{name} is encrypted with a password. Please save it without a password.",
        )


@dataclass(frozen=True, slots=True)
class _Style:
    """What matters of a style: whether its text is raised, hidden or struck out."""

    raised: bool = False
    hidden: bool = False
    struck: bool = False


@dataclass
class _Reader:
    outline: Mapping[int, tuple[str, int]]
    styles: Mapping[str, _Style]
    tables: int = 0
    boxes: list[Block] = field(default_factory=list)
    struck: bool = False
    _counts: list[int] = field(default_factory=lambda: [0] * 11)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Yield paragraphs and tables in printed order; text boxes stand behind their paragraph."""
        for element in parent:
            if element.tag in (f"{TEXT}p", f"{TEXT}h"):
                text = self._text(element)
                number = self._number(element) if element.tag == f"{TEXT}h" and text.strip() else ""
                yield Paragraph(tuple(f"{number}{text}".split("\n")))
                while self.boxes:
                    yield self.boxes.pop(0)
            elif element.tag == f"{TABLE}table":
                yield from self._table(element)
            elif element.tag not in _SILENT:
                yield from self.blocks(element)  # sections, lists, frames, indexes

    def _number(self, heading: Element) -> str:
        level = int(heading.get(f"{TEXT}outline-level", "1"))
        if level not in self.outline or heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (10 - level)
        suffix, shown = self.outline[level]
        numbers = self._counts[max(level - shown, 0) + 1 : level + 1]
        return ".".join(str(max(number, 1)) for number in numbers) + suffix + " "

    def _text(self, element: Element) -> str:
        style = self.styles.get(element.get(f"{TEXT}style-name", ""), _Style())
        if style.hidden:
            return ""
        parts = [element.text or ""]
        for part in element:
            parts += [self._part(part), part.tail or ""]
        text = "".join(parts)
        self.struck |= style.struck and bool(text.strip())
        return superscript(text) if style.raised and element.tag == f"{TEXT}span" else text

    def _part(self, part: Element) -> str:
        if part.tag == f"{TEXT}line-break":
            return "\n"
        if part.tag == f"{TEXT}tab":
            return " "
        if part.tag == f"{TEXT}s":
            return " " * min(int(part.get(f"{TEXT}c", "1")), _REPEATED)
        if part.tag in _SILENT:
            return ""
        if part.tag == f"{_DRAW}frame" or part.tag.startswith(_DRAW):
            self.boxes += list(self.blocks(part))
            return ""
        return self._text(part)

    def _table(self, element: Element) -> Iterator[Block]:
        self.tables += 1
        number, placing = self.tables, Placing()
        frame: list[Block] = []
        for row in _rows(element):
            for _ in range(_times(row, "rows")):
                placing.begin()
                for cell in row:
                    if cell.tag == f"{TABLE}table-cell":
                        inner = self._cell(cell, placing)
                        frame += inner
                placing.end()
        if any(isinstance(block, Grid) for block in frame):
            yield from frame
        else:
            yield Grid(number, tuple(placing.rows))

    def _cell(self, cell: Element, placing: Placing) -> list[Block]:
        self.struck = False
        inner = list(self.blocks(cell))
        lines = [line for block in inner if isinstance(block, Paragraph) for line in block.lines]
        across = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
        down = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
        for _ in range(_times(cell, "columns")):
            placing.add(lines, across, down, "text_gestrichen" if self.struck else "")
        return inner


def _rows(table: Element) -> Iterator[Element]:
    """Yield a table's own rows; those of a table within a cell are that one's."""
    for element in table:
        if element.tag == f"{TABLE}table-row":
            yield element
        elif element.tag.startswith(f"{TABLE}table-") and "row" in element.tag:
            yield from _rows(element)


def _times(element: Element, what: str) -> int:
    return min(int(element.get(f"{TABLE}number-{what}-repeated", "1")), _REPEATED)


def _outline(styles: Element | None) -> dict[int, tuple[str, int]]:
    """Return the suffix and the count of shown levels by level of the headings that are numbered."""
    found = {}
    for level in () if styles is None else styles.iter(f"{TEXT}outline-level-style"):
        if level.get(f"{STYLE}num-format") == "1":
            shown = int(level.get(f"{TEXT}display-levels", "1"))
            found[int(level.get(f"{TEXT}level", "1"))] = (level.get(f"{STYLE}num-suffix", ""), shown)
    return found


def _styles(root: Element) -> dict[str, _Style]:
    found = {}
    for style in root.iter(f"{STYLE}style"):
        text = style.find(f"{STYLE}text-properties")
        if text is not None:
            struck = text.get(f"{STYLE}text-line-through-style", "none") != "none"
            raised = text.get(f"{STYLE}text-position", "").startswith("super")
            hidden = text.get(f"{TEXT}display") == "none"
            found[style.get(f"{STYLE}name", "")] = _Style(raised, hidden, struck)
    return found
