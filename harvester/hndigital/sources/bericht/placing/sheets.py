"""Fact sheets by their places: labels to the left, values to the right, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....caching import kept
from ....schemas import sheet_layout
from ...pdf.grid import cut_rows
from ...pdf.lines import in_order, printed_lines
from ...pdf.model import Page, Word

__all__ = ["sheet_lines"]

_FEWEST = 3
"""Labels from which on a page has a sheet."""
_FOREIGN = -1
"""In place of a label's order: a line that begins where labels do and is none, such as a heading."""
_NEAR = 3.0
"""Points by which labels or values may begin further left or right than the others."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A label where it is printed: its words, and the place of its wording among all."""

    order: int
    words: tuple[Word, ...]

    @property
    def first(self) -> Word:
        return self.words[0]


@kept()
def _wordings() -> tuple[tuple[str, ...], ...]:
    """Return the words of all labels in their order; of the first what stands before the number's own."""
    layout = sheet_layout()
    return (layout.start, *(words for _, words in layout.labels))


def sheet_lines(page: Page, words: Sequence[Word]) -> list[str] | None:
    """Return the lines of a page's text with its fact sheets row by row; None if it has none."""
    labels = _labels(words)
    if len(labels) < _FEWEST:
        return None
    value = _values_begin(labels, words)
    if value is None:
        return None
    left = min(label.first.x0 for label in labels)
    sheet_top = min(label.first.top for label in labels) - 1
    inside = [word for word in words if word.top >= sheet_top and word.x0 >= left - _NEAR]
    above = [word for word in words if word not in inside]
    if any(word.base > sheet_top for word in above):  # something stands to the left of the labels
        return None
    rows = _rows(page, labels, inside, value)
    if rows is None:
        return None
    return [line.text for line in in_order(printed_lines(above))] + list(rows) if above else list(rows)


def _labels(words: Sequence[Word]) -> list[_Label]:
    """Return the labels at the beginnings of lines, below each other at the same place."""
    lines = printed_lines(words, apart=1e6)
    found: list[_Label] = []
    for at, line in enumerate(lines):
        for order, wording in enumerate(_wordings()):
            if label := _matched(lines[at : at + 3], wording, line.words[0].x0):
                found.append(_Label(order, label))
                break
    if not found:
        return []
    places = Counter(round(label.first.x0) for label in found)
    place = max(places, key=lambda x: (places[x], -x))
    return [label for label in found if abs(label.first.x0 - place) <= _NEAR]


def _matched(lines: Sequence[object], wording: Sequence[str], x0: float) -> tuple[Word, ...]:
    """Return the words of a label that begins with the first of some lines, which may break it."""
    words: list[Word] = []
    for line in lines:
        for word in line.words:  # type: ignore[attr-defined]
            if len(words) == len(wording):
                return tuple(words)
            if word.text != wording[len(words)]:
                break
            words.append(word)
        else:
            continue
        if not words or len(words) == len(wording):
            break
    if len(words) == len(wording):
        return tuple(words)
    # The beginning of the first label alone: the number's own word stands beside it, among the values.
    start = sheet_layout().start
    if tuple(wording) == start and len(words) >= len(start) - 1:
        return tuple(words)
    return ()


def _values_begin(labels: Sequence[_Label], words: Sequence[Word]) -> float | None:
    """Return where values begin, None if that is not the same place for most labels."""
    starts: Counter[int] = Counter()
    for label in labels[1:] if not labels[0].order else labels:
        end = max(word.x1 for word in label.words)
        behind = [word.x0 for word in words if _beside(word, label.first) and word.x0 >= end - 1]
        if behind:
            starts[round(min(behind))] += 1
    if not starts:
        return None
    place, _ = max(starts.items(), key=lambda start: start[1])
    near = sum(number for at, number in starts.items() if abs(at - place) <= _NEAR)
    widest = max(word.x1 for label in labels if label.order for word in label.words)
    return place - _NEAR if near >= 2 and near >= 0.6 * starts.total() and widest <= place + 1 else None


def _beside(word: Word, label: Word) -> bool:
    return word.top < label.y < word.bottom


def _rows(page: Page, labels: Sequence[_Label], words: Sequence[Word], value: float) -> Iterator[str] | None:
    """Return the lines of labels and values row by row; None where it is not certain which belong so."""
    own = {word for label in labels for word in label.words}
    others = [word for word in words if word not in own]
    foreign = [
        _Label(_FOREIGN, line.words)
        for line in printed_lines(others, apart=1e6)
        if line.x0 < value and line.words[0].x0 < value
    ]
    anchors = sorted([*labels, *foreign], key=lambda label: label.first.base)
    taken = own | {word for line in foreign for word in line.words}
    values = [word for word in words if word not in taken]
    rows = _by_rules(page, anchors, values)
    if rows is None:
        firsts = [label.first for label in anchors]
        cut = cut_rows(firsts, [*firsts, *values], [*firsts, *values])
        if not cut.sure and not _streamed(anchors):
            return None
        rows = {id(word): cut.row_of(word) for word in values}
    return _written(anchors, values, rows)


def _streamed(labels: Sequence[_Label]) -> bool:
    """Tell whether each label stands in the content stream before what is below it."""
    places = [label.first.seq for label in labels]
    return places == sorted(places)


def _by_rules(page: Page, labels: Sequence[_Label], words: Sequence[Word]) -> dict[int, int] | None:
    """Return the row of each word where a level line stands between each two labels."""
    ordered = sorted(label.first.base for label in labels)
    left = min(label.first.x0 for label in labels)
    edges = []
    for above, below in zip(ordered, ordered[1:], strict=False):
        between = [
            rule.at
            for rule in page.level
            if above < rule.at < below
            and rule.start <= left + _NEAR
            and rule.end >= max(word.x0 for word in words)
        ]
        if len({round(at) for at in between}) != 1:
            return None
        edges.append(between[0])
    return {id(word): sum(word.y > edge for edge in edges) for word in words}


def _written(labels: Sequence[_Label], values: Sequence[Word], rows: dict[int, int]) -> Iterator[str]:
    ordered = sorted(labels, key=lambda label: label.first.base)
    for at in range(-1, len(ordered)):
        here = [word for word in values if rows[id(word)] == at]
        lines = [line.text for line in printed_lines(here, apart=1e6)]
        if at < 0:
            yield from lines
            continue
        label = " ".join(word.text for word in ordered[at].words)
        if ordered[at].order == 0 and lines:
            yield f"{label} {lines[0]}"
            yield from lines[1:]
            continue
        yield label
        yield from lines
