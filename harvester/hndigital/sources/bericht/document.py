"""A report's text as lines that know their page and chapter, and as tokens that know their line.

Page heads, footnotes and column heads are blanked out in place, so that the rest keeps its columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...register import Fundstelle
from ...values import clean, join_lines, printed
from ..records import Zelle

__all__ = [
    "HEADING",
    "Document",
    "Flow",
    "Line",
    "Squeezed",
    "Token",
    "cell",
    "page_heads",
    "parse_document",
    "tokens_of",
]

# A running head: "36 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2019/2020", the number may stand behind.
RUNNING_HEAD = re.compile(
    r"(?<!\S)(?:(\d{1,3})\s+)?DIGITALISIERUNGSBERICHT(?:\s+[A-ZÄÖÜ][A-ZÄÖÜẞ.-]*)*\s+\d{4}(?:/\d{2,4})?(?:\s+(\d{1,3}))?(?!\S)"
)
# The other pages' head: the chapter's title in capitals and the page, "EINLEITUNG 1".
CHAPTER_HEAD = re.compile(r"\s*(?:(\d{1,3})\s+)?([A-ZÄÖÜẞ][A-ZÄÖÜẞ„“\"&/,.\- ]{4,}?)(?:\s+(\d{1,3}))?\s*")
HEADING = re.compile(r"\s*(\d{1,2})\.(?:(\d{1,2})\.)?\s+([^\W\d_].*|[„“\"].*)")
# A page is never longer than this many printed lines: a page number holds no further.
MAX_PAGE_LINES = 90


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
class Document:
    """All lines of a report."""

    lines: tuple[Line, ...]

    def blanked(self, spans: Iterable[tuple[int, int, int]]) -> Document:
        """Return the document with the spans (line index, start, end) replaced by blanks."""
        texts: dict[int, str] = {}
        for index, start, end in spans:
            text = texts.get(index, self.lines[index].text)
            texts[index] = text[:start] + " " * (end - start) + text[end:]
        return Document(
            tuple(
                Line(line.nr, texts.get(index, line.text), line.seite, line.kapitel, line.neue_seite)
                for index, line in enumerate(self.lines)
            )
        )


class Squeezed:
    """The printed characters of some lines without white space and hyphens, each with its place.

    Wording that wraps at any place, with or without hyphen, is one run of characters here.
    """

    def __init__(self, document: Document, start: int, end: int) -> None:
        self._document = document
        self.places: list[tuple[int, int]] = []
        chars: list[str] = []
        for index in range(start, end):
            for column, char in enumerate(document.lines[index].text):
                if not char.isspace() and char != "-":
                    chars.append(char)
                    self.places.append((index, column))
        self.text = "".join(chars)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield, per line, the span (line index, first column, column behind the last) of a match."""
        if start >= end:
            return
        (first, column), (last, last_column) = self.places[start], self.places[end - 1]
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
        self.text = ""
        for index in range(start, end):
            line = document.lines[index].text
            if not line.strip():
                continue
            joined = join_lines((self.text[-200:], line))
            self.text = self.text[:-200] + joined
            self._starts.append(max(len(self.text) - len(clean(line)), 0))
            self._lines.append(index)

    def line_at(self, offset: int) -> int:
        """Return the index of the line that the character at `offset` is printed on."""
        return self._lines[max(bisect_right(self._starts, offset) - 1, 0)]


def parse_document(text: str) -> Document:
    """Return the lines of a report's text with page numbers (where surely known) and chapters."""
    raw = text.split("\n")
    if raw and not raw[-1]:
        raw.pop()
    lines = [
        Line(
            nr,
            line.replace("\f", " " if line.strip("\f ") else ""),
            neue_seite=_opens_page(line, raw, nr - 1),
        )
        for nr, line in enumerate(raw, 1)
    ]
    lines = _with_chapters(lines)
    return Document(tuple(_with_pages(lines, raw)))


def _opens_page(line: str, raw: Sequence[str], index: int) -> bool:
    """Tell whether a page may begin here: a form feed, or the single blank that stands in its place."""
    return "\f" in line or (index == 0) or bool(re.match(r" \S", line))


