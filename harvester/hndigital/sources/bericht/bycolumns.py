"""Text that keeps the look of the page (`pdftotext -layout` and the like) → the order that cells are read in.

There the lines of all cells of a row stand beside each other. Where blanks keep the columns apart, each row
is written again cell by cell; every piece keeps the number of its line and how it stands in the source. A
text in the order of its content stream has no such rows and stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ...schemas import table_heads
from ...values import parse_vorhaben_nr
from ..lettering import Lettered

__all__ = ["by_columns"]

_FIRST = re.compile(r"\s*(\S+)\s{2,}(?=\S)")
_APART = re.compile(r"\S+(?: \S+)*")
_COLUMNS = 5
"""Pieces apart on a row's first line, at least: number, title, office, type, cause or a rating."""
_ROWS = 3
_SLACK = 2
"""By how many characters a piece may begin before or behind its column; extractors round."""
_SLACK_OF_FIRST = 5
"""The same to the left on a row's first line, where each column begins: none is taken for another."""
_OFTEN = 0.3
"""Share of a page's rows in which a piece begins where a column does."""

_Piece = tuple[int, int, int]
"""Index of the line, first column, column behind the last."""


def by_columns(source: Lettered) -> tuple[Lettered, tuple[int, ...]]:
    """Return the text cell by cell, and for each of its lines the number of the one that it stands on.

    A text that does not keep the look of the page stays as it is.
    """
    lines = source.text.split("\n")
    rows = [index for index, line in enumerate(lines) if _opens_row(line)]
    numbers = [index for index, line in enumerate(lines) if _number(line)]
    if len(rows) < _ROWS or 2 * len(rows) < len(numbers):
        return source, tuple(range(1, len(lines) + 1))
    return _written(source, lines, list(_pieces(lines, rows)))


def _number(line: str) -> bool:
    first = line.split(maxsplit=1)[:1]
    return bool(first) and parse_vorhaben_nr(first[0]) is not None


def _opens_row(line: str) -> bool:
    return _number(line) and _FIRST.match(line) is not None and len(_APART.findall(line)) >= _COLUMNS


def _pieces(lines: Sequence[str], rows: Sequence[int]) -> Iterator[_Piece]:
    """Yield the pieces of all lines in the order in which they are read."""
    opening = set(rows)
    at = 0
    for page in _pages(lines):
        bands = [range(row, _end(lines, row, page.stop, opening)) for row in rows if row in page]
        columns = _columns([lines[band.start] for band in bands])
        if bands:
            head = _head(lines, bands[0].start, page.start)
            bands = [head, *bands] if head else bands
        for band in bands:
            yield from ((index, 0, len(lines[index])) for index in range(at, band.start))
            yield from _cells(lines, band, columns)
            at = band.stop
    yield from ((index, 0, len(lines[index])) for index in range(at, len(lines)))


def _pages(lines: Sequence[str]) -> list[range]:
    """Return the lines of each page; without form feeds those between two column heads are one."""
    title = table_heads()["titel"][0]
    starts = [index for index, line in enumerate(lines) if "\f" in line or f"{title}  " in line]
    edges = sorted({0, *starts, len(lines)})
    return [range(start, end) for start, end in zip(edges, edges[1:], strict=False)]


def _end(lines: Sequence[str], row: int, stop: int, opening: set[int]) -> int:
    """Return where a row ends: its further lines begin no further left than its title."""
    match = _FIRST.match(lines[row])
    title = (match.end() if match else 0) - _SLACK
    end = row + 1
    while end < stop and end not in opening:
        line = lines[end]
        if not line.strip() or len(line) - len(line.lstrip()) < title:
            break
        end += 1
    return end


def _head(lines: Sequence[str], row: int, start: int) -> range:
    """Return the lines right above a page's first row up to the one that begins a column head."""
    for index in range(row - 1, start - 1, -1):
        if not lines[index].strip():
            break
        if table_heads()["titel"][0] in lines[index]:
            return range(index, row)
    return range(0)


def _columns(rows: Sequence[str]) -> list[int]:
    """Return where the columns begin: where pieces that stand apart do on many of the rows' first lines."""
    begun = Counter(match.start() for line in rows for match in _APART.finditer(line))
    columns: list[int] = []
    for at, count in begun.most_common():
        if count >= _OFTEN * len(rows) and all(abs(at - other) > _SLACK for other in columns):
            columns.append(at)
    return sorted(columns)


def _cells(lines: Sequence[str], band: range, columns: Sequence[int]) -> Iterator[_Piece]:
    """Yield the pieces of some lines column by column: each begins with a word where its column does."""
    pieces: dict[int, list[_Piece]] = {}
    for index in band:
        words = [match.start() for match in re.finditer(r"\S+", lines[index])]
        cuts = {0: min(words)}
        for column, begin in enumerate(columns):
            left = _SLACK_OF_FIRST if index == band.start else _SLACK
            near = [start for start in words if begin - left <= start <= begin + _SLACK]
            if near:
                cuts[column] = min(near, key=lambda start, begin=begin: abs(start - begin))  # type: ignore[misc]
        if len(cuts) > 1 and cuts[0] in [place for column, place in cuts.items() if column]:
            del cuts[0]
        edges = [*sorted(cuts.items()), (len(columns), len(lines[index]))]
        for (column, start), (_, end) in zip(edges, edges[1:], strict=False):
            pieces.setdefault(column, []).append((index, start, end))
    for column in sorted(pieces):
        yield from pieces[column]


def _written(
    source: Lettered, lines: Sequence[str], pieces: Sequence[_Piece]
) -> tuple[Lettered, tuple[int, ...]]:
    changed = {
        at: (source.changed[index][0], source.changed[index][1][start:end])
        for at, (index, start, end) in enumerate(pieces)
        if index in source.changed
    }
    texts = [lines[index][start:end] for index, start, end in pieces]
    return Lettered("\n".join(texts), MappingProxyType(changed)), tuple(index + 1 for index, _, _ in pieces)
