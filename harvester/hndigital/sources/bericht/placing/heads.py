"""Which columns a table has: its heads, upright or rotated, over ruled columns or over what stands apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ....caching import kept
from ....schemas import codelist, column, printed_tables, rating_field, table_heads
from ....values import parse_vorhaben_nr
from ...pdf.grid import Span, ruled_columns, strips
from ...pdf.lines import printed_lines
from ...pdf.model import Page, Word

__all__ = ["Columns", "begins_head", "find_columns", "known_heads", "number_pieces", "squeezed"]

_LINES_ABOVE = 8
"""Lines that a head takes above that of the title's head, at most."""
_FEWEST = 4
"""Columns of a table, at least."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table on one page: where each is, its field ("" if unknown), and the head's height.

    `ruled` tells that upright lines part them.
    """

    spans: tuple[Span, ...]
    fields: tuple[str, ...]
    top: float
    bottom: float
    ruled: bool

    @property
    def named(self) -> tuple[str, ...]:
        """Return the known fields from left to right."""
        return tuple(name for name in self.fields if name)

    def field_at(self, x: float) -> str | None:
        """Return the field of the column that a place from left to right lies in, None beside the table."""
        if not self.spans[0][0] - 3 <= x <= self.spans[-1][1] + 3:
            return None
        at = sum(x >= start for start, _ in self.spans[1:])
        return self.fields[at]

    def span(self, name: str) -> Span:
        """Return where the column of a field is."""
        return self.spans[self.fields.index(name)]


def squeezed(text: str) -> str:
    """Return the letters of a text alone, in lower case: how it is broken does not matter."""
    return re.sub(r"[^a-zäöüß&]", "", text.lower())


@kept()
def known_heads() -> Mapping[str, str]:
    """Return the field of each head that the report may print, by its letters."""
    heads: dict[str, str] = {}
    for name, wordings in table_heads().items():
        heads.update(dict.fromkeys(map(squeezed, wordings), name))
    for code in codelist("strategiefeld").values():
        wordings = (code.label_de, *code.wortlaut)
        heads.update(dict.fromkeys(map(squeezed, wordings), rating_field(code.code)))
    for kind in printed_tables().values():
        heads.update({squeezed(column(name).head): name for name in kind.columns})
    return MappingProxyType(heads)


@kept()
def _needed() -> frozenset[str]:
    return frozenset(table_heads())


@kept()
def _first_word() -> str:
    return squeezed(table_heads()["titel"][0].split()[0])


def begins_head(word: Word) -> bool:
    """Tell whether a word is the one that a head is found by: that of the title's column."""
    return not word.direction and squeezed(word.text) == _first_word()


def find_columns(page: Page, word: Word, words: Sequence[Word]) -> Columns | None:
    """Return the columns of the table whose head holds `word`; None if that is no head or not a clear one."""
    return _by_rules(page, word, words) or _by_strips(word, words)


def _by_rules(page: Page, word: Word, words: Sequence[Word]) -> Columns | None:
    over = [rule.at for rule in page.level if rule.start <= word.x <= rule.end and rule.at < word.y]
    under = [rule.at for rule in page.level if rule.start <= word.x <= rule.end and rule.at > word.y]
    if not over or not under:
        return None
    top, bottom = max(over), min(under)
    spans = ruled_columns(page, top, bottom, word.x)
    inside = [one for one in words if top < one.y < bottom]
    if len(spans) < _FEWEST:
        return None
    fields = [
        known_heads().get(squeezed(_text([one for one in inside if start <= one.x <= end])), "")
        for start, end in spans
    ]
    return _complete(spans, fields, top, bottom, ruled=True)


def _complete(
    spans: Sequence[Span], fields: Sequence[str], top: float, bottom: float, *, ruled: bool
) -> Columns | None:
    """Return the columns if those that each table needs are there and none is there twice."""
    named = [name for name in fields if name]
    if not _needed() <= set(named) or len(set(named)) < len(named):
        return None
    while not fields[-1] and len(fields) > 1:  # a line beside the table
        spans, fields = spans[:-1], fields[:-1]
    while not fields[0]:
        spans, fields = spans[1:], fields[1:]
    return Columns(tuple(spans), tuple(fields), top, bottom, ruled)


def _by_strips(word: Word, words: Sequence[Word]) -> Columns | None:
    """Return the columns that blanks keep apart, from the head down to the table's last row."""
    first = _first_number(word, words)
    if first is None:
        return None
    # A number may stand in the middle of its row: then the head ends further up than right above it.
    bottoms = sorted(
        {one.top for one in words if word.bottom - 0.1 <= one.top <= first.top and not one.direction},
        reverse=True,
    )
    for bottom in bottoms[:_LINES_ABOVE]:
        if columns := _above(word, words, first, bottom):
            return columns
    return None


