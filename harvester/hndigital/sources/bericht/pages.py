"""The pages of a report's text: running heads, page numbers, numbered headings, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...caching import kept
from ...schemas import report_words, table_words
from ..lettering import Lettered
from .bycolumns import by_columns
from .document import Document, Line, PageHead
from .placing import Placed

__all__ = ["HEADING", "footnote_lines", "parse_document", "placed_document"]

HEADING = re.compile(r"\s*(\d{1,2})\.(?:(\d{1,2})\.)?\s+((?:\d+\s*%\s+)?\S*[^\W\d_].*)")
_MARKDOWN = re.compile(r"#{1,6} (?=\d{1,2}\.)")
"""How text that was pasted through Markdown marks a heading."""
CONTENTS_ENTRY = re.compile(r"(?:\.{3,}|\s{3,})\s*\d{1,3}\s*$")
CAPITALS = r"[A-ZÄÖÜẞ][A-ZÄÖÜẞ„“\"&/,.\-]*"
# A running head on a line of its own: "36 DIGITALISIERUNGSBERICHT STADT … 2019/2020", or the chapter's title,
# "EINLEITUNG 1". Its number may stand before or behind it or be missing.
OWN_LINE = re.compile(
    rf"\s*(?:(\d{{1,3}})\s+)?({CAPITALS}(?:\s+{CAPITALS})*(?:\s+\d{{4}}(?:/\d{{2,4}})?)?)(?:\s+(\d{{1,3}}))?\s*"
)
# A chapter's title without page number is a running head only if it is as long as this.
LONG_TITLE = 15
# A page is never longer than this many printed lines: a page number holds no further.
MAX_PAGE_LINES = 90
# No more lines than this lie between a footnote's first line and the end of its page.
MAX_FOOTNOTE_LINES = 40


@kept()
def _head_piece() -> re.Pattern[str]:
    """Return the pattern of what is left of a rotated head and begins with a blank, as a page does."""
    return re.compile(rf" (?:\S{{1,3}}(?:\s+\S{{1,3}})*|{table_words().head_piece})\s*")


@kept()
def _report_in_line() -> re.Pattern[str]:
    """Return the pattern of a running head with the report's own name inside a line."""
    return re.compile(rf"{report_words().title}(?:\s+{CAPITALS})*\s+\d{{4}}(?:/\d{{2,4}})?")


def parse_document(source: Lettered) -> Document:
    """Return the lines of a report's text with chapters and, where surely known, page numbers."""
    source, numbers_of = by_columns(source)
    return _document(source, numbers_of)


def placed_document(placed: Placed) -> Document:
    """Return the lines of a text whose cells are known, as `parse_document`."""
    numbers = range(1, len(placed.pages) + 1)
    return _document(placed.source, numbers, placed)


def _document(source: Lettered, numbers_of: Sequence[int], placed: Placed | None = None) -> Document:
    raw = [_MARKDOWN.sub(lambda mark: " " * len(mark[0]), text) for text in source.text.split("\n")]
    if raw and not raw[-1]:
        raw.pop()
    lines = [
        Line(nr, text.replace("\f", " " if text.strip() else ""), neue_seite=_opens_page(text, nr))
        for nr, text in zip(numbers_of, raw, strict=False)
    ]
    cells = placed.cells if placed else MappingProxyType({})
    running = [line if index not in cells else replace(line, text="") for index, line in enumerate(lines)]
    titles = headings(running)
    heads = tuple(_page_heads(running, {_letters(title) for _, _, title in titles}))
    fed = placed.pages if placed else _pages_fed(raw)
    numbers = _fed_pages(fed, heads) if placed or any(fed) else _open_pages(lines, heads)
    if placed and not any(numbers.values()):  # none is printed: a PDF's own
        numbers = {index: str(page + 1) for index, page in enumerate(placed.pages)}
    chapters = {index: number for index, number, _ in titles}
    chapter = ""
    for index, line in enumerate(lines):
        if index in chapters:
            major, minor = chapters[index]
            chapter = f"{major}.{minor}" if minor else str(major)
        lines[index] = replace(line, kapitel=chapter, seite=numbers.get(index, ""))
    document = Document(tuple(lines), heads, source, cells)
    return document.blanked((head.line, head.start, head.end) for head in heads)


def _opens_page(text: str, nr: int) -> bool:
    """Tell whether a page may begin here: a form feed, or the single blank that stands in its place."""
    if "\f" in text or nr == 1:
        return True
    return re.match(r" \S", text) is not None and _head_piece().fullmatch(text) is None


def headings(lines: Sequence[Line]) -> list[tuple[int, tuple[int, int], str]]:
    """Return the numbered headings as (line index, number, title): the longest rising sequence.

    Numbered lists in the text and a table of contents don't disturb it; the latest fit counts.
    """
    found = []
    for index, line in enumerate(lines):
        match = HEADING.fullmatch(line.text)
        if match and not CONTENTS_ENTRY.search(line.text):
            found.append((index, (int(match[1]), int(match[2] or 0)), match[3].strip()))
    chains: list[tuple[int, int]] = []  # length from here on, index of the next one or -1
    best = _Best(number for _, number, _ in found)
    for here in range(len(found) - 1, -1, -1):
        length, following = best.above(found[here][1])
        chains.append((length + 1, following))
        best.note(found[here][1], length + 1, here)
    chains.reverse()
    position = max(range(len(found)), key=lambda here: (chains[here][0], here), default=-1)
    result = []
    while position >= 0:
        result.append(found[position])
        position = chains[position][1]
    return result


