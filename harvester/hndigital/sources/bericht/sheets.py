"""The fact sheets of chapter 4: labels in a fixed order, values over any number of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...schemas import codelist, sheet_layout
from ..records import Blatt, Zelle
from .document import Document, Line, Token, cell, tokens_of
from .pages import HEADING, footnote_lines

__all__ = ["read_sheets"]

# Lines of a sheet, blank ones included, and of what it begins with, at most.
MAX_LINES = 1_500
MAX_LINES_OF_START = 12
# A value that ends its line before this share of the longest line does not go on in the next one.
FULL_LINE = 0.75


def read_sheets(document: Document) -> list[Blatt]:
    """Return all fact sheets in printed order; a label that is not found has no cell."""
    clean = document.blanked(
        (index, 0, len(document.lines[index].text)) for index in footnote_lines(document)
    )
    starts = list(_starts(clean))
    sheets = []
    for (line, column), end in pairwise([*starts, (len(clean.lines), 0)]):
        words = tokens_of(clean, line, min(end[0] + 1, line + MAX_LINES))
        tokens = [token for token in words if (line, column) <= (token.line, token.start) < end]
        sheets.append(_sheet(clean, tokens))
    return sheets


def _starts(document: Document) -> Iterator[tuple[int, int]]:
    """Yield where sheets begin, as (line index, column)."""
    start = sheet_layout().start
    for index, line in enumerate(document.lines):
        if start[0] not in line.text:
            continue
        words = tokens_of(document, index, index + MAX_LINES_OF_START)
        for position, word in enumerate(words):
            if word.line == index and _matches(words, position, start):
                yield index, word.start


def _matches(tokens: Sequence[Token], index: int, words: Sequence[str]) -> bool:
    return [token.text for token in tokens[index : index + len(words)]] == list(words)


def _sheet(document: Document, tokens: Sequence[Token]) -> Blatt:
    """Return the sheet; where no number is printed, its cell says what stands there instead."""
    chapter = document.lines[tokens[0].line].kapitel
    start = len(sheet_layout().start)
    head = list(tokens[: start + 1])
    if head[-1].line != tokens[0].line and not head[-1].text.isdigit():
        head.pop()
    number = cell(document, head[start:] or head, chapter)
    places = _label_places(tokens, len(head))
    cells: dict[str, Zelle] = {}
    for order, (start, name, length) in enumerate(places):
        if not name:
            continue
        following = places[order + 1][0] if order + 1 < len(places) else None
        first = start + length
        if following is None:
            following = _end_of_last(document, tokens, first)
        value = tokens[first:following]
        label = document.lines[tokens[start].line]
        cells[name] = cell(document, value, chapter) if value else Zelle("", "", label.fundstelle(chapter))
    return Blatt(number, chapter, cells)


def _label_places(tokens: Sequence[Token], position: int) -> list[tuple[int, str, int]]:
    """Return (index, field, words) of the labels found from `position` on, in their fixed order.

    A label is looked for between its neighbours; at a line's start it counts before the same word
    inside a line, which may belong to a value.
    """
    found: list[tuple[int, str, int]] = []
    labels = sheet_layout().labels
    for order, (name, words) in enumerate(labels):
        limit = len(tokens)
        for _, later in labels[order + 1 :]:
            if len(later) > 1 and (places := _places(tokens, later, position, limit)):
                limit = _preferred(tokens, places)
                break
        places = _places(tokens, words, position, limit)
        if places:
            index = _preferred(tokens, places)
            found.append((index, name, len(words)))
            position = index + len(words)
    return found


def _places(tokens: Sequence[Token], words: Sequence[str], start: int, end: int) -> list[int]:
    return [index for index in range(start, end) if _matches(tokens, index, words)]


def _preferred(tokens: Sequence[Token], places: Sequence[int]) -> int:
    return next((index for index in places if tokens[index].first), places[0])


def _end_of_last(document: Document, tokens: Sequence[Token], first: int) -> int:
    """Return where the sheet's last value ends: before a blank-only line, a heading or the free text."""
    known = codelist("bearbeitungsstand")
    longest = max((len(document.lines[token.line].text.strip()) for token in tokens[:first]), default=0)
    end = first
    while end < len(tokens):
        token = tokens[end]
        if token.first and end > first:
            line, before = document.lines[token.line], tokens[end - 1]
            gap = document.lines[before.line + 1 : token.line]
            text = cell(document, tokens[first:end], "").text
            goes_on = token.text[0].islower() or before.text.endswith((",", "-"))
            full = len(document.lines[before.line].text.strip()) >= FULL_LINE * longest
            if _stops(line, gap) or (not goes_on and (known.for_wording(text) or not full)):
                break
        elif token.first and tokens[first - 1].line != token.line:
            gap = document.lines[tokens[first - 1].line + 1 : token.line]
            if _stops(document.lines[token.line], gap):
                break
        end += 1
    return end


def _stops(line: Line, gap: Sequence[Line]) -> bool:
    """Tell whether a line cannot belong to the value before it, from which `gap` separates it."""
    return (
        line.neue_seite
        or any(between.blank and between.text for between in gap)
        or HEADING.fullmatch(line.text) is not None
        or line.text.lstrip().startswith(tuple(f"{word} " for word in sheet_layout().ends))
    )