def headings(lines: Sequence[Line]) -> list[tuple[int, tuple[int, int], str]]:
    """Return the numbered headings as (line index, number, title): the longest rising sequence.

    Numbered lists in the text and a table of contents don't disturb it; the latest fit counts.
    """
    found = []
    for index, line in enumerate(lines):
        match = HEADING.fullmatch(line.text)
        if match and not re.search(r"(?:\.{3,}|\s{3,})\s*\d+\s*$", line.text):
            found.append((index, (int(match[1]), int(match[2] or 0)), match[3].strip()))
    chains: list[tuple[int, int | None]] = [(1, None)] * len(found)  # length from here on, next one
    for here in range(len(found) - 1, -1, -1):
        for there in range(here + 1, len(found)):
            if found[there][1] > found[here][1] and chains[there][0] + 1 >= chains[here][0]:
                chains[here] = (chains[there][0] + 1, there)
    position = max(range(len(found)), key=lambda here: (chains[here][0], here), default=None)
    result = []
    while position is not None:
        result.append(found[position])
        position = chains[position][1]
    return result


def _with_chapters(lines: list[Line]) -> list[Line]:
    starts = {index: number for index, number, _ in headings(lines)}
    result, chapter = [], ""
    for index, line in enumerate(lines):
        if index in starts:
            major, minor = starts[index]
            chapter = f"{major}.{minor}" if minor else str(major)
        result.append(Line(line.nr, line.text, "", chapter, line.neue_seite))
    return result


def page_heads(document_lines: Sequence[Line]) -> dict[int, tuple[int, int, str]]:
    """Return the running heads: line index → (start, end, page number or "")."""
    titles = {_capitals(title) for _, _, title in headings(document_lines)}
    found: dict[int, tuple[int, int, str]] = {}
    for index, line in enumerate(document_lines):
        if match := RUNNING_HEAD.search(line.text):
            found[index] = (*match.span(), match[1] or match[2] or "")
        elif (match := CHAPTER_HEAD.fullmatch(line.text)) and (match[1] or match[3]):
            title = _capitals(match[2])
            if any(known.startswith(title) for known in titles) and len(title) > 4:
                found[index] = (0, len(line.text), match[1] or match[3] or "")
    return found


def _capitals(title: str) -> str:
    return re.sub(r"[^A-ZÄÖÜ]", "", title.upper().replace("ß", "SS").replace("ẞ", "SS"))


def _with_pages(lines: list[Line], raw: Sequence[str]) -> list[Line]:
    """Give each line the page that a running head surely states for it.

    With form feeds a head's number holds for everything between two of them. Without, it holds from
    the head to the next sign that a page may begin, and never longer than a page can be.
    """
    heads = page_heads(lines)
    if any("\f" in text for text in raw):
        return _with_fed_pages(lines, raw, heads)
    result = []
    number, left = "", 0
    for index, line in enumerate(lines):
        if index in heads:
            number, left = heads[index][2], MAX_PAGE_LINES
        elif line.neue_seite or left <= 0:
            number = ""
        if not line.blank:
            left -= 1
        result.append(_on_page(line, number))
    return result


def _with_fed_pages(
    lines: list[Line], raw: Sequence[str], heads: Mapping[int, tuple[int, int, str]]
) -> list[Line]:
    pages: list[list[int]] = [[]]
    for index, text in enumerate(raw):
        if "\f" in text and pages[-1]:
            pages.append([])
        pages[-1].append(index)
    result = []
    for page in pages:
        numbers = {heads[index][2] for index in page if index in heads} - {""}
        number = numbers.pop() if len(numbers) == 1 else ""
        result += [_on_page(lines[index], number) for index in page]
    return result


def _on_page(line: Line, number: str) -> Line:
    return Line(line.nr, line.text, number, line.kapitel, line.neue_seite)


def tokens_of(document: Document, start: int, end: int) -> list[Token]:
    """Return the words of the lines from `start` up to `end` (indices)."""
    tokens: list[Token] = []
    block = True
    for index in range(start, end):
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
    for position, token in enumerate(tokens):
        if position and tokens[position - 1].line == token.line:
            continue
        last = token
        for other in tokens[position:]:
            if other.line != token.line:
                break
            last = other
        lines.append(document.lines[token.line].text[token.start : last.end])
    return Zelle(join_lines(lines), printed(lines), document.lines[tokens[0].line].fundstelle(kapitel))
