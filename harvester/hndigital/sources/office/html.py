"""A page as browsers, Word and LibreOffice save it (HTML) → paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import SourceError
from .archive import broken_file
from .blocks import Block, Grid, Paragraph, Placing, Written, superscript

__all__ = ["read_html"]

_SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "del", "svg", "math", "iframe", "object"}
    | {"select", "option", "textarea", "audio", "video"}
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
    }
    | {
        "kbd",
        "label",
        "mark",
        "nobr",
        "output",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
    }
    | {"sub", "sup", "time", "tt", "u", "var", "wbr", "img", "o:p", "del", "br"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_NOTE = re.compile(r"#(?:_?ftn|_?edn|sdfootnote|sdendnote|fn|footnote)", re.IGNORECASE)
_DEPTH = 200


def read_html(text: str, name: str) -> Written:
    """Return what a page holds; raises SourceError if it is nested deeper than any page."""
    from lxml import etree, html  # here: few sources are one

    with broken_file(name):
        try:
            parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
            root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except etree.LxmlError as error:
            raise ValueError(str(error)) from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise _unreadable(name)
    reader = _Reader(name)
    body = root.find("body")
    blocks = [*reader.blocks(root if body is None else body), *reader.rest()]
    return Written(tuple(blocks), reader.tracked)


@dataclass
class _Reader:
    """Gathers text until a block ends: what stands in a page without one is a paragraph as well."""

    name: str
    tables: int = 0
    tracked: bool = False
    struck: bool = False
    depth: int = 0
    preformatted: bool = False
    text: list[str] = field(default_factory=list)

    def rest(self) -> list[Block]:
        """Return the paragraph that was gathered, if any."""
        lines = [_BLANKS.sub(" ", line).strip(" ") for line in "".join(self.text).split("\v")]
        self.text.clear()
        return [Paragraph(tuple(lines))] if any(lines) else []

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield paragraphs and tables in printed order."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise _unreadable(self.name)
        self._add(parent.text)
        for element in parent:
            yield from self._element(element)
            self._add(element.tail)
        self.depth -= 1

    def _add(self, text: str | None) -> None:
        lines = "\v" if self.preformatted else "\n"
        self.text.append((text or "").replace("\r\n", "\n").replace("\n", lines))

    def _element(self, element: Any) -> Iterator[Block]:
        tag = str(element.tag).lower()
        self.tracked |= tag in ("del", "ins")
        if tag in _SILENT or _hidden(element) or (tag == "a" and _NOTE.match(element.get("href") or "")):
            return
        if tag == "br":
            self.text.append("\v")
        elif tag == "table":
            yield from self.rest()
            yield from self._table(element)
        elif tag in _INLINE:
            yield from self._inline(element, tag)
        else:
            yield from self.rest()
            outside, self.preformatted = self.preformatted, self.preformatted or tag == "pre"
            yield from [*self.blocks(element), *self.rest()]
            self.preformatted = outside

    def _inline(self, element: Any, tag: str) -> Iterator[Block]:
        begin = len(self.text)
        yield from self.blocks(element)
        if tag == "sup":
            self.text[begin:] = [superscript("".join(self.text[begin:]))]
        self.struck |= tag in ("s", "strike") and bool("".join(self.text[begin:]).strip())

    def _table(self, table: Any) -> Iterator[Block]:
        self.tables += 1
        number, placing = self.tables, Placing()
        frame: list[Block] = []
        for row in _rows(table):
            placing.begin()
            for cell in row:
                if cell.tag in ("td", "th"):
                    frame += self._cell(cell, placing)
            placing.end()
        if any(isinstance(block, Grid) for block in frame):
            yield from frame  # a table around tables is the frame of a page
        else:
            caption = table.find("caption")
            if caption is not None:
                yield from [*self.blocks(caption), *self.rest()]
            yield Grid(number, tuple(placing.rows))

    def _cell(self, cell: Any, placing: Placing) -> list[Block]:
        outside, self.struck = self.struck, False
        inner = [*self.blocks(cell), *self.rest()]
        lines = [line for block in inner if isinstance(block, Paragraph) for line in block.lines]
        odd = "text_gestrichen" if self.struck else ""
        placing.add(lines, _span(cell, "colspan"), _span(cell, "rowspan"), odd)
        self.struck = outside
        return inner


def _rows(table: Any) -> Iterator[Any]:
    for part in table:
        if part.tag == "tr":
            if not _hidden(part):
                yield part
        elif part.tag in ("thead", "tbody", "tfoot") and not _hidden(part):
            yield from (row for row in part if row.tag == "tr" and not _hidden(row))


def _hidden(element: Any) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _span(cell: Any, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return min(max(int(said), 1), 1000) if said.isdecimal() and len(said) < 6 else 1


def _unreadable(name: str) -> SourceError:
    return SourceError(
        f"{name} ist tiefer geschachtelt als jede Seite und lässt sich nicht ganz lesen. Bitte im Browser "
        "als PDF drucken und diese Datei angeben.",
        f"{name} is nested deeper than any page and cannot be read whole. Please print it to PDF in the "
        "browser and give that file.",
    )
