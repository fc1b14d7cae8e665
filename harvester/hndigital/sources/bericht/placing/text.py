"""The text of placed pages in the order of reading, and which of its lines are cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....bericht import Fundstelle
from ....findings import Finding
from ....schemas import codelist, column, measures, rated_field, table_heads
from ....values import parse_vorhaben_nr
from ...lettering import Lettered, lettered, unified
from ...pdf.grid import ruled_columns
from ...pdf.lines import in_order, margins, printed_lines, stamps
from ...pdf.model import Page, Word
from .heads import Columns, begins_head, find_columns, number_pieces
from .rows import Box, Part, body_words, read_rows
from .sheets import sheet_lines

__all__ = ["Place", "Placed", "place_pages"]

_CELL_GAP = 5.0
"""Points by which columns may move from page to page."""


@dataclass(frozen=True, slots=True)
class Place:
    """That a line is one of a cell: its row, its field, the table's fields, the cell's box on the page."""

    row: int
    feld: str
    felder: tuple[str, ...]
    rechteck: Box | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A text in the order of reading: the index of the page of each of its lines, and which are cells."""

    source: Lettered
    pages: tuple[int, ...]
    cells: Mapping[int, Place]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    place: Place | None = None


@dataclass(slots=True)
class _Row:
    """A row, the lines of its cells by field in the order of the columns; pages may follow that add to it."""

    number: int
    fields: tuple[str, ...]
    cells: dict[str, list[_Line]] = field(default_factory=dict)

    def add(self, part: Part, page: int) -> None:
        for name, texts in part.cells.items():
            place = Place(self.number, name, self.fields, part.boxes.get(name))
            self.cells.setdefault(name, []).extend(_Line(text, page, place) for text in texts)

    def lines(self) -> Iterator[_Line]:
        for name in (*self.fields, ""):
            yield from self.cells.get(name, ())


@dataclass(slots=True)
class _Table:
    """A table that is being read: its columns on the last page, its last row."""

    columns: Columns
    last: _Row | None = None


@dataclass(slots=True)
class _Block:
    """What a page has of a table, and at which height."""

    top: float
    items: list[_Line | _Row] = field(default_factory=list)


