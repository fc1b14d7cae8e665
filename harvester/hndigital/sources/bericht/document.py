"""A report's text as lines that know their page and chapter, and as tokens that know their line.

What is no content of the part being read (page heads, column heads) is blanked out in place, so that
the rest keeps its columns and its wording.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from operator import attrgetter
from types import MappingProxyType

from ...bericht import Fundstelle
from ...values import clean, join_lines, kept, printed
from ..lettering import Lettered
from ..records import Zelle
from .placing import Place

_BETWEEN = re.compile(r"[\s\x1c-\x1f-]+")

__all__ = [
    "Document",
    "Flow",
    "Line",
    "PageHead",
    "Squeezed",
    "Token",
    "cell",
    "tokens_of",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source: its number, its text, its page ("" if unknown), whether it opens a page."""

    nr: int
    text: str
    seite: str = ""
    kapitel: str = ""
    neue_seite: bool = False

    @property
    def blank(self) -> bool:
        """Tell whether nothing is printed on the line."""
        return not self.text.strip()

    def fundstelle(self, kapitel: str | None = None) -> Fundstelle:
        """Return the place of this line, in `kapitel` if given."""
        return Fundstelle(self.kapitel if kapitel is None else kapitel, self.seite, self.nr)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its text, the index of its line, where it starts and ends there.

    `first` tells that nothing stands before it on its line, `block` that a blank line does.
    """

    text: str
    line: int
    start: int
    end: int
    first: bool = False
    block: bool = False


@dataclass(frozen=True, slots=True)
class PageHead:
    """A running head: the index of its line, where it stands there, its words, its page number or ""."""

    line: int
    start: int
    end: int
    text: str
    seite: str


@dataclass(frozen=True, slots=True)
class Document:
    """All lines of a report, running heads blanked out of them, those heads, and the text as it came.

    `cells` are the lines, by index, that are known to be cells of a table.
    """

    lines: tuple[Line, ...]
    heads: tuple[PageHead, ...] = ()
    source: Lettered = Lettered("")
    cells: Mapping[int, Place] = field(default_factory=lambda: MappingProxyType({}))

    def running(self) -> Document:
        """Return the document without the lines that are known to be cells of a table."""
        return self.blanked((index, 0, len(self.lines[index].text)) for index in self.cells)

    def blanked(self, spans: Iterable[tuple[int, int, int]]) -> Document:
        """Return the document with the spans (line index, start, end) replaced by blanks."""
        texts: dict[int, str] = {}
        for index, start, end in spans:
            text = texts.get(index, self.lines[index].text)
            texts[index] = text[:start] + " " * (end - start) + text[end:]
        lines = list(self.lines)
        for index, text in texts.items():
            lines[index] = replace(lines[index], text=text)
        return replace(self, lines=tuple(lines))


class Squeezed:
    """The printed characters of some lines without white space and hyphens, each with its place.

    Wording that wraps at any place, with or without hyphen, is one run of characters here.
    """

    def __init__(self, document: Document, start: int, end: int) -> None:
        self._document = document
        self._first = start
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for line in document.lines[start:end]:
            part = _BETWEEN.sub("", line.text)
            self._starts.append(length)
            parts.append(part)
            length += len(part)
        self.text = "".join(parts)

    def place(self, position: int) -> tuple[int, int]:
        """Return the index of the line and the column of a character.

        Nothing is kept for each character: of a text of many megabytes that would be gigabytes.
        """
        at = bisect_right(self._starts, position) - 1
        nth = position - self._starts[at]
        line = self._document.lines[self._first + at].text
        columns = (column for column, char in enumerate(line) if not char.isspace() and char != "-")
        return self._first + at, next(islice(columns, nth, None))

    def opens_word(self, position: int) -> bool:
        """Tell whether the character at `position` begins a word as printed."""
        line, column = self.place(position)
        return not column or self._document.lines[line].text[column - 1].isspace()

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield, per line, the span (line index, first column, column behind the last) of a match."""
        if start >= end:
            return
        (first, column), (last, last_column) = self.place(start), self.place(end - 1)
        for index in range(first, last + 1):
            text = self._document.lines[index].text
            stop = len(text)
            if index == last:
                stop = last_column + 1
                while text[stop : stop + 1] == "-":
                    stop += 1
            yield index, column if index == first else 0, stop


class Flow:
    """The running text of some lines, broken words joined, which knows the line of each place in it."""

    def __init__(self, document: Document, start: int, end: int) -> None:
        self._starts: list[int] = []
        self._lines: list[int] = []
        parts: list[str] = []
        length = 0
        for index in range(start, end):
            line = clean(document.lines[index].text)
            if not line:
                continue
            if parts:
                before = kept(parts[-1], line)
                length += len(before) - len(parts[-1])
                parts[-1] = before
            self._starts.append(length)
            self._lines.append(index)
            parts.append(line)
            length += len(line)
        self.text = "".join(parts)

    def line_at(self, offset: int) -> int:
        """Return the index of the line that the character at `offset` is printed on."""
        return self._lines[max(bisect_right(self._starts, offset) - 1, 0)]


def tokens_of(document: Document, start: int, end: int) -> list[Token]:
    """Return the words of the lines from `start` up to `end` (indices)."""
    tokens: list[Token] = []
    block = True
    for index in range(start, min(end, len(document.lines))):
        text = document.lines[index].text
        first = True
        for match in re.finditer(r"\S+", text):
            tokens.append(Token(match[0], index, *match.span(), first=first, block=first and block))
            first = False
        block = first
    return tokens


def cell(document: Document, tokens: Sequence[Token], kapitel: str) -> Zelle:
    """Return the printed value that consecutive tokens make."""
    lines: list[str] = []
    wording: list[str] = []
    for index, words in groupby(tokens, attrgetter("line")):
        first, *others = words
        end = others[-1].end if others else first.end
        text = document.lines[index].text
        lines.append(text[first.start : end])
        wording.append(document.source.printed(index, text, first.start, end))
    return Zelle(join_lines(lines), printed(wording), document.lines[tokens[0].line].fundstelle(kapitel))
