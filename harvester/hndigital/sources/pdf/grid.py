"""Columns and rows of a table: by its ruled lines where they are drawn, by what is blank where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .model import Page, Rule, Word

__all__ = ["Cut", "Span", "bands", "cut_rows", "ruled_columns", "strips"]

Span = tuple[float, float]
"""From here to there, in points."""

_TOUCH = 3.0
"""Points by which a line may miss another that it meets."""
_GAP = 1.0
"""Points that part two strips."""
_LEVEL = 0.35
"""Ems by which the base lines of one printed line may differ."""
_MORE = 0.12
"""Ems by which a step between two rows must be larger than within one."""


def ruled_columns(page: Page, top: float, bottom: float, at: float) -> list[Span]:
    """Return the columns that upright lines make through a band of a page, around the place `at`.

    Where a table has no line at its sides, its level ones tell where it ends.
    """
    middle = (top + bottom) / 2
    cutting = sorted(rule.at for rule in page.upright if rule.start - _TOUCH <= middle <= rule.end + _TOUCH)
    level = [
        rule
        for rule in page.level
        if top - _TOUCH <= rule.at <= bottom + _TOUCH and rule.start <= at <= rule.end
    ]
    ends = [min(rule.start for rule in level), max(rule.end for rule in level)] if level else []
    edges: list[float] = []
    for edge in sorted([*cutting, *ends]):
        if not edges or edge - edges[-1] > _TOUCH:
            edges.append(edge)
    return list(pairwise(edges))


def strips(words: Iterable[Word], gap: float = _GAP) -> list[Span]:
    """Return what words cover from left to right, parted where no word stands above another."""
    found: list[list[float]] = []
    for word in sorted(words, key=lambda word: word.x0):
        if found and word.x0 < found[-1][1] + gap:
            found[-1][1] = max(found[-1][1], word.x1)
        else:
            found.append([word.x0, word.x1])
    return [(start, end) for start, end in found]


def bands(page: Page, columns: Sequence[Span], top: float, bottom: float) -> list[Span]:
    """Return the bands that level lines make which run through most columns of a table."""
    left, right = columns[0][0], columns[-1][1]
    inside = [rule for rule in page.level if top - _TOUCH < rule.at < bottom + _TOUCH]
    edges = [top]
    for at in sorted({rule.at for rule in inside}):
        covered = _covered([rule for rule in inside if abs(rule.at - at) <= 1], left, right)
        if covered >= 0.9 * (right - left) and at - edges[-1] > _TOUCH:
            edges.append(at)
    if bottom - edges[-1] > _TOUCH:
        edges.append(bottom)
    return list(pairwise(edges))


def _covered(rules: Sequence[Rule], left: float, right: float) -> float:
    covered, reached = 0.0, left
    for rule in sorted(rules, key=lambda rule: rule.start):
        start, end = max(rule.start, reached), min(rule.end, right)
        if end > start:
            covered, reached = covered + end - start, end
    return covered


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of a band: which word is in which, -1 above the first; whether another cut could be as right."""

    row_of: Callable[[Word], int]
    sure: bool


def cut_rows(anchors: Sequence[Word], words: Sequence[Word], beside: Sequence[Word]) -> Cut:
    """Return the rows of a band that one word each, its anchor, stands in.

    Cells begin at the height of their row's anchor, or stand around it: then blanks tell where a row ends.
    `beside` are the words of the column whose lines tell how far apart lines of one cell are.
    """
    bases = sorted(word.base for word in anchors)
    em = max((word.size for word in anchors), default=10.0)
    tops = [base - _LEVEL * em for base in bases]
    levels = _levels(words, em)
    pitch = _pitch(beside, em)
    if _from_the_top(bases, levels, pitch, em, beside):
        return Cut(lambda word: sum(word.base >= top for top in tops) - 1, sure=True)
    cuts, sure = _at_blanks(bases, levels, em)
    if sure:
        return Cut(lambda word: sum(word.base > cut for cut in cuts), sure=True)
    return Cut(lambda word: sum(word.base >= top for top in tops) - 1, sure=False)


def _levels(words: Iterable[Word], em: float) -> list[float]:
    """Return the base lines of words, each once."""
    found: list[float] = []
    for base in sorted(word.base for word in words):
        if not found or base - found[-1] > 0.15 * em:
            found.append(base)
    return found


def _pitch(words: Iterable[Word], em: float) -> float:
    """Return how far apart the lines of a cell are, the smallest step; 0 if none has two."""
    steps = [two - one for one, two in pairwise(_levels(words, em)) if two - one > 0.7 * em]
    return min(steps, default=0.0)


def _from_the_top(
    bases: Sequence[float], levels: Sequence[float], pitch: float, em: float, beside: Sequence[Word]
) -> bool:
    """Tell whether each row begins at the height of its anchor, with more than a line's step before it."""
    for base in bases:
        if not any(abs(word.base - base) <= _LEVEL * em for word in beside):
            return False
        above = [level for level in levels if level < base - _LEVEL * em]
        if above and base - above[-1] < pitch + _MORE * em and not _single(bases, levels, em):
            return False
    return True


def _single(bases: Sequence[float], levels: Sequence[float], em: float) -> bool:
    """Tell whether all that is printed stands at the height of an anchor."""
    return all(any(abs(level - base) <= _LEVEL * em for base in bases) for level in levels)


def _at_blanks(bases: Sequence[float], levels: Sequence[float], em: float) -> tuple[list[float], bool]:
    """Return where rows end by the largest step between two anchors, and whether it stands out."""
    cuts, sure = [], True
    for one, two in pairwise(bases):
        between = [level for level in levels if one - 0.1 <= level <= two + 0.1]
        steps = sorted(((b - a, (a + b) / 2) for a, b in pairwise(between)), reverse=True)
        if not steps or (len(steps) > 1 and steps[0][0] < steps[1][0] + _MORE * em):
            sure = False
        cuts.append(steps[0][1] if steps else (one + two) / 2)
    return cuts, sure
