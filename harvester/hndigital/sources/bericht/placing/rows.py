"""The rows of a table on one page: cells as lines of words, and what is not certain about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ....schemas import column, rated_field, table_words
from ....values import parse_vorhaben_nr
from ...pdf.grid import bands, cut_rows
from ...pdf.lines import printed_lines
from ...pdf.model import Page, Word
from .heads import Columns, number_pieces

__all__ = ["Box", "Part", "body_words", "read_rows"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_WATERMARK = 1.9
"""Letters larger than this many times those of the rows belong to what is printed across them."""
_OVER = 0.35
"""Share of a word that another may cover."""


@dataclass(slots=True)
class Part:
    """A row, or what goes on of one at a page's top (`number` is None): its cells' lines and boxes by field.

    `unsure` names the measures of certainty that it does not meet.
    """

    number: str | None
    cells: dict[str, list[str]]
    boxes: dict[str, Box]
    unsure: set[str] = field(default_factory=set)


def body_words(page: Page, columns: Columns, words: Sequence[Word], bottom: float | None) -> list[Word]:
    """Return the words of a table's rows, down to `bottom` or to where a line belongs to none."""
    below = [word for word in words if word.y > columns.bottom and not word.direction]
    if bottom is not None:
        return [word for word in below if word.y < bottom and columns.field_at(word.x) is not None]
    number_end = columns.span("vorhaben_nr")[1]
    title = columns.span("titel")[0]
    found: list[Word] = []
    reached = columns.bottom
    largest = 0.0
    for line in printed_lines(below, apart=1e6):
        first = line.words[0]
        step = line.base - reached
        beside = [word for word in line.words if word.x0 < title - 2]
        odd = any(not re.match(r"[\dOoIl./-]+$", word.text) for word in beside) or len(beside) > 1
        odd = odd or any(word.x1 > max(number_end, title) + 3 for word in beside)
        crossing = any(_crosses(word, columns) for word in line.words)
        if found and (odd or crossing or step > max(2.2 * first.size, 1.25 * largest)):
            break
        if not found and (odd or crossing):
            break
        if found:
            largest = max(largest, step)
        found += [word for word in line.words if columns.field_at(word.x) is not None]
        reached = line.base
    return found


def _crosses(word: Word, columns: Columns) -> bool:
    """Tell whether a word reaches from one column far into another: it is no cell's."""
    at = sum(word.x >= start for start, _ in columns.spans[1:])
    start, end = columns.spans[at]
    before = columns.spans[at - 1][1] if at else -1e6
    after = columns.spans[at + 1][0] if at + 1 < len(columns.spans) else 1e6
    return word.x0 < before - 2 or word.x1 > after + 2 or word.x1 < start - 2 or word.x0 > end + 2