class _Text:
    """Puts the pages of a document together, one after the other."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self.items: list[_Line | _Row] = []
        self.margins = margins(pages, begins_head, _is_number)
        self.stamps = stamps(pages)
        self.open: _Table | None = None
        self.parts = 0
        self.unsure: dict[str, list[tuple[int, str]]] = {}

    def add(self, number: int) -> None:
        """Put the text of the page with this index behind what is there."""
        page = self.pages[number]
        margin = self.margins[number]
        for line in printed_lines(
            [word for word in page.words if word in margin and not word.direction], 1e6
        ):
            if line.text.isupper():  # others say nothing that the report's readers look for
                self.items.append(_Line(line.text, number))
        words = [word for word in page.words if word not in margin and word not in self.stamps[number]]
        taken: set[Word] = set()
        blocks: list[_Block] = []
        if self.open and (columns := self._going_on(page, words)):
            blocks.append(self._table(number, columns, words, taken, begins=False))
        for word in [word for word in words if begins_head(word)]:
            if word in taken:
                continue
            columns = find_columns(page, word, [one for one in words if one not in taken])
            if columns:
                blocks.append(self._table(number, columns, words, taken, begins=True))
            elif self._looks_like_table(word, words):
                self.unsure.setdefault("spalten", []).append((number, word.text))
        self._rest(number, [word for word in words if word not in taken and not word.direction], blocks)

    def _looks_like_table(self, word: Word, words: Sequence[Word]) -> bool:
        """Tell whether a word is a head above project numbers, though its columns cannot be told."""
        left = [one for one in words if one.x1 < word.x0 and one.top > word.top and not one.direction]
        return next(number_pieces(left), None) is not None

    def _going_on(self, page: Page, words: Sequence[Word]) -> Columns | None:
        """Return the columns of a table that goes on at the top of a page without a head."""
        assert self.open is not None  # noqa: S101 - asked for only then
        columns = self.open.columns
        upright = [word for word in words if not word.direction]
        if not upright or any(begins_head(word) and self._near_top(word, upright) for word in upright):
            return None
        near = [word for word in upright if abs(word.x0 - columns.span("vorhaben_nr")[0]) <= 2 * _CELL_GAP]
        first = next(number_pieces(near), None)
        if first is None or first[0].top > min(word.top for word in upright) + 0.35 * page.height:
            return None
        top = min(word.top for word in upright) - 1
        if columns.ruled:
            spans = ruled_columns(page, first[0].top, first[0].bottom, first[0].x)
            if len(spans) != len(columns.spans) or any(
                abs(one[0] - two[0]) > _CELL_GAP for one, two in zip(spans, columns.spans, strict=True)
            ):
                return None
        return replace(columns, top=top, bottom=top)

    def _near_top(self, word: Word, words: Sequence[Word]) -> bool:
        numbers = [pieces[0].top for pieces in number_pieces(words)]
        return not numbers or word.top < min(numbers)

    def _table(
        self, number: int, columns: Columns, words: Sequence[Word], taken: set[Word], *, begins: bool
    ) -> _Block:
        """Return what a page has of a table; its words are `taken`."""
        page, free = self.pages[number], [word for word in words if word not in taken]
        end = _ruled_end(page, columns)
        body = body_words(page, columns, free, end)
        bottom = end if end is not None else max((word.bottom for word in body), default=columns.bottom) + 0.5
        head = [word for word in free if columns.top <= word.y <= columns.bottom]
        taken.update(body, (word for word in head if columns.field_at(word.x) is not None))
        beside = [word for word in free if word not in taken and not word.direction]
        block = _Block(columns.top)
        table = self.open
        above = [word for word in beside if word.y < columns.top]
        if table is None or table.columns.named != columns.named or _has_heading(above):
            table = self.open = _Table(columns)
            if begins:
                block.items.append(_Line(" ".join(_head_words(columns.named)), number))
        table.columns = columns
        for part in read_rows(page, columns, body, _notes(words), bottom):
            self._part(table, part, number, block)
        if _has_heading([word for word in beside if word.base > bottom]):
            self.open = None
        return block

    def _part(self, table: _Table, part: Part, number: int, block: _Block) -> None:
        self.parts += 1
        for name in part.unsure:
            self.unsure.setdefault(name, []).append((number, part.number or ""))
        if part.number is not None:
            table.last = _Row(self.parts, table.columns.named)
            block.items.append(table.last)
        if table.last is None:
            self.unsure.setdefault("reihen", []).append((number, ""))
            block.items += [_Line(text, number) for texts in part.cells.values() for text in texts]
        else:
            table.last.add(part, number)

    def _rest(self, number: int, words: Sequence[Word], blocks: Sequence[_Block]) -> None:
        """Put what is no table in its place between the tables."""
        ordered = sorted(blocks, key=lambda block: block.top)
        above = 0.0
        for block in ordered:
            self.items += self._prose(number, [word for word in words if above <= word.base < block.top])
            self.items += block.items
            above = block.top
        self.items += self._prose(number, [word for word in words if word.base >= above])

    def _prose(self, number: int, words: list[Word]) -> Iterator[_Line]:
        if not words:
            return
        sheet = sheet_lines(self.pages[number], words)
        lines = [line.text for line in in_order(printed_lines(words))] if sheet is None else sheet
        yield from (_Line(text, number) for text in lines)

    def _lines(self) -> Iterator[_Line]:
        for item in self.items:
            if isinstance(item, _Row):
                yield from item.lines()
            else:
                yield item

    def placed(self) -> Placed:
        """Return the text of all pages."""
        texts: list[str] = []
        pages: list[int] = []
        cells: dict[int, Place] = {}
        before = 0
        for line in self._lines():
            text = "".join(
                sign if sign.isprintable() or sign in " \u00ad" else "\ufffd" for sign in line.text
            )
            if line.page > before:
                text = f"\f{text}"
                before = line.page
            if line.place:
                cells[len(texts)] = line.place
            texts.append(text)
            pages.append(line.page)
        source = lettered(unified("\n".join(texts)))
        return Placed(source, tuple(pages), cells, tuple(self._findings()))

    def _findings(self) -> Iterator[Finding]:
        for name, places in self.unsure.items():
            of = max(self.parts, len(places))
            if measures()[name].exceeded(len(places), of):
                examples = " | ".join(dict.fromkeys(text for _, text in places if text)) or "–"
                first = str(places[0][0] + 1)
                yield Finding(
                    "quelle_unsicher",
                    feld=name,
                    wortlaut=examples[:200],
                    wert=f"{len(places)}/{of}",
                    fundstelle=Fundstelle(seite=first),
                )
        scanned = [page for page in self.pages if page.scanned]
        if scanned and measures()["scan"].exceeded(len(scanned), len(self.pages)):
            wert = f"{len(scanned)}/{len(self.pages)}"
            yield Finding("quelle_unsicher", feld="scan", wortlaut="–", wert=wert)


def _is_number(word: Word) -> bool:
    return parse_vorhaben_nr(word.text) is not None


def _head_words(fields: Sequence[str]) -> Iterator[str]:
    """Yield the heads of columns as the grammar of the report knows them."""
    for name in fields:
        if name in table_heads():
            yield table_heads()[name][0]
        elif code := rated_field(name):
            yield codelist("strategiefeld")[code].wortlaut[0]
        else:
            yield column(name).head


def _ruled_end(page: Page, columns: Columns) -> float | None:
    """Return where the upright lines of a table end, None if there are none below its head."""
    if not columns.ruled:
        return None
    edges = [start for start, _ in columns.spans[1:]]
    ends = [
        rule.end
        for rule in page.upright
        if any(abs(rule.at - edge) <= 1.5 for edge in edges) and rule.start <= columns.bottom + 3 < rule.end
    ]
    return max(ends) + 0.5 if ends and max(ends) > columns.bottom + 6 else None


def _has_heading(words: Sequence[Word]) -> bool:
    return any(
        re.match(r"\d{1,2}\.(?:\d{1,2}\.?)*\s+\S*[^\W\d_]", line.text) for line in printed_lines(words)
    )


def _notes(words: Sequence[Word]) -> frozenset[str]:
    """Return the numbers of the footnotes that a page has at the beginning of lines."""
    marks = [word for word in words if re.fullmatch(r"\d{1,3}|\*+", word.text)]
    found = {mark.text for mark in marks if any(mark.raised_before(word) for word in words)}
    for line in printed_lines([word for word in words if not word.direction]):
        match = re.match(r"(\d{1,3}|\*+)\)?(?:\s|(?=[^\W\d]))", line.text)
        if match and len(line.words) > 1:
            found.add(match[1])
    return frozenset(found)


def place_pages(pages: Sequence[Page]) -> Placed:
    """Return the text of a document's pages, cell by cell where they hold tables."""
    text = _Text(pages)
    for number in range(len(pages)):
        text.add(number)
    return text.placed()