def _above(word: Word, words: Sequence[Word], first: Word, bottom: float) -> Columns | None:
    """Return the columns of a table whose head ends at `bottom`."""
    tops = sorted(
        {one.top for one in words if one.top <= word.top + 0.1 and one.bottom > word.top - 12 * word.size},
        reverse=True,
    )
    for top in tops[:_LINES_ABOVE]:
        head = [one for one in words if one.bottom > top and one.top < bottom - 0.1 and one.y > top]
        body = _body(first, word, words)
        spans = strips([*head, *body])
        for found in _assigned(spans, head, body):
            starts = [spans[group[0]][0] for group in found.values()]
            ends = [spans[group[1] - 1][1] for group in found.values()]
            columns = _complete(
                list(zip(starts, ends, strict=True)), list(found), top, bottom - 0.1, ruled=False
            )
            if columns:
                return columns
    return None


def _first_number(word: Word, words: Sequence[Word]) -> Word | None:
    left = [one for one in words if not one.direction and one.x1 < word.x0 and one.top > word.bottom - 0.2]
    numbers = [
        pieces[0]
        for line in (number_pieces(left),)
        for pieces in line
        if pieces[0].top - word.bottom < 25 * word.size
    ]
    return min(numbers, key=lambda one: one.top, default=None)


def number_pieces(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words of each project number, which a narrow column may break."""
    ordered = sorted((one for one in words if re.match(r"\d", one.text)), key=lambda one: one.base)
    at = 0
    while at < len(ordered):
        for size in (4, 3, 2, 1):
            pieces = ordered[at : at + size]
            if len(pieces) == size and parse_vorhaben_nr("".join(one.text for one in pieces)):
                yield pieces
                at += size
                break
        else:
            at += 1


def _body(first: Word, head: Word, words: Sequence[Word]) -> list[Word]:
    """Return the words of the rows, down to a line that begins like no row and no further line of one."""
    below = [one for one in words if not one.direction and one.base >= first.base - 0.35 * first.size]
    found: list[Word] = []
    reached = first.base
    step = 3.2 * first.size
    for line in printed_lines(below, apart=1e6):
        opening = line.words[0]
        if line.base - reached > step * 1.6 or (opening.x0 < head.x0 - 2 and not opening.text.isdigit()):
            break
        if len(line.words) > 1 and opening.text.isdigit() and len(opening.text) < 5:
            beside = line.words[1]
            if opening.x0 < head.x0 - 2 and beside.x0 < head.x0 - 2:
                break
        found += line.words
        reached = line.base
    return found


def _assigned(
    spans: Sequence[Span], head: Sequence[Word], body: Sequence[Word]
) -> Iterator[Mapping[str, tuple[int, int]]]:
    """Yield the ways to give strips to known heads in order: (first strip, behind the last) by field."""
    inside = [[one for one in head if start - 0.1 <= one.x <= end + 0.1] for start, end in spans]

    def ways(at: int, taken: tuple[str, ...]) -> Iterator[dict[str, tuple[int, int]]]:
        if at == len(spans):
            yield {}
            return
        for stop in range(at + 1, len(spans) + 1):
            parts = [one for strip in inside[at:stop] for one in strip]
            name = known_heads().get(squeezed(_text(parts)), "") if parts else ""
            if name and name not in taken and (stop == len(spans) or inside[stop]):
                for rest in ways(stop, (*taken, name)):
                    yield {name: (at, stop), **rest}
            if len(squeezed(_text(parts))) > _longest():
                return

    yield from ways(0, ())


@kept()
def _longest() -> int:
    return max(map(len, known_heads()))


def _text(words: Sequence[Word]) -> str:
    """Return the text of a head, read along the way that its letters run."""
    texts = []
    for direction in sorted({word.direction for word in words}):
        turned = [_turned(word) for word in words if word.direction == direction]
        texts += [line.text for line in printed_lines(turned, apart=1e6)]
    return "".join(re.sub(r"\d", "", text) for text in texts)


def _turned(word: Word) -> Word:
    """Return a rotated word as if it ran to the right."""
    if word.direction == 0:
        return word
    x0, top, x1, bottom = {
        1: (-word.bottom, word.x0, -word.top, word.x1),
        2: (-word.x1, -word.bottom, -word.x0, -word.top),
        3: (word.top, -word.x1, word.bottom, -word.x0),
    }[word.direction]
    return Word(word.text, x0, top, x1, bottom, word.base, word.size, word.seq, word.seen)