def read_rows(
    page: Page, columns: Columns, words: Sequence[Word], notes: frozenset[str], bottom: float
) -> list[Part]:
    """Return the rows of a table on a page; the first may be the rest of one of the page before."""
    size = sorted(word.size for word in words)[len(words) // 2] if words else 10.0
    plain = [word for word in words if word.size <= _WATERMARK * size]
    parts: list[Part] = []
    for top, end in bands(page, columns.spans, columns.bottom, bottom):
        inside = [word for word in plain if top <= word.y < end]
        if inside:
            parts += _band(columns, inside, notes, first=not parts)
    across = any(
        word.direction and columns.bottom < word.y < bottom and columns.field_at(word.x) is not None
        for word in page.words
    )
    if across and parts:
        parts[0].unsure.add("spalten")
    return parts


def _band(columns: Columns, words: Sequence[Word], notes: frozenset[str], *, first: bool) -> list[Part]:
    """Return the rows between two level lines, often one."""
    left = [word for word in words if columns.field_at(word.x) == "vorhaben_nr"]
    numbers = list(number_pieces(left))
    odd = [word for word in left if not any(word in pieces for pieces in numbers)]
    starts = [pieces[0] for pieces in numbers]
    if odd and not numbers:  # a number that is none is still a row's
        starts = [min(odd, key=lambda word: word.base)]
    elif odd:
        starts += [word for word in odd if table_words().misprint.fullmatch(word.text)]
    starts.sort(key=lambda word: word.base)
    if len(starts) <= 1 and columns.ruled:
        return [_part(columns, words, notes, continued=not starts)]
    if not starts:
        return [_part(columns, words, notes, continued=True)]
    beside = [word for word in words if columns.field_at(word.x) == "titel"]
    others = [word for word in words if columns.field_at(word.x) != "vorhaben_nr" or word in starts]
    cut = cut_rows(starts, others, beside)
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(cut.row_of(word), []).append(word)
    parts = [_part(columns, rows[at], notes, continued=at < 0) for at in sorted(rows)]
    if not cut.sure or (-1 in rows and not first):
        for part in parts:
            part.unsure.add("reihen")
    return parts


def _part(columns: Columns, words: Sequence[Word], notes: frozenset[str], *, continued: bool) -> Part:
    cells: dict[str, list[str]] = {}
    unsure: set[str] = set()
    by_field: dict[str, list[Word]] = {}
    for word in words:
        name = columns.field_at(word.x)
        if name is not None:
            by_field.setdefault(name, []).append(word)
        if _crosses(word, columns):
            unsure.add("spalten")
    for name, found in by_field.items():
        if _overprinted(found):
            unsure.add("spalten")
        cells[name] = _lines(name, _without_notes(found, notes))
    number = None if continued else "".join(cells.get("vorhaben_nr", ()))
    boxes = {name: _box(found) for name, found in by_field.items()}
    return Part(number, cells, boxes, unsure)


def _box(words: Sequence[Word]) -> Box:
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    return left, min(word.top for word in words), right, max(word.bottom for word in words)


def _overprinted(words: Sequence[Word]) -> bool:
    """Tell whether words of a cell are printed over each other."""
    for line in printed_lines(words, apart=1e6):
        for before, word in zip(line.words, line.words[1:], strict=False):
            least = min(before.x1 - before.x0, word.x1 - word.x0)
            if before.x1 - word.x0 > _OVER * least and not word.raised_over(before):
                return True
    ordered = sorted(words, key=lambda word: word.base)
    for above, word in zip(ordered, ordered[1:], strict=False):
        overlap = min(above.x1, word.x1) - max(above.x0, word.x0)
        close = 0.3 * word.size < word.base - above.base < 0.55 * word.size
        if close and overlap > 0.5 * word.size and not above.raised_over(word):
            return True
    return False


def _without_notes(words: Sequence[Word], notes: frozenset[str]) -> list[Word]:
    """Return the words but for the marks of footnotes that the page has."""
    return [
        word
        for word in words
        if not (word.text.strip("*)") in notes and any(word.raised_over(other) for other in words))
    ]


def _lines(name: str, words: Sequence[Word]) -> list[str]:
    """Return a cell's lines; what is one number or one sign is joined however it is broken."""
    lines = [line.text for line in printed_lines(words, apart=1e6)]
    if name == "vorhaben_nr":
        joined = "".join("".join(lines).split())
        return [joined] if parse_vorhaben_nr(joined) else lines
    if rated_field(name) and not re.search(r"\w", "".join(lines)):
        return ["".join("".join(lines).split())]
    if _holds_number(name):
        return list(_numbers_joined(lines))
    return lines


def _holds_number(name: str) -> bool:
    return bool(name) and not rated_field(name) and column(name).type == "number"


def _numbers_joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, one that breaks within a number joined with the next."""
    held = ""
    for line in lines:
        if held and re.search(r"\d[.,']?$", held) and re.match(r"[.,']?\d", line):
            held += line
        else:
            if held:
                yield held
            held = line
    if held:
        yield held