class _Best:
    """The longest sequence noted for any larger number, found in logarithmic time (a Fenwick tree)."""

    def __init__(self, numbers: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(set(numbers), reverse=True)
        self._rank = {number: rank for rank, number in enumerate(ordered, 1)}
        self._tree = [(0, -1)] * (len(ordered) + 1)

    def above(self, number: tuple[int, int]) -> tuple[int, int]:
        """Return length and index of the longest sequence from a larger number on; the last counts."""
        rank, found = self._rank[number] - 1, (0, -1)
        while rank > 0:
            found = max(found, self._tree[rank])
            rank -= rank & -rank
        return found

    def note(self, number: tuple[int, int], length: int, index: int) -> None:
        """Keep that a sequence of this length begins at `index`."""
        rank = self._rank[number]
        while rank < len(self._tree):
            self._tree[rank] = max(self._tree[rank], (length, index))
            rank += rank & -rank


def _page_heads(lines: Sequence[Line], titles: set[str]) -> Iterator[PageHead]:
    """Yield the running heads: those on lines of their own, then the same words inside other lines."""
    own: dict[int, PageHead] = {}
    for index, line in enumerate(lines):
        match = OWN_LINE.fullmatch(line.text)
        if match and _is_head(match[2], match[1] or match[3] or "", titles):
            words = " ".join(match[2].split())
            own[index] = PageHead(index, 0, len(line.text), words, match[1] or match[3] or "")
    yield from own.values()
    behind = Counter(bool(re.search(r"\s\d{1,3}\s*$", lines[index].text)) for index in own)
    number_before = behind[False] >= behind[True]
    known = {head.text for head in own.values()}
    for index, line in enumerate(lines):
        if index not in own:
            for start, end, text in _heads_inside(line.text, known):
                yield _with_number(index, line.text, start, end, text, number_before=number_before)


def _is_head(words: str, number: str, titles: set[str]) -> bool:
    if words.startswith(report_words().title):
        return True
    letters = _letters(words)
    if len(letters) < 5 or not (number or len(letters) >= LONG_TITLE):
        return False
    if letters in titles:
        return True
    starts = [(title[: len(letters)], letters[: len(title)]) for title in titles]
    return any(left == right and len(left) >= LONG_TITLE for left, right in starts)


def _heads_inside(text: str, known: set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, words) of running heads that share their line with other text."""
    for words in known:
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        for match in re.finditer(rf"(?<!\S){pattern}(?!\S)", text):
            yield *match.span(), words
    if not known:
        for match in _report_in_line().finditer(text):
            yield *match.span(), match[0]


def _with_number(index: int, text: str, start: int, end: int, words: str, *, number_before: bool) -> PageHead:
    """Return a head inside a line, with the page number beside it on the side where the others have it."""
    if number_before and (match := re.search(r"(?<!\S)(\d{1,3})\s+$", text[:start])):
        return PageHead(index, match.start(), end, words, match[1])
    if not number_before and (match := re.match(r"\s+(\d{1,3})(?!\S)", text[end:])):
        return PageHead(index, start, end + match.end(), words, match[1])
    return PageHead(index, start, end, words, "")


def _letters(title: str) -> str:
    return re.sub(r"[^A-ZÄÖÜ]", "", title.upper().replace("ẞ", "SS"))


def _open_pages(lines: Sequence[Line], heads: Sequence[PageHead]) -> dict[int, str]:
    """Return the page number per line index where no form feeds are left in the text.

    A head's number holds from the head to the next sign that a page may begin, and never longer than
    a page can be.
    """
    by_line = {head.line: head.seite for head in heads}
    result: dict[int, str] = {}
    number, left = "", 0
    for index, line in enumerate(lines):
        if index in by_line:
            number, left = by_line[index], MAX_PAGE_LINES
        elif line.neue_seite or left <= 0:
            number = ""
        if not line.blank:
            left -= 1
        result[index] = number
    return result


def _pages_fed(raw: Sequence[str]) -> list[int]:
    """Return the page of each line by the form feeds between them, counted from 0."""
    page = 0
    pages: list[int] = []
    for text in raw:
        page += "\f" in text
        pages.append(page)
    return pages


def _fed_pages(pages: Sequence[int], heads: Sequence[PageHead]) -> dict[int, str]:
    """Return the page number per line index where pages are known: the one number printed on each."""
    printed: dict[int, set[str]] = {}
    for head in heads:
        if head.seite:
            printed.setdefault(pages[head.line], set()).add(head.seite)
    sure = {page: next(iter(numbers)) for page, numbers in printed.items() if len(numbers) == 1}
    return {index: sure.get(page, "") for index, page in enumerate(pages)}


def footnote_lines(document: Document) -> set[int]:
    """Return the line indices of footnotes: numbered, behind a line of blanks, down to the next page.

    The next page begins where one opens or with a running head on a line of its own.
    """
    lines = document.lines
    tops = {index for index, line in enumerate(lines) if line.neue_seite}
    tops |= {head.line for head in document.heads if head.start == 0}
    found: set[int] = set()
    for index in tops - {0}:
        for back in range(index - 1, max(index - MAX_FOOTNOTE_LINES, 0), -1):
            if back in tops:
                break
            if re.match(r"\d{1,3} \D", lines[back].text) and lines[back - 1].text.isspace():
                found.update(range(back, index))
                break
    return found
