"""What is printed on a page of a PDF, and where: in points from the top left corner, as a reader sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Page", "Rule", "Word", "page_of"]

_SUPERSCRIPT = 0.85
"""A note's mark is smaller than this share of its word's letters."""
_RAISED = (0.12, 0.7)
"""Ems by which it stands above the base line."""
_SAME = 1.2
"""Points within which two lines are one: the two sides of a border."""
_JOINED = 3.0
"""Points between two pieces of one line, at most."""


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word with its box.

    `base` is the base line along which it runs, `size` that of its letters, `seq` its place in the content
    stream, `direction` the quarters that it is turned to the left against the page's other text.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    seq: int
    seen: bool = True
    direction: int = 0

    @property
    def x(self) -> float:
        """Return the middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Return the middle from top to bottom."""
        return (self.top + self.bottom) / 2

    def raised_over(self, other: Word) -> bool:
        """Tell whether this is a mark that stands raised right behind another word, as that of a footnote."""
        lift = (other.base - self.base) / (other.size or 1)
        near = -0.3 * other.size <= self.x0 - other.x1 <= 0.3 * other.size
        return near and self.size <= _SUPERSCRIPT * other.size and _RAISED[0] <= lift <= _RAISED[1]

    def raised_before(self, other: Word) -> bool:
        """Tell whether this is the mark that stands raised before a footnote's first word."""
        lift = (other.base - self.base) / (other.size or 1)
        near = 0 <= other.x0 - self.x1 <= other.size
        return near and self.size <= _SUPERSCRIPT * other.size and _RAISED[0] <= lift <= _RAISED[1]


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: level from `start` to `end` at height `at`, or upright from top to bottom at `at`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its words in the order of the content stream.

    `scanned` tells that it is a picture, its words a layer of text that recognition has put under it.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    pictures: int = 0
    scanned: bool = False


def page_of(said: dict[str, Any]) -> Page:
    """Return the page that the worker describes; text that nobody sees counts only where no other is."""
    width, height = said["size"]
    words = [
        Word(text, x0, top, x1, bottom, base, size, seq, bool(seen), direction)
        for text, x0, top, x1, bottom, base, size, seq, seen, direction in said["words"]
    ]
    seen = [word for word in words if word.seen]
    scanned = not seen and bool(said["pictures"])
    kept = words if scanned else seen
    return Page(
        width,
        height,
        tuple(sorted(kept, key=lambda word: word.seq)),
        tuple(_rules([(y0, x0, x1) for x0, y0, x1, y1 in said["rules"] if y1 - y0 <= x1 - x0])),
        tuple(_rules([(x0, y0, y1) for x0, y0, x1, y1 in said["rules"] if y1 - y0 > x1 - x0])),
        said["pictures"],
        scanned,
    )


def _rules(lines: Sequence[tuple[float, float, float]]) -> list[Rule]:
    """Return the lines, those that go on in each other joined."""
    groups: list[list[tuple[float, float, float]]] = []
    for line in sorted(lines):
        if not groups or line[0] - groups[-1][-1][0] > _SAME:
            groups.append([])
        groups[-1].append(line)
    found: list[Rule] = []
    for group in groups:
        at = sum(line[0] for line in group) / len(group)
        spans: list[list[float]] = []
        for _, start, end in sorted(group, key=lambda line: line[1]):
            if spans and start <= spans[-1][1] + _JOINED:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        found += [Rule(at, start, end) for start, end in spans]
    return found
