"""Words → lines as they are printed, and those in the order in which they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .model import Page, Word

__all__ = ["Printed", "in_order", "margins", "printed_lines", "stamps"]

_LEVEL = 0.3
"""Ems by which words of one line may differ in height."""
_APART = 1.2
"""Ems of a gap that ends a piece of a line: no blank between two words is so wide."""
_MARGIN = 0.12
"""Share of a page's height, above and below, in which running heads stand."""
_STAMP = 1.9
"""How many times as large as most text the words of a watermark are."""
_AT = 6.0
"""Points by which a running head may move from page to page."""
_HEAD = 8
"""Ems that a table's head may reach above its word."""
_FRAME = 0.95
"""Share of a page's height from which an upright line belongs to a frame of the page."""
_BACK = 0.25
"""Share of steps upwards from which the content stream is not in the order of reading."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of a line: words that follow each other on one base line."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Return its words; a mark raised behind one stands right behind it."""
        text = ""
        for at, word in enumerate(self.words):
            text += word.text if not at or word.raised_over(self.words[at - 1]) else f" {word.text}"
        return text

    @property
    def base(self) -> float:
        """Return its base line, that of its largest letters."""
        return max(self.words, key=lambda word: word.size).base

    @property
    def size(self) -> float:
        """Return the size of its largest letters."""
        return max(word.size for word in self.words)

    @property
    def x0(self) -> float:
        """Return where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Return where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def seq(self) -> int:
        """Return its place in the content stream."""
        return min(word.seq for word in self.words)


def printed_lines(words: Iterable[Word], apart: float = _APART) -> list[Printed]:
    """Return the pieces of lines that upright words make, from top to bottom and left to right.

    `apart` is the gap, in ems, that parts two pieces of one line.
    """
    pieces = []
    for row in _rows(words):
        piece: list[Word] = []
        for word in row:
            if piece and word.x0 - piece[-1].x1 > apart * max(word.size, piece[-1].size):
                pieces.append(Printed(tuple(piece)))
                piece = []
            piece.append(word)
        pieces.append(Printed(tuple(piece)))
    return pieces


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words by their base lines; a raised mark belongs to that of its word."""
    large = sorted(words, key=lambda word: (word.base, word.x0))
    rows: list[list[Word]] = []
    raised: list[Word] = []
    for word in large:
        near = (
            [other for other in large if other is not word and word.raised_over(other)]
            if _small(word)
            else []
        )
        if near:
            raised.append(word)
        elif rows and word.base - rows[-1][0].base <= _LEVEL * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    for mark in raised:
        row = next((row for row in rows if any(mark.raised_over(other) for other in row)), None)
        if row is None:
            rows.append([mark])
        else:
            row.append(mark)
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _small(word: Word) -> bool:
    return len(word.text) <= 3 and not word.text.isalpha()


def margins(
    pages: Sequence[Page], heads: Callable[[Word], bool], rows: Callable[[Word], bool]
) -> list[set[Word]]:
    """Return, by page, the words that stand in the margin of several pages alike, but for their numbers.

    Words for which `heads` is true open a table: what stands right above or below them is no margin. Nor is
    what stands on the line of a word for which `rows` is true, or in a cell: the last rows of full pages
    may be alike.
    """
    found: Counter[tuple[str, int]] = Counter()
    places: list[dict[tuple[str, int], list[Printed]]] = []
    for page in pages:
        here: dict[tuple[str, int], list[Printed]] = {}
        upright = [word for word in page.words if not word.direction]
        tables = [word.base - _HEAD * word.size for word in upright if heads(word)]
        begun = [word.base for word in upright if rows(word)]
        for line in printed_lines(upright):
            if any(abs(line.base - base) <= _LEVEL * line.size for base in begun) or _in_cell(line, page):
                continue
            if line.base < page.height / 2 and any(line.base > top for top in tables):
                continue
            if not _MARGIN * page.height < line.base < (1 - _MARGIN) * page.height:
                above = line.base if line.base < page.height / 2 else page.height - line.base + 10_000
                key = re.sub(r"\d+", "#", line.text), round(above / _AT)
                here.setdefault(key, []).append(line)
        found.update(here.keys())
        places.append(here)
    often = {key for key, count in found.items() if count >= 3 and count >= len(pages) / 10}
    return [
        {word for key, lines in here.items() if key in often for line in lines for word in line.words}
        for here in places
    ]


def stamps(pages: Sequence[Page]) -> list[set[Word]]:
    """Return, by page, the large words that stand on most pages at the same place: a watermark's."""
    sizes = sorted(word.size for page in pages for word in page.words)
    large = _STAMP * sizes[len(sizes) // 2] if sizes else 0.0
    places = [
        {word: (word.text, round(word.x0), round(word.top)) for word in page.words if word.size > large}
        for page in pages
    ]
    found = Counter(place for here in places for place in set(here.values()))
    often = {place for place, count in found.items() if count >= max(3, len(pages) / 2)}
    return [{word for word, place in here.items() if place in often} for here in places]


def _in_cell(line: Printed, page: Page) -> bool:
    """Tell whether a line stands between two upright lines that are no frame of the whole page."""
    beside = [
        rule.at
        for rule in page.upright
        if rule.start <= line.base <= rule.end and rule.end - rule.start < _FRAME * page.height
    ]
    return any(at <= line.x0 for at in beside) and any(at >= line.x1 for at in beside)


def in_order(lines: Sequence[Printed]) -> list[Printed]:
    """Return the pieces of a page's lines in the order of reading: that of the stream, where it is one."""
    by_stream = sorted(lines, key=lambda line: line.seq)
    steps = [(one, two) for one, two in pairwise(by_stream)]
    up = sum(two.base < one.base - 0.5 * one.size and two.x0 < one.x1 for one, two in steps)
    mixed = sum(any(b.seq < a.seq for a, b in pairwise(line.words)) for line in lines)
    if up <= max(_BACK * len(steps), 2) and mixed <= max(_BACK * len(lines), 1):
        return by_stream
    middle = _river(lines)
    if middle is None:
        return sorted(lines, key=lambda line: (round(line.base), line.x0))
    return sorted(lines, key=lambda line: (line.x0 >= middle, round(line.base), line.x0))


def _river(lines: Sequence[Printed]) -> float | None:
    """Return where a page of two columns is parted, None if it has one."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    for share in range(35, 66):
        at = left + (right - left) * share / 100
        crossing = sum(line.x0 < at < line.x1 for line in lines)
        beside = min(sum(line.x1 <= at for line in lines), sum(line.x0 >= at for line in lines))
        if crossing == 0 and beside >= len(lines) / 3:
            return at
    return None
